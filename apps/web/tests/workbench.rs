//! The workbench over a real desk, for every regulation that comes along.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::StatusCode;
use dengwen_desk::{
    Desk,
    view::{CaseView, Control, FormView, Language, Session, StripState},
};
use support::{Browser, desk, filled, found, owned, sure};

/// Somebody of an office who may register something: office, person, address of the form.
async fn registrars(desk: &Desk) -> Vec<(String, String, String, String)> {
    let mut found = Vec::new();
    for office in desk.offices(Language::Zh).await.unwrap() {
        let state = desk.office_state(&office.id).await.unwrap();
        for person in state.people.keys() {
            let session = desk.session_for(&office.id, person).await.unwrap();
            if let Some((matter, channel, _)) = desk.begins(&session, Language::Zh).await.unwrap().into_iter().next() {
                found.push((office.id.clone(), person.clone(), matter, channel));
                break;
            }
        }
    }
    assert!(!found.is_empty(), "nobody may register anything");
    found
}

#[tokio::test]
async fn a_letter_is_registered_opened_and_acted_upon_for_every_regulation() {
    let desk = desk().await;
    for (office, person, matter, channel) in registrars(&desk).await {
        let mut browser = Browser::new(&desk);
        browser.sign_in(&desk, &office, &person).await;
        assert_eq!(browser.get("/desk").await.status, StatusCode::OK);
        assert!(browser.get("/desk/register").await.text().contains(&format!("/desk/register/{matter}/{channel}")));
        let path = format!("/desk/register/{matter}/{channel}");
        let form = browser.get(&path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", form.text());
        let session = desk.session_for(&office, &person).await.unwrap();
        let mut pairs = filled(&desk.begin_form(&session, &matter, &channel, Language::Zh).await.unwrap());
        pairs.extend(owned(&[(":csrf", &form.hidden(":csrf")), (":once", &form.hidden(":once"))]));
        pairs.extend(owned(&[(":happened", "2026-03-06T15:30")]));
        let sent = browser.post(&path, &pairs).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{office}: {}", sent.text());
        let case = browser.get(sent.location()).await;
        assert_eq!(case.status, StatusCode::OK, "{office}: {}", case.text());
        assert!(case.text().contains("dw-code"), "{office}: the code for the person is shown once");
        assert!(case.text().contains("录入"), "{office}: the story says that it was entered later than received");
        assert_eq!(browser.get("/desk?filter=all").await.status, StatusCode::OK);
        assert_eq!(browser.get("/desk/search?q=%E7%A4%BA%E4%BE%8B").await.status, StatusCode::OK);
        let open = desk.case(&session, sent.location().split(['/', '?']).nth(3).unwrap(), Language::Zh).await.unwrap();
        for act in &open.open {
            let row = act.row.as_ref().map_or_else(String::new, |row| format!("?row={row}"));
            let page = browser.get(&format!("/desk/cases/{}/acts/{}{row}", open.id, act.act)).await;
            assert_eq!(page.status, StatusCode::OK, "{office} {}: {}", act.act, page.text());
        }
    }
}

/// Registers a case and gives its id.
async fn registered(desk: &Desk, browser: &mut Browser, place: &(String, String, String, String)) -> String {
    let (office, person, matter, channel) = place;
    let session = desk.session_for(office, person).await.unwrap();
    let path = format!("/desk/register/{matter}/{channel}");
    let form = browser.get(&path).await;
    let mut pairs = filled(&desk.begin_form(&session, matter, channel, Language::Zh).await.unwrap());
    pairs.extend(owned(&[(":csrf", &form.hidden(":csrf")), (":once", &form.hidden(":once"))]));
    let sent = browser.post(&path, &pairs).await;
    sent.location().split(['/', '?']).nth(3).unwrap().to_owned()
}

#[tokio::test]
async fn several_cases_are_previewed_and_then_acted_on_one_by_one() {
    let desk = desk().await;
    let place = registrars(&desk).await.remove(0);
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, &place.0, &place.1).await;
    let cases = [registered(&desk, &mut browser, &place).await, registered(&desk, &mut browser, &place).await];
    let session = desk.session_for(&place.0, &place.1).await.unwrap();
    let chosen = format!("case={}&case={}", cases[0], cases[1]);
    let list = browser.get("/desk?filter=all").await.text();
    assert!(cases.iter().all(|case| list.contains(&format!("name=\"case\" value=\"{case}\""))), "both can be marked");
    let view = desk.together(&session, &cases, Language::Zh).await.unwrap();
    let act = view.acts.iter().find(|act| act.open() == 2).expect("an act is open on both");
    let form = browser.get(&format!("/desk/together?{chosen}&act={}", act.form.act)).await;
    assert_eq!(form.text().matches("可以办理").count(), 2, "{}", form.text());
    let mut pairs = filled(&act.form);
    pairs.extend(owned(&[(":csrf", &form.hidden(":csrf")), (":once", &form.hidden(":once"))]));
    let path = format!("/desk/together?act={}&{chosen}", act.form.act);
    let preview = browser.post(&path, &pairs).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
    assert_eq!(preview.text().matches("将会办理").count(), 2, "{}", preview.text());
    let seqs = async || {
        let rows = desk.together(&session, &cases, Language::Zh).await.unwrap().rows;
        rows.iter().map(|row| row.seq).collect::<Vec<_>>()
    };
    let before: Vec<u64> = view.rows.iter().map(|row| row.seq).collect();
    assert_eq!(seqs().await, before, "a preview writes nothing");
    pairs.extend(owned(&[(":sure", &preview.hidden(":sure"))]));
    let sent = browser.post(&path, &pairs).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let after = seqs().await;
    assert!(after.iter().zip(&before).all(|(after, before)| after > before), "{before:?} to {after:?}");
    let done = browser.get(sent.location()).await;
    assert!(done.text().contains("已办理 2 件"), "{}", done.text());
    assert!(done.text().contains("退回"), "it says whether it can be taken back: {}", done.text());
    let sheet = browser.get(&format!("/desk/together.csv?{chosen}")).await;
    assert_eq!(sheet.text().lines().count(), 3, "{}", sheet.text());
}

