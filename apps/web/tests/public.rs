//! What an organisation makes public, read by anybody: without signing in, in a browser, as PDF, as a feed.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::{StatusCode, header};
use dengwen_desk::{
    Desk,
    view::{Language, Sent},
};
use support::{Browser, desk, found, owned};

const HOME: &str = "r30-nursing-home";
const NAME: &str = "欧阳不凡";
const TEXT: &str = "欧阳不凡反映床单未换，已更换并加强巡查。";

/// An office where a decision was made public: the address of the decision.
async fn published(desk: &Desk) -> String {
    found(desk, &[HOME.to_owned()]).await;
    let session = desk.session_for(HOME, "nursing").await.unwrap();
    let sent = |act: &str, pairs: &[(&str, &str)]| Sent { act: act.to_owned(), typed: owned(pairs), ..Sent::default() };
    let first = [("party.complainant.0.name", NAME), ("matter", "床单没有换"), ("class.plainness", "obvious")];
    let begun = desk.begin(&session, HOME, "in_person", sent("receive", &first), Language::Zh).await.unwrap();
    let acts = [
        sent("give_opinion", &[("opinion", "当即更换")]),
        sent("no_reaction", &[("reason", "当面表示没有意见")]),
        sent("publish", &[("public_text", TEXT), ("checked", "true")]),
    ];
    for act in acts {
        desk.perform(&session, &begun.case, act, Language::Zh).await.unwrap();
    }
    let list = desk.public_papers(HOME, None, None, Language::Zh).await.unwrap();
    format!("/o/{HOME}/public/{}", list.papers.first().unwrap().id)
}

#[tokio::test]
async fn everybody_reads_what_is_public_and_nobody_whom_it_concerns() {
    let desk = desk().await;
    let address = published(&desk).await;
    let mut browser = Browser::new(&desk);
    let start = browser.get(&format!("/o/{HOME}")).await.text();
    assert!(start.contains(&format!("/o/{HOME}/public")), "the start page leads there");
    let list = browser.get(&format!("/o/{HOME}/public")).await;
    assert!(list.text().contains(&address), "{}", list.text());
    let paper = browser.get(&address).await;
    let english = browser.get(&format!("{address}?lang=en")).await;
    let feed = browser.get(&format!("/o/{HOME}/public.atom")).await;
    let pdf = browser.get(&format!("{address}/paper.pdf")).await;
    for answer in [&list, &paper, &english, &feed, &pdf] {
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!answer.text().contains(NAME), "{}", answer.text());
        let robots = answer.headers.get("x-robots-tag").map(|value| value.to_str().unwrap());
        assert_ne!(robots, None);
    }
    for answer in [&list, &paper, &english] {
        assert!(answer.text().contains("已更换并加强巡查"), "{}", answer.text());
        assert_eq!(answer.headers.get("x-robots-tag").unwrap(), "all", "it may be found");
    }
    assert!(paper.text().contains("<title>公示处理决定"), "{}", paper.text());
    assert!(english.text().contains("until it is taken down"), "{}", english.text());
    assert!(pdf.body.starts_with(b"%PDF"));
    assert_eq!(feed.headers.get(header::CONTENT_TYPE).unwrap(), "application/atom+xml; charset=utf-8");
    assert!(feed.text().contains("<entry>") && feed.text().contains(&address), "{}", feed.text());
    assert_eq!(browser.get(&format!("/o/{HOME}")).await.headers.get("x-robots-tag").unwrap(), "noindex, nofollow");
}

#[tokio::test]
async fn an_office_with_nothing_public_says_when_there_will_be_something() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    let page = browser.get("/o/r17-open-government/public").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("现在没有公示公告"), "{}", page.text());
    assert_eq!(browser.get("/o/nobody/public").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/o/r17-open-government/public/0000").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/o/r17-open-government/public/0000/paper.pdf").await.status, StatusCode::NOT_FOUND);
}
