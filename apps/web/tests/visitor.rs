//! A visitor of the portal: no cookie, no address that opens anything, nothing kept by a browser or by a cache between.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

use axum::http::{StatusCode, header};
use dengwen_desk::{
    Desk,
    view::{Control, Language},
};
use support::{Answer, Browser, desk, filled, owned};

/// An office and a matter with files.
async fn matter(desk: &Desk) -> (String, String) {
    for office in desk.offices(Language::Zh).await.unwrap() {
        for matter in office.matters.iter().filter(|matter| matter.closed.is_none()) {
            let form = desk.intake(&office.id, &matter.id, Language::Zh).await.unwrap();
            if form.fields.iter().any(|field| field.control == Control::Files) {
                return (office.id, matter.id.clone());
            }
        }
    }
    panic!("no matter takes files")
}

/// Hands a matter in; the answer shows the code.
async fn handed_in(desk: &Desk, browser: &mut Browser, office: &str, matter: &str) -> Answer {
    let path = format!("/o/{office}/{matter}");
    let page = browser.get(&path).await;
    let mut pairs = filled(&desk.intake(office, matter, Language::Zh).await.unwrap());
    pairs.push((":once".to_owned(), page.hidden(":once")));
    let answer = browser.post(&path, &pairs).await;
    assert!(!answer.code().is_empty(), "{}", answer.text());
    answer
}

/// Every answer that a visitor gets on the way of a matter through the portal, by method and address as it is written down.
async fn walked(desk: &Desk) -> Vec<(String, Answer)> {
    let (office, matter) = matter(desk).await;
    let mut browser = Browser::new(desk);
    let mut all = Vec::new();
    for path in ["/", "/follow", "/verify", "/leave", "/healthz", "/readyz", "/nothing/here"] {
        all.push((format!("GET {path}"), browser.get(path).await));
    }
    all.push(("GET /o/{office}".to_owned(), browser.get(&format!("/o/{office}")).await));
    all.push(("GET /o/{office}/figures".to_owned(), browser.get(&format!("/o/{office}/figures")).await));
    for end in ["public", "public.atom", "public/none", "public/none/paper.pdf"] {
        let address = end.replace("none", "{id}");
        all.push((format!("GET /o/{{office}}/{address}"), browser.get(&format!("/o/{office}/{end}")).await));
    }
    let path = format!("/o/{office}/{matter}");
    all.push(("GET /o/{office}/{matter}".to_owned(), browser.get(&format!("{path}?lang=en&ease=large")).await));
    all.push(("POST /o/{office}/{matter}".to_owned(), browser.post(&path, &[]).await));
    let receipt = handed_in(desk, &mut browser, &office, &matter).await;
    let code = receipt.code();
    all.push(("POST /o/{office}/{matter}".to_owned(), receipt));
    all.push(("POST /follow".to_owned(), browser.post("/follow", &owned(&[("code", "ABCD")])).await));
    let follow = browser.post("/follow", &owned(&[("code", &code)])).await;
    let key = follow.hidden(":key");
    assert!(!key.is_empty(), "{}", follow.text());
    let view = desk.follow(&code, Language::Zh).await.unwrap();
    let act = &view.forms.first().unwrap().act;
    let path = format!("/follow/acts/{act}");
    all.push(("POST /follow".to_owned(), follow));
    all.push(("POST /verify".to_owned(), browser.post("/verify", &[]).await));
    all.push(("GET /follow/acts/{act}".to_owned(), browser.get(&path).await));
    all.push(("POST /follow/acts/{act}".to_owned(), browser.post(&path, &owned(&[(":key", &key)])).await));
    let paper = "/follow/papers/d1/1";
    all.push(("GET /follow/papers/{paper}/{copy}".to_owned(), browser.get(paper).await));
    all.push(("POST /follow/papers/{paper}/{copy}".to_owned(), browser.post(paper, &owned(&[(":key", &key)])).await));
    all.push(("GET /feeds/{token}/dates.ics".to_owned(), browser.get("/feeds/dengwen_none/dates.ics").await));
    for (address, answer) in &all {
        for told in addresses_in(answer) {
            assert!(!told.contains(&code) && !told.contains(&key), "{address} tells {told}");
        }
    }
    all
}

/// Where a page leads.
fn addresses_in(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let marks = ["href=\"", "action=\"", "src=\""];
    let inside = marks.iter().flat_map(|mark| text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()));
    inside.map(str::to_owned).chain([answer.location().to_owned()]).collect()
}