#[tokio::test]
async fn the_story_is_narrowed_without_a_script_and_a_paper_stands_beside_the_form() {
    let desk = desk().await;
    let place = registrars(&desk).await.remove(0);
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, &place.0, &place.1).await;
    let case = registered(&desk, &mut browser, &place).await;
    let entries = |text: &str| text.matches("class=\"dw-story__line\"").count();
    let all = browser.get(&format!("/desk/cases/{case}")).await.text();
    assert!(entries(&all) > 0 && all.contains("?story=acts#story-title"), "{all}");
    let told = browser.get(&format!("/desk/cases/{case}?story=limits&order=old")).await.text();
    assert!(entries(&told) < entries(&all), "{told}");
    assert!(told.contains("?story=papers&#38;order=old#story-title"), "the order stays in the links: {told}");
    let looks = browser.get(&format!("/desk/cases/{case}?story=looks")).await.text();
    assert!(looks.contains("查看："), "{looks}");
    let strange = browser.get(&format!("/desk/cases/{case}?beside=paper-77-1&story=nothing")).await;
    assert_eq!(strange.status, StatusCode::OK, "what is not there is left out");
}

#[tokio::test]
async fn proposals_are_asked_for_with_the_token_and_keep_what_was_typed() {
    let desk = desk().await;
    let mut adopted = 0_usize;
    for (office, person, matter, channel) in registrars(&desk).await.into_iter().take(8) {
        let mut browser = Browser::new(&desk);
        browser.sign_in(&desk, &office, &person).await;
        let path = format!("/desk/register/{matter}/{channel}");
        let session = desk.session_for(&office, &person).await.unwrap();
        let view = desk.begin_form(&session, &matter, &channel, Language::Zh).await.unwrap();
        let mut pairs = filled(&view);
        let forged = browser.post(&format!("{path}/proposals"), &pairs).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{office}");
        pairs.extend(owned(&[(":csrf", &browser.get(&path).await.hidden(":csrf"))]));
        let beside = browser.post(&format!("{path}/proposals"), &pairs).await;
        assert_eq!(beside.status, StatusCode::OK, "{office}");
        assert!(beside.text().contains("复述核对") && !beside.text().contains("<form"), "{office}: a part of a page");
        let few =
            view.fields.iter().find(|field| field.control == Control::One && (2..=6).contains(&field.options.len()));
        let Some((key, last)) = few.and_then(|field| Some((&field.key, &field.options.last()?.value))) else {
            continue;
        };
        let chosen = format!("name=\"{key}\" value=\"{last}\" checked");
        pairs.retain(|(name, _)| name != key);
        pairs.push((":suggest".to_owned(), "1".to_owned()));
        assert!(!browser.post(&path, &pairs).await.text().contains(&chosen), "{office}: nothing is decided by itself");
        pairs.push((":adopt".to_owned(), format!("{key}={last}")));
        let again = browser.post(&path, &pairs).await;
        assert_eq!(again.status, StatusCode::OK, "{office}: nothing is registered by it");
        assert!(again.text().contains(&chosen), "{office}: {key} is {last}");
        adopted += 1;
    }
    assert!(adopted > 0, "no form has few choices");
}

