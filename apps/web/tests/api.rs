//! What programs ask with a token.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use dengwen_desk::{
    Desk, Scope,
    view::{Language, Session},
};
use serde_json::{Value, json};
use support::{Browser, desk, filled, owned};
use tower::ServiceExt as _;

const OFFICE: &str = "r43-fitness-club";
const CLERK: &str = "complained_dept";
const ALL: [Scope; 4] = [Scope::Lists, Scope::Cases, Scope::File, Scope::Act];

async fn asked(desk: &Desk, method: &str, path: &str, token: &str, body: Value) -> (StatusCode, Value) {
    let router = dengwen_web::router(desk.clone(), dengwen_web::WebConfig::default());
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    assert!(response.headers().get(header::SET_COOKIE).is_none());
    assert!(response.headers()[header::CONTENT_TYPE].to_str().unwrap().contains("json"), "{path}");
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

async fn clerk(desk: &Desk) -> Session {
    desk.session_for(OFFICE, CLERK).await.unwrap()
}

#[tokio::test]
async fn a_program_files_and_reads_with_a_token_and_no_more_than_it_is_good_for() {
    let desk = desk().await;
    let session = clerk(&desk).await;
    let token = desk.make_token(&session, "接口", &ALL, 1).await.unwrap();
    let (matter, channel, _) = desk.begins(&session, Language::Zh).await.unwrap().into_iter().next().unwrap();
    let (status, matters) = asked(&desk, "GET", "/api/v1/matters", &token, json!({})).await;
    assert_eq!((status, matters[0]["matter"].as_str()), (StatusCode::OK, Some(matter.as_str())));
    let form = desk.begin_form(&session, &matter, &channel, Language::Zh).await.unwrap();
    let pairs = filled(&form);
    let option = pairs.iter().find(|(key, _)| key == ":option").map(|(_, value)| value.clone());
    let bare = |key: &str| key.split_once("::").map_or(key, |(_, key)| key).to_owned();
    let typed: Vec<(String, String)> =
        pairs.iter().filter(|(key, _)| !key.starts_with(':')).map(|(key, value)| (bare(key), value.clone())).collect();
    let path = format!("/api/v1/matters/{matter}/{channel}");
    let filed = json!({ "typed": typed, "option": option, "once": "a" });
    let (status, done) = asked(&desk, "POST", &path, &token, filed.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{done}");
    let again = asked(&desk, "POST", &path, &token, filed.clone()).await.1;
    assert_eq!(again["case"], done["case"], "what is sent twice counts once");
    let case = format!("/api/v1/cases/{}", done["case"].as_str().unwrap());
    let (status, read) = asked(&desk, "GET", &case, &token, json!({})).await;
    assert_eq!((status, &read["id"]), (StatusCode::OK, &done["case"]));
    let note = json!({ "typed": [["text", "已回电"]], "once": "note" });
    let (status, noted) = asked(&desk, "POST", &format!("{case}/acts/note"), &token, note.clone()).await;
    assert_eq!((status, &noted["case"]), (StatusCode::OK, &done["case"]), "{noted}");
    let seq = asked(&desk, "GET", &case, &token, json!({})).await.1["seq"].clone();
    assert_eq!(asked(&desk, "POST", &format!("{case}/acts/note"), &token, note.clone()).await.0, StatusCode::OK);
    assert_eq!(asked(&desk, "GET", &case, &token, json!({})).await.1["seq"], seq, "what is sent twice counts once");
    let empty = json!({ "once": "empty" });
    let (status, told) = asked(&desk, "POST", &format!("{case}/acts/note"), &token, empty).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    let (status, inbox) = asked(&desk, "GET", "/api/v1/inbox?filter=all", &token, json!({})).await;
    assert!(status == StatusCode::OK && inbox.to_string().contains(done["case"].as_str().unwrap()));
    assert_eq!(asked(&desk, "GET", "/api/v1/cases/nothing", &token, json!({})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(asked(&desk, "POST", &path, &token, json!("nothing")).await.0, StatusCode::BAD_REQUEST);
    let lists = desk.make_token(&session, "只读", &[Scope::Lists], 1).await.unwrap();
    assert_eq!(asked(&desk, "GET", "/api/v1/inbox", &lists, json!({})).await.0, StatusCode::OK);
    assert_eq!(asked(&desk, "GET", &case, &lists, json!({})).await.0, StatusCode::FORBIDDEN);
    assert_eq!(asked(&desk, "POST", &path, &lists, filed).await.0, StatusCode::FORBIDDEN);
    assert_eq!(asked(&desk, "POST", &format!("{case}/acts/note"), &lists, note).await.0, StatusCode::FORBIDDEN);
    for nobody in ["", "dengwen_made-up"] {
        assert_eq!(asked(&desk, "GET", "/api/v1/inbox", nobody, json!({})).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_token_is_made_shown_once_and_ended_on_a_page() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, OFFICE, CLERK).await;
    let csrf = browser.get("/desk/tokens").await.hidden(":csrf");
    let empty = browser.post("/desk/tokens", &owned(&[(":csrf", &csrf), ("name", "报表"), ("days", "0")])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("value=\"报表\""), "what was typed stays");
    let right = owned(&[(":csrf", &csrf), ("name", "报表"), ("days", "30"), ("scopes", "lists"), ("scopes", "cases")]);
    let made = browser.post("/desk/tokens", &right).await.text();
    let token = format!("dengwen_{}", made.split("dengwen_").nth(1).unwrap().split('<').next().unwrap());
    assert_eq!(asked(&desk, "GET", "/api/v1/inbox", &token, json!({})).await.0, StatusCode::OK);
    let page = browser.get("/desk/tokens").await;
    assert!(!page.text().contains(&token) && page.text().contains("报表"), "shown once");
    let id = page.text().split("name=\"end\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let shown = browser.post("/desk/tokens", &owned(&[(":csrf", &csrf), ("end", &id)])).await;
    assert!(shown.text().contains("<ins>已失效</ins>"), "what becomes of it is shown first: {}", shown.text());
    let sure = shown.hidden(":sure");
    let ended = browser.post("/desk/tokens", &owned(&[(":csrf", &csrf), ("end", &id), (":sure", &sure)])).await;
    assert_eq!(ended.location(), "/desk/tokens?ended=1");
    assert_eq!(asked(&desk, "GET", "/api/v1/inbox", &token, json!({})).await.0, StatusCode::UNAUTHORIZED);
}
