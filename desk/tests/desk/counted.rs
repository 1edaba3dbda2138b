//! Many complain of the same thing.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{
    office::{Founding, Person, Post, Unit},
    view::Sent,
};
use dengwen_regulation::model::Label;

use crate::trial::{Trial, ZH, at, both, sent};

both! {
    who_joins_a_group_has_the_others_looked_at_only_when_its_number_passes_something at "2026-03-09 09:00",
}

const OWNERS: &str = "r21-property-owner";

async fn who_joins_a_group_has_the_others_looked_at_only_when_its_number_passes_something(trial: &Trial) {
    let desk = &trial.desk;
    let founding = Founding {
        units: vec![Unit::new("centre", Label::new("服务中心", "service centre"))],
        people: vec![Person { unit: Some("centre".to_owned()), ..Person::new("ke", "柯") }],
        posts: vec![Post::always("service_centre", "centre", "ke")],
        ..Founding::new("estate", Label::new("示例苑", "Example estate"), &[OWNERS])
    };
    desk.found_office(founding).await.unwrap();
    desk.save_setting("estate", "ke", OWNERS, "recurring_at", "4", at("2026-03-01 00:00")).await.unwrap();
    let ke = desk.session_for("estate", "ke").await.unwrap();
    let (matter, channel, _) =
        desk.begins(&ke, ZH).await.unwrap().into_iter().find(|(_, channel, _)| channel == "phone").unwrap();
    let (mut cases, mut reads) = (Vec::new(), Vec::new());
    for n in 0..9 {
        let typed = [
            ("party.complainant.0.name", format!("业主{n}")),
            ("content", "路灯不亮".to_owned()),
            ("class.subject", "power".to_owned()),
            ("class.weight", "ordinary".to_owned()),
            ("spot", "二号楼".to_owned()),
        ];
        let typed = typed.map(|(field, value)| (field.to_owned(), value)).to_vec();
        let before = desk.store().reads();
        let form = Sent { typed, ..sent("register", &[]) };
        cases.push(desk.begin(&ke, &matter, &channel, form, ZH).await.unwrap().case);
        desk.empty_outbox().await.unwrap();
        reads.push(desk.store().reads() - before);
    }
    for case in &cases {
        let axes = desk.inspect(case).await.unwrap().case.rows[0].axes.clone();
        let recurring = axes.get("recurrence").is_some_and(|axis| axis.now.iter().any(|value| **value == *"recurring"));
        assert!(recurring, "{case}: {axes:?}");
    }
    assert!(reads[3] >= reads[2] + 3, "the fourth makes it recurring for those before it: {reads:?}");
    assert!(reads[8] <= reads[6], "whoever comes later costs the same: {reads:?}");
}