#[tokio::test]
async fn the_second_of_two_at_once_is_told_what_changed_and_keeps_what_was_typed() {
    let desk = desk().await;
    let mut told = 0_usize;
    for place in registrars(&desk).await {
        let mut browser = Browser::new(&desk);
        browser.sign_in(&desk, &place.0, &place.1).await;
        let id = registered(&desk, &mut browser, &place).await;
        let session = desk.session_for(&place.0, &place.1).await.unwrap();
        let before = desk.case(&session, &id, Language::Zh).await.unwrap();
        let token = browser.get(&format!("/desk/cases/{id}")).await.hidden(":csrf");
        let with = |form: &FormView, once: &str| {
            let mut pairs = filled(form);
            pairs.extend(owned(&[(":csrf", &token), (":once", once), (":seq", &before.seq.to_string())]));
            pairs
        };
        let here =
            |case: &CaseView| case.strip.iter().find(|one| one.state == StripState::Now).map(|one| one.label.clone());
        let own = || before.open.iter().filter(|form| form.row.is_none());
        let mut moved_by = None;
        for form in own() {
            let answer = browser.post(&format!("/desk/cases/{id}/acts/{}", form.act), &with(form, &form.act)).await;
            let now = desk.case(&session, &id, Language::Zh).await.ok();
            if answer.status == StatusCode::SEE_OTHER && now.as_ref().map(here) != Some(here(&before)) {
                moved_by = Some(form.act.clone());
                break;
            }
        }
        let typed = |form: &&FormView| filled(form).iter().any(|(_, value)| value == "示例内容");
        let (Some(first), Some(second)) = (moved_by, own().find(typed)) else { continue };
        let path = format!("/desk/cases/{id}/acts/{}", second.act);
        let answer = browser.post(&path, &with(second, "second")).await;
        // Whoever stepped aside may not even know what came of the case.
        if answer.status == StatusCode::NOT_FOUND {
            assert!(desk.case(&session, &id, Language::Zh).await.is_err(), "{} after {first}", second.act);
            continue;
        }
        let told_so = matches!(answer.status, StatusCode::CONFLICT | StatusCode::FORBIDDEN);
        assert!(told_so, "{} after {first}: {} {}", second.act, answer.status, answer.text());
        assert!(answer.text().contains("示例内容"), "what was typed stays: {}", answer.text());
        told += usize::from(answer.status == StatusCode::CONFLICT);
    }
    assert!(told > 0, "no case could be acted upon twice");
}

#[tokio::test]
async fn nobody_gets_in_without_signing_in_and_a_wrong_password_is_told() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    let answer = browser.get("/desk/regulations").await;
    assert_eq!(answer.location(), "/desk/sign-in?next=/desk/regulations");
    let wrong = browser.post("/desk/sign-in", &owned(&[("login", "x"), ("password", "y")])).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.text().contains("登录名或密码不对"));
    assert!(!wrong.text().contains("value=\"y\""), "the password does not come back");
}

