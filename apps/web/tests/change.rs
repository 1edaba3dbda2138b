//! The text of a regulation changed by forms in the browser: what is written into the draft, what is refused and stays typed.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::StatusCode;
use dengwen_desk::{Desk, view::Language};
use dengwen_packs::Packs;
use dengwen_regulation::edit::LimitLine;
use support::{Answer, Browser, desk, found, owned};

/// The office in which the tests work, and its regulation.
const OFFICE: &str = "r43-fitness-club";
const ZH: Language = Language::Zh;

async fn administrator(desk: &Desk, office: &str) -> (Browser, String) {
    let mut browser = Browser::new(desk);
    browser.sign_in(desk, office, "administrator").await;
    let csrf = browser.get(&address("field", office)).await.hidden(":csrf");
    (browser, csrf)
}

fn address(what: &str, office: &str) -> String {
    format!("/desk/regulations/{office}/change/{what}")
}

fn text_of(id: &str) -> String {
    Packs::BuiltIn.text(&format!("{id}/regulation.yaml")).unwrap()
}

/// A form as it is sent: the token, the draft that it carries, what was typed.
fn typed(what: &str, csrf: &str, text: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let act = format!("change-{what}");
    owned(&[&[(":csrf", csrf), (":act", &act), (":text", text)], more].concat())
}

/// The draft that a page of the text shows.
fn draft_on(page: &str) -> String {
    let from = page.split_once("name=\"text\"").unwrap().1;
    let text = from.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0;
    text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}

fn refused(answer: &Answer, told: &str, stays: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}: {}", answer.text());
    let text = answer.text();
    assert!(text.contains("role=\"alert\"") && text.contains(told), "{told}: {text}");
    assert!(text.contains(stays), "{told}: what was typed stays: {text}");
}

#[tokio::test]
async fn a_field_goes_into_the_draft_is_looked_at_and_published() {
    let desk = desk().await;
    let (mut browser, csrf) = administrator(&desk, OFFICE).await;
    let text = text_of(OFFICE);
    let start = browser.get(&format!("/desk/regulations/{OFFICE}/text")).await.text();
    assert!(start.contains(&format!("formaction=\"{}\"", address("field", OFFICE))), "{start}");
    let form = browser.get(&address("field", OFFICE)).await;
    assert!(form.text().contains("value=\"acts.receive\"") && form.text().contains("value=\"channels.said\""));
    let path = address("field", OFFICE);
    let base = [
        ("zh", "会员卡号"),
        ("en", "membership card"),
        ("kind", "text"),
        ("shape", "-"),
        ("asked", "always"),
        ("at", "acts.receive"),
    ];
    let with = |more: &[(&str, &str)]| typed("field", &csrf, &text, &[&base, more].concat());
    let told = [
        (with(&[("reading", "核对会员"), ("id", "Card No")]), "内部名称只用小写字母"),
        (with(&[("reading", "核对会员"), ("id", "demand")]), "已经用了"),
        (with(&[]), "写明条款；没有条款的"),
    ];
    for (pairs, told) in told {
        refused(&browser.post(&path, &pairs).await, told, "value=\"会员卡号\"");
    }
    let nameless = typed("field", &csrf, &text, &[("en", "card"), ("kind", "text"), ("asked", "never")]);
    refused(&browser.post(&path, &nameless).await, "名称", "value=\"card\"");
    let forged = typed("field", "", &text, &[&base[..], &[("reading", "核对会员")]].concat());
    assert_eq!(browser.post(&path, &forged).await.status, StatusCode::FORBIDDEN);
    let good = with(&[("reading", "核对会员 | to check the membership")]);
    let looked = browser.post(&path, &good).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
    let content = looked.hidden(":content");
    let page = looked.text();
    assert!(page.contains("<code>fields.membership_card</code>"), "{page}");
    let draft = draft_on(&page);
    assert!(draft.starts_with(text.lines().next().unwrap()), "comments stay");
    assert_eq!(draft.lines().filter(|line| !text.contains(line)).count(), 2, "the field, and where it is asked");
    let publish =
        [(":csrf", csrf.as_str()), (":do", "adopt"), (":content", &content), ("text", &draft), ("from", "2026-03-09")];
    let done = browser.post(&format!("/desk/regulations/{OFFICE}/text"), &owned(&publish)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let state = desk.office_state(OFFICE).await.unwrap();
    let running = state.regulation(OFFICE, "2026-03-10T09:00:00+08:00".parse().unwrap()).unwrap();
    let field = running.main.fields.get("membership_card").unwrap();
    assert_eq!((field.label.zh.as_str(), field.label.en.as_str()), ("会员卡号", "membership card"));
}

#[tokio::test]
async fn what_the_checker_finds_stays_beside_the_form() {
    let desk = desk().await;
    let (mut browser, csrf) = administrator(&desk, OFFICE).await;
    let (text, path) = (text_of(OFFICE), address("field", OFFICE));
    let reading = ("reading", "核对");
    // One word, one thing: there is a class of this name.
    let pairs = [("zh", "路线"), ("id", "route"), ("kind", "text"), ("shape", "-"), ("asked", "never"), reading];
    let mut sent = typed("field", &csrf, &text, &pairs);
    let answer = browser.post(&path, &sent).await;
    refused(&answer, "two-meanings", "value=\"路线\"");
    let shown = answer.text();
    assert!(shown.contains("<pre>") && shown.contains("route: {label: 路线"), "what would be written: {shown}");
    assert_eq!(answer.hidden(":text").lines().count(), text.lines().count(), "the draft is not changed");
    sent.push((":do".to_owned(), "keep".to_owned()));
    let kept = browser.post(&path, &sent).await;
    assert_eq!(kept.status, StatusCode::OK);
    assert!(kept.text().contains("这份文本不能生效") && draft_on(&kept.text()).contains("route: {label: 路线"));
    // A draft that cannot be read leads back to the draft with its findings.
    let broken = typed("field", &csrf, "fields: [", &pairs);
    let back = browser.post(&path, &broken).await;
    assert!(back.text().contains("这份文本不能生效"), "{}", back.text());
}

/// The numbers of the limits as the form sends them.
fn numbers(lines: &[LimitLine]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let (amount, unit) = line.written.split_once(' ').unwrap_or(("", &line.written));
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        pairs.extend([(format!("limit{n}"), amount.to_owned()), (format!("limit{n}.unit"), unit.to_owned())]);
    }
    pairs
}