#[tokio::test]
async fn no_page_of_the_portal_sets_a_cookie_or_is_kept_or_framed() {
    let desk = desk().await;
    let all = walked(&desk).await;
    let public = dengwen_web::addresses()
        .into_iter()
        .filter(|(_, path)| !path.starts_with("/desk") && !path.starts_with("/api/"));
    for (method, path) in public.filter(|(_, path)| !path.starts_with("/assets/")) {
        let address = format!("{method} {path}");
        assert!(all.iter().any(|(walked, _)| *walked == address), "{address} was not walked");
    }
    for (address, answer) in &all {
        let told = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        assert!(answer.headers.get(header::SET_COOKIE).is_none(), "{address} sets a cookie");
        let policy = told("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{address}: {policy}");
        assert!(
            !policy.contains("unsafe") && !policy.contains("http") && !policy.contains("data:"),
            "{address}: {policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{address}: {policy}");
        assert_eq!(told("cache-control"), "no-store", "{address}");
        assert_eq!(told("referrer-policy"), "no-referrer", "{address}");
        assert_eq!(told("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(told("cross-origin-opener-policy"), "same-origin", "{address}");
        assert_eq!(told("cross-origin-resource-policy"), "same-origin", "{address}");
    }
}

#[tokio::test]
async fn no_page_of_the_portal_has_anything_inline_or_from_elsewhere() {
    let desk = desk().await;
    for (address, answer) in walked(&desk).await {
        let text = answer.text();
        assert!(!text.contains("<style") && !text.contains(" style=\""), "{address} has a style in it");
        assert!(
            text.split("<script").skip(1).all(|tag| tag.starts_with(" src=\"/assets/")),
            "{address} has a script in it"
        );
        assert!(!text.contains(" onclick=") && !text.contains("javascript:"), "{address} has a handler in it");
        for told in addresses_in(&answer).iter().filter(|_| address != "GET /leave") {
            assert!(!told.contains("//"), "{address} leads to {told}");
        }
        let leaves = text.contains("href=\"/leave\"");
        assert!(leaves || !text.contains("<html"), "{address} has no way to leave at once");
    }
}

#[tokio::test]
async fn another_site_cannot_send_a_form() {
    let desk = desk().await;
    let (office, matter) = matter(&desk).await;
    let mut browser = Browser::new(&desk).sent_from("cross-site");
    let answer = browser.post(&format!("/o/{office}/{matter}"), &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = browser.post("/desk/sign-in", &owned(&[("login", "x"), ("password", "y")])).await;
    assert!(answer.text().contains("这一页已经失效") || answer.status == StatusCode::FORBIDDEN, "{}", answer.text());
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "a link from elsewhere leads here all the same");
}

#[tokio::test]
async fn the_language_changes_and_what_was_typed_stays() {
    let desk = desk().await;
    let (office, matter) = matter(&desk).await;
    let mut pairs = filled(&desk.intake(&office, &matter, Language::Zh).await.unwrap());
    pairs.push((":again".to_owned(), "1".to_owned()));
    let answer = Browser::new(&desk).post(&format!("/o/{office}/{matter}?lang=en"), &pairs).await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = answer.text();
    assert!(text.contains("lang=\"en\"") && answer.code().is_empty());
    assert!(text.contains("示例内容") || text.contains("13800000000"), "{text}");
}

#[tokio::test]
async fn a_page_that_stood_open_too_long_asks_for_the_code_again() {
    let desk = desk().await;
    let (office, matter) = matter(&desk).await;
    let mut browser = Browser::new(&desk);
    let code = handed_in(&desk, &mut browser, &office, &matter).await.code();
    let key = browser.post("/follow", &owned(&[("code", &code)])).await.hidden(":key");
    let again = browser.post("/follow", &owned(&[(":key", &key)])).await;
    assert_eq!(again.status, StatusCode::OK);
    let later = desk.now() + jiff::SignedDuration::from_mins(31);
    desk.clock().set(later);
    let over = browser.post("/follow", &owned(&[(":key", &key)])).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(over.text().contains("name=\"code\""), "{}", over.text());
    let made_up = browser.post("/follow", &owned(&[(":key", &code)])).await;
    assert_eq!(made_up.status, StatusCode::GONE);
}