/// What is there is changed only after it was shown what would change.
async fn changed(desk: &Desk, browser: &mut Browser, token: &str) {
    let office = desk.offices(Language::Zh).await.unwrap().remove(0).id;
    let person = [(":csrf", token), ("id", "zhou"), ("name", "周敏"), ("active", "yes"), ("administrator", "no")];
    let married = [person[0], person[1], ("name", "周敏之"), person[3], person[4]];
    let shown = browser.post("/desk/people", &owned(&married)).await;
    let text = shown.text();
    assert!(text.contains("<del>周敏</del>") && text.contains("<ins>周敏之</ins>"), "{text}");
    assert_eq!(desk.office_state(&office).await.unwrap().person_name("zhou"), "周敏", "nothing is written yet");
    let sent_with = |name: &'static str| {
        let pairs = [person[0], person[1], ("name", name), person[3], person[4]];
        owned(&pairs).into_iter().chain([(":sure".to_owned(), shown.hidden(":sure"))]).collect::<Vec<_>>()
    };
    let other = browser.post("/desk/people", &sent_with("周某")).await.text();
    assert!(other.contains("<ins>周某</ins>"), "what was not shown is shown first: {other}");
    assert_eq!(browser.post("/desk/people", &sent_with("周敏之")).await.location(), "/desk/people?saved=1");
    let same = browser.post("/desk/people", &owned(&married)).await.text();
    assert!(same.contains("没有改动"), "{same}");
    let history = browser.get("/desk/history").await.text();
    assert!(history.contains("人员：周敏之") && history.contains("<del>周敏</del>"), "{history}");
}

#[tokio::test]
async fn a_password_without_its_sign_in_name_is_not_passed_over_in_silence() {
    let desk = desk().await;
    let office = desk.offices(Language::Zh).await.unwrap().remove(0).id;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, &office, "administrator").await;
    let token = browser.get("/desk/people").await.hidden(":csrf");
    let person =
        [(":csrf", token.as_str()), ("id", "zhou"), ("name", "周敏"), ("active", "yes"), ("administrator", "no")];
    for (given, value, missing) in
        [("password", "four words of no kin", "请填写：登录名"), ("login", "zhou", "请填写：新密码")]
    {
        let told = browser.post("/desk/people", &owned(&[&person[..], &[(given, value)]].concat())).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.text().contains(missing), "{}", told.text());
    }
}