#[tokio::test]
async fn limits_are_listed_with_unit_and_article_and_changed_ones_go_into_the_draft() {
    let desk = desk().await;
    let (mut browser, csrf) = administrator(&desk, OFFICE).await;
    let (text, path) = (text_of(OFFICE), address("limits", OFFICE));
    let session = desk.session_for(OFFICE, "administrator").await.unwrap();
    let changing = desk.changing(&session, OFFICE, Some(&text)).await.unwrap().unwrap();
    let lines = changing.editor.numbers(&changing.regulation, ZH);
    let shown = browser.get(&path).await.text();
    for (n, line) in lines.iter().enumerate() {
        assert!(shown.contains(&format!("name=\"limit{n}\"")) && shown.contains(&line.label), "{line:?}");
    }
    let n = lines.iter().position(|line| line.path == "limits.in_24_hours.within").unwrap();
    let with = |key: &str, value: &str| {
        let mut pairs = typed("limits", &csrf, &text, &[]);
        pairs.extend(numbers(&lines));
        pairs.iter_mut().filter(|(known, _)| known == key).for_each(|(_, typed)| value.clone_into(typed));
        pairs
    };
    refused(&browser.post(&path, &with("", "")).await, "没有改动任何内容", "value=\"24\"");
    refused(&browser.post(&path, &with(&format!("limit{n}"), "soon")).await, "summary-title", "value=\"soon\"");
    let looked = browser.post(&path, &with(&format!("limit{n}"), "12")).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
    assert!(looked.text().contains("<code>limits.in_24_hours</code>"), "{}", looked.text());
    assert_eq!(draft_on(&looked.text()).trim_end(), text.replace("within: 24 hours", "within: 12 hours").trim_end());
}

/// What is typed into a form, and where it stands afterwards.
type Typing = (&'static str, Vec<(&'static str, &'static str)>, &'static str);

