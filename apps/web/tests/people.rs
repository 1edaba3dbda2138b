//! What people of the office enter about themselves, in a browser without a screen and without scripts.

mod support;

use axum::http::StatusCode;
use support::{Browser, desk, owned};

const OFFICE: &str = "r01-guangdong-realname-report";

#[tokio::test]
async fn a_relation_is_declared_and_ended_without_scripts() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, OFFICE, "petition_dept").await;
    let page = browser.get("/desk/relations").await;
    assert!(page.text().contains("还没有申报") && !page.text().contains("有申报的人员"), "{}", page.text());
    let token = page.hidden(":csrf");
    let wrong = owned(&[(":csrf", &token), ("name", "某商行"), ("kind", "friend"), ("since", "2020-01-01")]);
    let wrong = browser.post("/desk/relations", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("value=\"某商行\"") && wrong.text().contains("dw-summary"), "{}", wrong.text());
    let right = owned(&[(":csrf", &token), ("name", "某商行"), ("kind", "interest"), ("note", "持有股份")]);
    let saved = browser.post("/desk/relations", &right).await;
    assert_eq!(saved.location(), "/desk/relations?saved=1", "{}", saved.text());
    let page = browser.get("/desk/relations?saved=1").await;
    assert!(page.text().contains("某商行") && page.text().contains("经济往来") && page.text().contains("已保存"));
    let mut chief = Browser::new(&desk);
    chief.sign_in(&desk, OFFICE, "administrator").await;
    let told = chief.get("/desk/relations").await;
    assert!(told.text().contains("有申报的人员") && !told.text().contains("某商行"), "{}", told.text());
    let id = page.text().split("name=\"end\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let ended = browser.post("/desk/relations", &owned(&[(":csrf", &token), ("end", &id)])).await;
    assert_eq!(ended.location(), "/desk/relations?saved=1");
    let page = browser.get("/desk/relations").await;
    assert!(page.text().contains("某商行") && !page.text().contains("name=\"end\""), "it stays on record");
}

#[tokio::test]
async fn a_leave_is_entered_and_ended_without_scripts() {
    let desk = desk().await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, OFFICE, "petition_dept").await;
    let page = browser.get("/desk/leave").await;
    assert!(page.text().contains("还没有登记休假") && !page.text().contains("name=\"person\""), "{}", page.text());
    let token = page.hidden(":csrf");
    let wrong =
        owned(&[(":csrf", &token), ("deputy", "administrator"), ("from", "2030-05-08"), ("until", "2030-05-01")]);
    let wrong = browser.post("/desk/leave", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("2030-05-08") && wrong.text().contains("不能早于开始的日期"), "{}", wrong.text());
    let right =
        owned(&[(":csrf", &token), ("deputy", "administrator"), ("from", "2030-05-01"), ("until", "2030-05-08")]);
    let saved = browser.post("/desk/leave", &right).await;
    assert_eq!(saved.location(), "/desk/leave?saved=1", "{}", saved.text());
    let mut chief = Browser::new(&desk);
    chief.sign_in(&desk, OFFICE, "administrator").await;
    let page = chief.get("/desk/leave").await;
    assert!(page.text().contains("name=\"person\"") && page.text().contains("2030-05-09 00:00"), "{}", page.text());
    let id = page.text().split("name=\"end\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let csrf = page.hidden(":csrf");
    let shown = chief.post("/desk/leave", &owned(&[(":csrf", &csrf), ("end", &id)])).await;
    assert!(shown.text().contains("<ins>已结束</ins>"), "{}", shown.text());
    let sure = shown.hidden(":sure");
    let ended = chief.post("/desk/leave", &owned(&[(":csrf", &csrf), ("end", &id), (":sure", &sure)])).await;
    assert_eq!(ended.location(), "/desk/leave?saved=1");
    assert!(browser.get("/desk/leave").await.text().contains("已结束"));
}