#[tokio::test]
async fn an_administrator_enters_people_units_posts_and_days_and_others_may_not() {
    let desk = desk().await;
    let office = desk.offices(Language::Zh).await.unwrap().remove(0).id;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, &office, "administrator").await;
    let token = browser.get("/desk/people").await.hidden(":csrf");
    let person =
        [(":csrf", token.as_str()), ("id", "zhou"), ("name", "周敏"), ("active", "yes"), ("administrator", "no")];
    let saved = browser.post("/desk/people", &owned(&person)).await;
    assert_eq!(saved.location(), "/desk/people?saved=1", "{}", saved.text());
    assert!(browser.get("/desk/people").await.text().contains("周敏"));
    let unit = [(":csrf", token.as_str()), ("id", "new-unit"), ("name", "新单位")];
    assert_eq!(browser.post("/desk/units", &owned(&unit)).await.location(), "/desk/units?saved=1");
    let wrong =
        browser.post("/desk/units", &owned(&[(":csrf", token.as_str()), ("id", "Wrong Id"), ("name", "x")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let state = desk.office_state(&office).await.unwrap();
    let role = state.posts.values().next().unwrap().role.clone();
    let post = [
        (":csrf", token.as_str()),
        ("person", "zhou"),
        ("role", &role),
        ("unit", "new-unit"),
        ("from", "2026-03-01"),
        ("until", "2026-03-31"),
    ];
    assert_eq!(browser.post("/desk/posts", &owned(&post)).await.location(), "/desk/posts?saved=1");
    changed(&desk, &mut browser, &token).await;
    let day = [
        (":csrf", token.as_str()),
        (":act", "calendar_day"),
        ("date", "2027-01-01"),
        ("kind", "holiday"),
        ("name", "元旦"),
        ("notice", "示例通知 1 号"),
    ];
    // 2027-01-01 is a Friday, of which nothing was said so far.
    let shown = browser.post("/desk/calendar", &owned(&day)).await.text();
    assert!(shown.contains("<del>上班（包括调休）</del>") && shown.contains("<ins>放假</ins>"), "{shown}");
    assert!(!browser.get("/desk/calendar").await.text().contains("示例通知 1 号"), "nothing is written yet");
    let saved = sure(&mut browser, "/desk/calendar", &owned(&day)).await;
    assert_eq!(saved.location(), "/desk/calendar?saved=1", "{}", saved.text());
    assert!(browser.get("/desk/calendar").await.text().contains("示例通知 1 号"));
    for path in ["/desk/regulations", "/desk/units", "/desk/posts"] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
    let regulation = format!("/desk/regulations/{}", state.regulations[0]);
    assert_eq!(browser.get(&regulation).await.status, StatusCode::OK);
    assert!(browser.get(&format!("{regulation}/diagram.svg")).await.text().contains("<svg"));
    let mut other = Browser::new(&desk);
    other.sign_in(&desk, &office, "zhou").await;
    assert_eq!(other.get("/desk/people").await.status, StatusCode::FORBIDDEN);
}

async fn rows(desk: &Desk, session: &Session, register: &str) -> usize {
    desk.register_page(session, register, Language::Zh).await.unwrap().rows.len()
}

#[tokio::test]
async fn registers_are_read_and_written_by_those_for_whom_they_are_there() {
    let desk = desk().await;
    // Here acts of a register open rows of it.
    found(&desk, &["r25-hospital-petition", "r40-telecom-service-conduct"].map(str::to_owned)).await;
    let (mut written, mut opened) = (0, 0);
    for office in desk.offices(Language::Zh).await.unwrap() {
        let state = desk.office_state(&office.id).await.unwrap();
        for person in state.people.keys() {
            let session = desk.session_for(&office.id, person).await.unwrap();
            let lines = desk.register_list(&session, Language::Zh).await.unwrap();
            if !lines.iter().any(|line| line.writes) {
                continue;
            }
            let mut browser = Browser::new(&desk);
            browser.sign_in(&desk, &office.id, person).await;
            let list = browser.get("/desk/registers").await;
            assert_eq!(list.status, StatusCode::OK, "{}", list.text());
            for line in lines {
                let path = format!("/desk/registers/{}", line.id);
                assert!(list.text().contains(&path), "{path}");
                let page = browser.get(&path).await;
                assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
                if !line.writes {
                    continue;
                }
                let forms = desk.register_page(&session, &line.id, Language::Zh).await.unwrap().forms;
                assert!(!forms.is_empty(), "{path}: they write, and have no form");
                for form in forms {
                    let page = browser.get(&path).await;
                    let (csrf, once) = (page.hidden(":csrf"), format!("{} {person}", form.act));
                    let hidden = owned(&[(":csrf", &csrf), (":once", &once), (":act", &form.act)]);
                    if form.fields.iter().any(|field| field.must) {
                        let empty = browser.post(&path, &hidden).await;
                        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", empty.text());
                    }
                    let before = rows(&desk, &session, &line.id).await;
                    let sent = browser.post(&path, &[filled(&form), hidden].concat()).await;
                    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path} {}: {}", form.act, sent.text());
                    let by_hand = form.act == dengwen_desk::WRITE_IN_REGISTER;
                    assert!(!by_hand || rows(&desk, &session, &line.id).await == before + 1, "{path}");
                    opened += usize::from(!by_hand);
                }
                written += 1;
            }
        }
    }
    assert!(written > 0 && opened > 3, "by hand and by acts: {written}, {opened}");
}