fn typings() -> Vec<Typing> {
    let reading = ("reading", "由本单位增设");
    let class = vec![
        ("zh", "语言"),
        ("en", "language"),
        ("values", "普通话 | Mandarin\n方言"),
        ("many", "no"),
        ("set_by", "management"),
        ("at", "acts.receive"),
        reading,
    ];
    let step = vec![
        ("zh", "店长督办"),
        ("by", "management"),
        ("from", "stages.handling"),
        ("to", "-"),
        ("tells", "complained_dept"),
        reading,
    ];
    let guide = vec![
        (":option", "-new"),
        ("-new::zh", "接待要求"),
        ("-new::step.0", "先听完 | listen first"),
        ("-new::trace", "0"),
        ("-new::at", "acts.receive"),
        ("-new::reading", "店内规范"),
    ];
    let channel = vec![("zh", "微信"), ("en", "WeChat"), ("desk", "management"), reading];
    let entry = vec![("list", "fields.exposure.options"), ("zh", "网络传播"), ("en", "online")];
    vec![
        ("channel", channel, "channels.wechat"),
        ("class", class, "classes.language"),
        ("step", step, "acts.act_1"),
        ("entry", entry, "fields.exposure"),
        ("guide", guide, "guides.guide_1"),
    ]
}

#[tokio::test]
async fn every_other_form_writes_into_the_draft_that_it_carries() {
    let desk = desk().await;
    let (mut browser, csrf) = administrator(&desk, OFFICE).await;
    let mut draft = text_of(OFFICE);
    for (what, pairs, place) in typings() {
        let path = address(what, OFFICE);
        // The form is asked for with the draft, and carries it.
        let asked = browser.post(&path, &owned(&[(":csrf", &csrf), (":do", "ask"), ("text", &draft)])).await;
        assert_eq!(asked.status, StatusCode::OK, "{what}");
        let empty = browser.post(&path, &typed(what, &csrf, &draft, &[])).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", empty.text());
        let looked = browser.post(&path, &typed(what, &csrf, &draft, &pairs)).await;
        assert_eq!(looked.status, StatusCode::OK, "{what}: {}", looked.text());
        assert!(looked.text().contains(&format!("<code>{place}")), "{what}: {}", looked.text());
        assert!(looked.text().contains("自 2026-"), "{what} may go live: {}", looked.text());
        draft = draft_on(&looked.text());
    }
    assert_eq!(browser.get(&address("nothing", OFFICE)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_shared_procedure_is_taken_into_use() {
    let desk = desk().await;
    let (mut browser, csrf) = administrator(&desk, OFFICE).await;
    let (text, path) = (text_of(OFFICE), address("use", OFFICE));
    let session = desk.session_for(OFFICE, "administrator").await.unwrap();
    let changing = desk.changing(&session, OFFICE, None).await.unwrap().unwrap();
    let uses = desk.shared_uses(&changing, ZH);
    let n = uses.iter().position(|one| one.name == "shared/recusal").unwrap();
    let option = n.to_string();
    let given = |key: &str, value: &str| (format!("{n}::{key}"), value.to_owned());
    let mut sent = typed("use", &csrf, &text, &[(":option", &option)]);
    sent.push(given("article", "第六条"));
    refused(&browser.post(&path, &sent).await, "summary-title", "value=\"第六条\"");
    sent.push(given("decided-by", "management"));
    // Errors that it brings in, such as who decides on the one who decides, are told; in spite of them it goes into the draft.
    sent.push((":do".to_owned(), "keep".to_owned()));
    let looked = browser.post(&path, &sent).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
    assert!(draft_on(&looked.text()).contains("shared/recusal: {"), "{}", looked.text());
}

#[tokio::test]
async fn steps_of_a_guide_are_changed_and_nobody_else_may() {
    let desk = desk().await;
    let pack = "r40-telecom-service-conduct";
    found(&desk, &[pack.to_owned()]).await;
    let (mut browser, csrf) = administrator(&desk, pack).await;
    let path = address("guide", pack);
    let text = text_of(pack);
    let shown = browser.get(&path).await.text();
    assert!(shown.contains("精心受理，耐心接待 | take care and be patient"), "{shown}");
    let steps = [
        ("conduct::step.0", "衣着、坐姿、心态 | appearance and posture and frame of mind"),
        ("conduct::step.1", ""),
        ("conduct::step.2", "诚心帮助，公心解决 | help sincerely and settle fairly"),
        (
            "conduct::step.3",
            "开放式问题转为封闭式，确认真实需求 | turn open questions into closed ones and confirm the need",
        ),
        ("conduct::step.4", "双手递单 | hand papers with both hands"),
        ("conduct::trace", "2"),
    ];
    let pairs = typed("guide", &csrf, &text, &[&[(":option", "conduct")], &steps[..]].concat());
    let looked = browser.post(&path, &pairs).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
    let draft = draft_on(&looked.text());
    assert!(draft.contains("      - {label: 诚心帮助，公心解决 | help sincerely and settle fairly, trace: required}"));
    assert!(draft.contains("      - {label: 双手递单 | hand papers with both hands, trace: optional}"));
    assert!(!draft.contains("精心受理，耐心接待"), "{draft}");
    let mut other = Browser::new(&desk);
    other.sign_in(&desk, pack, "manager").await;
    assert_eq!(other.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_handles_what_is_changed_in_one_table() {
    let desk = desk().await;
    let office = "r26-agriculture-bureau";
    found(&desk, &[office.to_owned()]).await;
    let (mut browser, csrf) = administrator(&desk, office).await;
    let (path, text) = (address("routes", office), text_of(office));
    let form = browser.get(&path).await.text();
    assert!(form.contains("<option value=\"seed_station\" selected>") && form.contains("主办"), "{form}");
    let lines = desk_lines(&text);
    let seed = lines.iter().position(|line| line.written == "seed_station" && line.part == "lead").unwrap();
    let key = format!("route{seed}");
    let all: Vec<(String, String)> =
        lines.iter().enumerate().map(|(n, line)| (format!("route{n}"), line.written.clone())).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(key, role)| (key.as_str(), role.as_str())).collect();
    refused(&browser.post(&path, &typed("routes", &csrf, &text, &all)).await, "没有改动任何内容", "route0");
    let changed: Vec<(&str, &str)> =
        all.iter().map(|(k, v)| if *k == key { (*k, "soil_station") } else { (*k, *v) }).collect();
    let looked = browser.post(&path, &typed("routes", &csrf, &text, &changed)).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
    let draft = draft_on(&looked.text());
    assert!(draft.contains("{assign: {lead: soil_station}, if: {subject: seed}}"), "{draft}");
    let differing = draft.lines().zip(text.lines()).filter(|(a, b)| a.trim_end() != b.trim_end()).count();
    assert_eq!(differing, 1, "nothing else changes");
}

/// The places of a text at which a role stands.
fn desk_lines(text: &str) -> Vec<dengwen_regulation::edit::RouteLine> {
    let id = "r26-agriculture-bureau";
    let read = dengwen_regulation::load::load(&Packs::BuiltIn, id).regulation.unwrap();
    dengwen_regulation::edit::Editor::new(text).unwrap().routes(&read, ZH)
}

#[tokio::test]
async fn sentences_of_a_paper_are_written_beside_it() {
    let desk = desk().await;
    let office = "r01-guangdong-realname-report";
    found(&desk, &[office.to_owned()]).await;
    let (mut browser, csrf) = administrator(&desk, office).await;
    let (path, text) = (address("papers", office), text_of(office));
    let list = browser.get(&path).await.text();
    assert!(list.contains("name=\":document\" value=\"acceptance_notice\"") && list.contains("受理告知书"), "{list}");
    let open = owned(&[(":csrf", &csrf), (":text", &text), (":document", "result_notice")]);
    let form = browser.post(&path, &open).await.text();
    assert!(
        form.contains("您以真实姓名反映的问题已经办结，现将调查处理结果告知如下。</textarea>"),
        "those of the layout: {form}"
    );
    assert!(form.contains("paper__title") && form.contains("<code>{result}</code>"), "{form}");
    let words = |before: &'static str, more: &[(&'static str, &'static str)]| {
        let after = "对结果有异议的，可以当面或者书面陈述事实和理由，由承办部门记录并核对。";
        let base = [(":document", "result_notice"), ("before", before), ("after", after)];
        typed("papers", &csrf, &text, &[&base[..], more].concat())
    };
    let tried = browser.post(&path, &words("您好：{result} 已于 {date} 办结。", &[(":do", "try")])).await.text();
    assert!(tried.contains("<p>您好：示例 已于 20"), "{tried}");
    let pdf = browser.post(&path, &words("您好：{result} 与 {nothing} 已办结。", &[(":do", "pdf")])).await;
    assert_eq!(pdf.status, StatusCode::OK);
    assert!(pdf.body.starts_with(b"%PDF"), "a blank has its glyph");
    let wrong = browser.post(&path, &words("您好：{nothing}", &[])).await;
    refused(&wrong, "它不印这一项", "您好：{nothing}");
    let looked = browser.post(&path, &words("您好：{result} 已于 {date} 办结。", &[])).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
    let draft = draft_on(&looked.text());
    assert!(draft.contains("before: \"您好：{result} 已于 {date} 办结。\"") && !draft.contains("after: "), "{draft}");
}
