//! What past cases propose for one that is being registered, and what they keep to themselves.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{
    Proposals,
    office::{Founding, Person, Post, Unit},
    view::{FormView, Rejection, Sent, Session},
};
use dengwen_regulation::model::Label;

use crate::incoming::{ACCUSED, NAME, REPORT, TEXT, handed_in, organ, registration, staff};
use crate::trial::{CLUB, Trial, ZH, both, enquiry, sent, sqlite, typed};

both! {
    past_cases_propose_classes_with_their_words at "2026-03-02 10:00",
    like_cases_are_shown_to_those_alone_who_may_read_them at "2026-03-02 10:00",
    what_is_sealed_is_never_learned at "2026-03-02 22:10",
}

const POOL: &str = "游泳池的水很浑浊，更衣室地板湿滑";
const CARD: &str = "会员卡退款拖了三个月，前台说要等财务";

/// Registers a matter as the front desk does.
async fn registered(trial: &Trial, text: &str, nature: &str, n: usize) -> String {
    let lin = trial.session("lin").await;
    let pairs = [
        ("party.complainant.0.name", "欧阳不凡"),
        ("party.complainant.0.phone", "13912345678"),
        ("said_text", text),
        ("class.route", "enquiry"),
        ("class.nature", nature),
    ];
    let form = Sent { typed: typed(&pairs), ..enquiry(&format!("{nature}{n}")) };
    trial.desk.begin(&lin, CLUB, "said", form, ZH).await.unwrap().case
}

/// The form with a text in it, as the page fills it in.
async fn form(trial: &Trial, session: &Session, text: &str) -> FormView {
    let mut form = trial.desk.begin_form(session, CLUB, "said", ZH).await.unwrap();
    let field = form.fields.iter_mut().find(|field| field.key == "said_text").unwrap();
    field.value = vec![text.to_owned()];
    form
}

async fn asked(trial: &Trial, text: &str) -> Proposals {
    let lin = trial.session("lin").await;
    let form = form(trial, &lin, text).await;
    trial.desk.proposals(&lin, CLUB, "said", &form, ZH).await.unwrap()
}

/// Waits for what goes on in the background.
async fn settled(trial: &Trial) {
    trial.desk.is_learned("club", CLUB, "").await.unwrap();
}

async fn past_cases_propose_classes_with_their_words(trial: &Trial) {
    trial.club().await;
    for n in 0..24 {
        registered(trial, POOL, "valid_b", n).await;
        registered(trial, CARD, "valid_c", n).await;
    }
    settled(trial).await;
    let few = asked(trial, "更衣室地板太滑").await;
    assert!(!few.enough && few.asks.is_empty(), "48 cases are too few: {few:?}");
    for n in 24..27 {
        registered(trial, POOL, "valid_b", n).await;
    }
    settled(trial).await;
    let found = asked(trial, "更衣室的地板太滑，差点摔倒").await;
    let nature = found.asks.iter().find(|asks| asks.key == "class.nature").unwrap();
    assert_eq!((nature.values[0].value.as_str(), found.enough, found.learning), ("valid_b", true, false));
    assert!(nature.values[0].words.contains(&"更衣室".to_owned()), "{nature:?}");
    let said = "更衣室的地板太滑，差点摔倒";
    assert!(
        found
            .asks
            .iter()
            .flat_map(|asks| &asks.values)
            .flat_map(|one| &one.words)
            .all(|word| said.contains(word.as_str()))
    );
    let about_cards = asked(trial, "退款还没有到会员卡").await;
    let nature = about_cards.asks.iter().find(|asks| asks.key == "class.nature").unwrap();
    assert_eq!(nature.values[0].value, "valid_c");
    // What nobody ever said proposes nothing; nor is proposed what is chosen already.
    assert!(asked(trial, "想要预约羽毛球").await.asks.is_empty());
    let lin = trial.session("lin").await;
    let mut chosen = form(trial, &lin, "更衣室的地板太滑").await;
    chosen.fields.iter_mut().find(|field| field.key == "class.nature").unwrap().value = vec!["valid_b".to_owned()];
    let found = trial.desk.proposals(&lin, CLUB, "said", &chosen, ZH).await.unwrap();
    assert!(found.asks.iter().all(|asks| asks.key != "class.nature"));
}

async fn like_cases_are_shown_to_those_alone_who_may_read_them(trial: &Trial) {
    trial.club().await;
    let case = registered(trial, POOL, "valid_b", 1).await;
    settled(trial).await;
    let found = asked(trial, "更衣室地板湿滑").await;
    assert_eq!((found.similar.len(), found.similar[0].case.as_str()), (1, case.as_str()), "{found:?}");
    assert!(found.similar[0].words.contains(&"湿滑".to_owned()));
    // Another department does not see the case, and finds nothing of it.
    let bo = trial.session("bo").await;
    assert!(matches!(trial.desk.case(&bo, &case, ZH).await, Err(Rejection::NotFound)));
    let form = form(trial, &bo, "更衣室地板湿滑").await;
    let found = trial.desk.proposals(&bo, CLUB, "said", &form, ZH).await.unwrap();
    assert!(found.similar.is_empty(), "{found:?}");
    // Nothing of a party is learned.
    for word in ["欧阳不凡", "欧阳", "13912345678"] {
        assert!(!trial.desk.is_learned("club", CLUB, word).await.unwrap(), "{word}");
    }
    assert!(trial.desk.is_learned("club", CLUB, "湿滑").await.unwrap());
}

async fn what_is_sealed_is_never_learned(trial: &Trial) {
    organ(trial).await;
    let id = handed_in(trial, "a").await.1;
    trial.to("2026-03-03 09:00").await;
    let lin = staff(trial, "lin").await;
    let form = registration(trial, &lin, &id, "r").await;
    trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    for word in [NAME, ACCUSED, TEXT, "工程", "发包", "施工队", "好处费", "own_level"] {
        assert!(!trial.desk.is_learned("organ", REPORT, word).await.unwrap(), "{word}");
    }
}

const LABOUR: &str = "r15-labour-inspection";

/// A field that the regulation keeps sealed stays out, also where the case as a whole is open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_field_is_never_learned() {
    let trial = sqlite("2026-03-02 10:00").await;
    let founding = Founding {
        units: vec![Unit::new("brigade", Label::new("支队", "brigade"))],
        people: vec![Person { unit: Some("brigade".to_owned()), ..Person::new("fang", "方一") }],
        posts: vec![Post::always("first_inspector", "brigade", "fang")],
        ..Founding::new("labour", Label::new("监察支队", "labour inspection"), &[LABOUR])
    };
    trial.desk.found_office(founding).await.unwrap();
    let fang = trial.desk.session_for("labour", "fang").await.unwrap();
    let pairs = [("party.employer.0.name", "鹭岛砖厂"), ("matter", "砖窑拖欠工资"), ("class.sort", "report")];
    let form = Sent { once: "a".to_owned(), ..sent("receive", &pairs) };
    trial.desk.begin(&fang, LABOUR, "phone", form, ZH).await.unwrap();
    for word in ["砖窑", "拖欠", "工资", "鹭岛"] {
        assert!(!trial.desk.is_learned("labour", LABOUR, word).await.unwrap(), "{word}");
    }
    // The case itself is learned: its class is.
    assert!(trial.desk.is_learned("labour", LABOUR, "class.sort").await.unwrap());
    trial.end().await;
}
