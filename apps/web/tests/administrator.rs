//! What an administrator does with regulations in the browser: takes one from the library, publishes, goes back.

mod support;

use axum::http::StatusCode;
use dengwen_desk::{Desk, view::Language};
use dengwen_packs::Packs;
use support::{Answer, Browser, desk, owned};

/// The office in which the tests work, and its regulation.
const OFFICE: &str = "r43-fitness-club";

async fn administrator(desk: &Desk) -> Browser {
    let mut browser = Browser::new(desk);
    browser.sign_in(desk, OFFICE, "administrator").await;
    browser
}

/// Sends a form whose change is shown first, and sends it again once it was.
async fn twice(browser: &mut Browser, path: &str, pairs: &[(&str, &str)], told: &str) -> Answer {
    let shown = browser.post(path, &owned(pairs)).await;
    let sure = shown.hidden(":sure");
    assert!(shown.text().contains(told), "{told}: {}", shown.text());
    browser.post(path, &owned(&[pairs, &[(":sure", &sure)]].concat())).await
}

fn ok(page: Answer) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page.text()
}

#[tokio::test]
async fn a_regulation_is_read_and_taken_from_the_library() {
    let desk = desk().await;
    let session = desk.session_for(OFFICE, "administrator").await.unwrap();
    let lines = desk.pack_list(&session, "", Language::Zh).await.unwrap();
    let wanted = lines.iter().find(|line| !line.taken && line.blanks > 0).unwrap();
    let mut browser = administrator(&desk).await;
    let list = ok(browser.get("/desk/library").await);
    for line in &lines {
        assert!(list.contains(&format!("href=\"/desk/library/{}\"", line.id)), "{}", line.id);
        assert!(!line.sector.is_empty() && !list.contains(&format!(">{} ·", line.sector)), "a sector has a name");
    }
    let none = ok(browser.get("/desk/library?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E9%83%A8").await);
    assert!(none.contains("没有找到与“没有这部”相符的制度"), "{none}");
    let path = format!("/desk/library/{}", wanted.id);
    let page = browser.get(&path).await;
    let (csrf, content) = (page.hidden(":csrf"), page.hidden(":content"));
    let text = ok(page);
    assert!(text.contains("/diagram.svg") && text.contains("采用为本单位的制度"), "{text}");
    assert_eq!(browser.get(&format!("{path}/diagram.svg")).await.status, StatusCode::OK);
    let moved = browser.post(&path, &owned(&[(":csrf", &csrf), (":content", "another")])).await;
    assert_eq!(moved.status, StatusCode::CONFLICT);
    let pairs = owned(&[(":csrf", &csrf), (":content", &content)]);
    let taken = browser.post(&path, &pairs).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let own = ok(browser.get(taken.location()).await);
    assert!(own.contains("已采用。请安排职务") && own.contains("按建议确认"), "its blanks wait there: {own}");
    let again = browser.post(&path, &pairs).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("本单位已经在运行"), "{}", again.text());
    let mut other = Browser::new(&desk);
    other.sign_in(&desk, "r17-open-government", "office").await;
    assert_eq!(other.get("/desk/library").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_version_is_published_with_its_blanks_confirmed_and_an_earlier_one_comes_back() {
    let desk = desk().await;
    let running = async || {
        let state = desk.office_state(OFFICE).await.unwrap();
        state.regulation(OFFICE, desk.now()).unwrap().content.clone()
    };
    let first = running().await;
    let text = Packs::BuiltIn.text(&format!("{OFFICE}/regulation.yaml")).unwrap();
    let (old, new) = ("within: 24 hours", "within: 12 hours, blank: [within]");
    assert!(text.contains(old));
    let changed = text.replace(old, new);
    let mut browser = administrator(&desk).await;
    let path = format!("/desk/regulations/{OFFICE}/text");
    let csrf = browser.get(&path).await.hidden(":csrf");
    let looked = browser.post(&path, &owned(&[(":csrf", &csrf), (":do", "look"), ("text", &changed)])).await;
    let content = looked.hidden(":content");
    let blank = "limits.in_24_hours";
    let told = ok(looked);
    assert!(told.contains(&format!("value=\"{blank}\"")) && told.contains("未办结的 0 件"), "{told}");
    let publish = |more: &[(&str, &str)]| {
        let base = [(":csrf", csrf.as_str()), (":do", "adopt"), (":content", &content), ("text", &changed)];
        owned(&[&base, more].concat())
    };
    let unconfirmed = browser.post(&path, &publish(&[])).await;
    assert_eq!(unconfirmed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unconfirmed.text().contains("还没有确认") && unconfirmed.text().contains("#blank-0"));
    assert_eq!(running().await, first, "nothing is published while a blank is open");
    let wrong = browser.post(&path, &publish(&[(":confirm", blank), ("from", "tomorrow")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("#regulation-from"), "{}", wrong.text());
    let done = browser.post(&path, &publish(&[(":confirm", blank), ("from", "2026-03-09")])).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(running().await, content);
    let versions = ok(browser.get(&format!("/desk/regulations/{OFFICE}/versions")).await);
    assert!(versions.contains("管理员，2026-03-09") && versions.contains("随安装"), "{versions}");
    // Back again.
    let back = format!("{path}?again={first}");
    assert!(versions.contains(&back), "{versions}");
    let page = browser.get(&back).await;
    let (csrf, content) = (page.hidden(":csrf"), page.hidden(":content"));
    assert_eq!(content, first, "the very text that ran");
    let pairs = [(":csrf", csrf.as_str()), (":do", "adopt"), (":content", &content), (":again", &first)];
    let done = browser.post(&path, &owned(&[&pairs[..], &[("text", text.as_str())]].concat())).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(running().await, first);
}

#[tokio::test]
async fn tables_and_lists_of_the_office_are_filled_in() {
    let desk = desk().await;
    let pack = "r25-hospital-petition";
    support::found(&desk, &[pack.to_owned()]).await;
    desk.save_unit(
        pack,
        "",
        dengwen_desk::office::Unit::new("nursing", dengwen_regulation::model::Label::plain("护理部")),
    )
    .await
    .unwrap();
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, pack, "administrator").await;
    let all = ok(browser.get(&format!("/desk/regulations/{pack}/tables")).await);
    assert!(all.contains("对口科室") && all.contains("条提示"), "{all}");
    let path = format!("/desk/regulations/{pack}/tables/counterparts");
    let page = browser.get(&path).await;
    let csrf = page.hidden(":csrf");
    assert!(ok(page).contains("还没有对应的行"), "what is missing is told");
    let row =
        |unit: &str| owned(&[(":csrf", &csrf), ("by.subject", "nursing"), ("gives.is", unit), ("from", "2026-03-01")]);
    let wrong = browser.post(&path, &row("nowhere")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
    assert!(
        wrong.text().contains("role=\"alert\"") && wrong.text().contains("value=\"2026-03-01\""),
        "what was typed stays"
    );
    let saved = browser.post(&path, &row("nursing")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let page = ok(browser.get(saved.location()).await);
    assert!(page.contains("护理部") && page.contains("有效") && page.contains("?edit=0"), "{page}");
    assert!(ok(browser.get(&format!("{path}?edit=0")).await).contains("value=\"nursing\" checked"), "to be changed");
    let other = [(":csrf", csrf.as_str()), ("by.subject", "nursing"), ("gives.is", "other"), ("from", "2026-03-01")];
    desk.save_unit(
        pack,
        "",
        dengwen_desk::office::Unit::new("other", dengwen_regulation::model::Label::plain("门诊部")),
    )
    .await
    .unwrap();
    let changed = twice(&mut browser, &path, &other, "<del>护理部</del>").await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    let end = [(":csrf", csrf.as_str()), (":end", "1")];
    let ended = twice(&mut browser, &path, &end, "<ins>自 20").await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
    assert!(ok(browser.get(&path).await).contains("已终止"));
    // A list.
    let mut browser = administrator(&desk).await;
    let path = format!("/desk/regulations/{OFFICE}/lists/channels");
    let csrf = browser.get(&path).await.hidden(":csrf");
    let empty = browser.post(&path, &owned(&[(":csrf", &csrf), ("zh", "")])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.text());
    let added = browser.post(&path, &owned(&[(":csrf", &csrf), ("zh", "微信客服")])).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let page = ok(browser.get(added.location()).await);
    assert!(page.contains("微信客服") && page.contains("停用"), "{page}");
    let off = twice(&mut browser, &path, &[(":csrf", &csrf), (":end", "own_1")], "<ins>已停用</ins>").await;
    assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.text());
    assert!(ok(browser.get(&path).await).contains("已停用"));
    assert_eq!(browser.get(&format!("/desk/regulations/{OFFICE}/lists/roles")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_version_to_come_is_called_off_and_stands_with_its_reason() {
    let desk = desk().await;
    let text = Packs::BuiltIn.text(&format!("{OFFICE}/regulation.yaml")).unwrap();
    let changed = text.replace("within: 24 hours", "within: 12 hours");
    let mut browser = administrator(&desk).await;
    let path = format!("/desk/regulations/{OFFICE}/text");
    let csrf = browser.get(&path).await.hidden(":csrf");
    let looked = browser.post(&path, &owned(&[(":csrf", &csrf), (":do", "look"), ("text", &changed)])).await;
    let content = looked.hidden(":content");
    let day = [(":do", "adopt"), (":content", content.as_str()), ("text", &changed), ("from", "2999-01-01")];
    let done = browser.post(&path, &owned(&[&[(":csrf", csrf.as_str())], &day[..]].concat())).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let versions = format!("/desk/regulations/{OFFICE}/versions");
    let off = format!("{versions}/{content}");
    assert!(ok(browser.get(&versions).await).contains(&off));
    let page = ok(browser.get(&off).await);
    assert!(page.contains("<code>limits.in_24_hours</code>") && page.contains("2999-01-01"), "{page}");
    let wrong = browser.post(&off, &owned(&[(":csrf", &csrf), ("reason", " ")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
    let done = browser.post(&off, &owned(&[(":csrf", &csrf), ("reason", "上级另有通知")])).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = ok(browser.get(&versions).await);
    assert!(page.contains("已撤回") && page.contains("上级另有通知") && !page.contains(&off), "{page}");
    assert_eq!(browser.get(&off).await.status, StatusCode::NOT_FOUND);
}
