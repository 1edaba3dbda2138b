//! Extract instead of original: marked, looked at, made; nothing else goes to the side reported.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use axum::http::StatusCode;
use dengwen_desk::{
    Desk,
    view::{CaseView, Language, Session},
};
use support::{Browser, desk, filled, owned};

const OFFICE: &str = "r01-guangdong-realname-report";
const LETTER: &str = "一、会议费超标准列支\n我是财务科的甲某\n二、时间在三月";

struct Scene {
    desk: Desk,
    session: Session,
    clerk: Browser,
    case: String,
}

/// A report with a letter in it, as far as the office that handles it.
async fn scene() -> Scene {
    let desk = desk().await;
    let session = desk.session_for(OFFICE, "petition_dept").await.unwrap();
    let mut clerk = Browser::new(&desk);
    clerk.sign_in(&desk, OFFICE, "petition_dept").await;
    let path = format!("/desk/register/{OFFICE}/letter");
    let form = clerk.get(&path).await;
    let mut pairs = filled(&desk.begin_form(&session, OFFICE, "letter", Language::Zh).await.unwrap());
    pairs.retain(|(key, _)| !key.starts_with("party.main"));
    pairs.extend(owned(&[(":csrf", &form.hidden(":csrf")), (":once", &form.hidden(":once"))]));
    let begun = clerk.post_parts(&path, &pairs, &[("original", "甲某的信.txt", LETTER.as_bytes())]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let case = begun.location().split(['/', '?']).nth(3).unwrap().to_owned();
    Scene { desk, session, clerk, case }
}

impl Scene {
    async fn view(&self) -> CaseView {
        self.desk.case(&self.session, &self.case, Language::Zh).await.unwrap()
    }
}

#[tokio::test]
async fn an_extract_is_marked_looked_at_and_made_without_scripts() {
    let mut s = scene().await;
    let file = s.view().await.files.first().unwrap().id.clone();
    let page = s.clerk.get(&format!("/desk/cases/{}", s.case)).await.text();
    let path = format!("/desk/cases/{}/files/{file}/extract", s.case);
    assert!(page.contains(&path), "the file leads there");
    let form = s.clerk.get(&path).await;
    assert!(form.text().contains("财务科"), "{}", form.text());
    let sent = |more: &[(&str, &str)]| {
        let own = [(":csrf", form.hidden(":csrf")), (":once", form.hidden(":once")), (":seq", form.hidden(":seq"))];
        own.into_iter().map(|(k, v)| (k.to_owned(), v)).chain(owned(more)).collect::<Vec<_>>()
    };
    // What cannot be read, and what leaves nothing out, is told; what was typed stays.
    let wrong = s.clerk.post(&path, &sent(&[("lines", "第二行"), (":make", "yes")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("看不懂") && wrong.text().contains("value=\"第二行\""), "{}", wrong.text());
    let nothing = s.clerk.post(&path, &sent(&[("lines", ""), (":make", "yes")])).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text().contains("就是原件"));
    // Looked at: nothing is made yet.
    let marks = [("lines", "2"), ("words", "三月")];
    let looked = s.clerk.post(&path, &sent(&marks)).await;
    assert_eq!(looked.status, StatusCode::OK);
    let preview = looked.text().split("<pre").nth(1).unwrap().split("</pre>").next().unwrap().to_owned();
    assert!(preview.contains("［略］") && !preview.contains("甲某") && !preview.contains("三月"), "{preview}");
    assert_eq!(s.view().await.files.len(), 1);
    // Made, once however often it is sent.
    for _ in 0..2 {
        let made = s.clerk.post(&path, &sent(&[marks[0], marks[1], (":make", "yes")])).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    }
    let view = s.view().await;
    assert_eq!(view.files.len(), 2, "{:?}", view.files);
    let extract = view.files.iter().find(|one| one.marks.contains("摘抄件")).unwrap();
    assert_eq!(extract.name, "摘抄件-1.txt", "the name tells nothing of the file it was made from");
    let bytes = s.clerk.get(&format!("/desk/cases/{}/files/{}", s.case, extract.id)).await.text();
    assert_eq!(bytes, "一、会议费超标准列支\n［略］\n二、时间在［略］\n");
    let original = s.clerk.get(&format!("/desk/cases/{}/files/{file}", s.case)).await.text();
    assert_eq!(original, LETTER, "the original is untouched");
    // On record: who made it, from which file.
    let commits = s.desk.store().load(&s.case, 0).await.unwrap();
    let made = commits.iter().find(|one| one.body.contains("make_extract")).unwrap();
    assert!(made.body.contains(&file) && made.body.contains("petition_dept"), "{}", made.body);
    let story = &view.story.first().unwrap();
    assert!(story.text.contains("制作摘抄件"), "{story:?}");
}

#[tokio::test]
async fn nobody_sends_in_a_file_as_an_extract() {
    let mut s = scene().await;
    let page = s.clerk.get(&format!("/desk/cases/{}", s.case)).await;
    assert!(!page.text().contains("acts/make_extract"));
    let token = page.hidden(":csrf");
    let path = format!("/desk/cases/{}/acts/make_extract", s.case);
    let pairs = owned(&[(":csrf", &token), ("of", "x"), (":seq", "1"), (":once", "a")]);
    let sent = s.clerk.post_parts(&path, &pairs, &[("file", "a.txt", LETTER.as_bytes())]).await;
    assert!(!sent.status.is_success() && sent.status != StatusCode::SEE_OTHER, "{}", sent.status);
    assert_eq!(s.view().await.files.len(), 1);
}
