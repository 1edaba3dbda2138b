//! The office's own figures: who sees them, and that they are those of its cases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    OverviewAsked, PanelView,
    office::Founding,
    view::{Sent, Session},
};
use dengwen_regulation::model::{Label, Lang};

use crate::trial::{Trial, ZH, both, sent};

const RULES: &str = "r13-manufacturing-quality";

both! {
    figures_are_those_of_the_cases_and_not_for_everybody at "2026-03-02 09:20",
}

async fn staff(trial: &Trial, person: &str) -> Session {
    trial.desk.session_for("works", person).await.unwrap()
}

async fn received(trial: &Trial, channel: &str, subject: &str) {
    let pairs = [("party.customer.0.name", "某顾客"), ("content", "表面划伤"), ("class.subject", subject)];
    let clerk = staff(trial, "quality_dept").await;
    let once = format!("{channel}{subject}{}", trial.desk.now());
    trial.desk.begin(&clerk, RULES, channel, Sent { once, ..sent("receive", &pairs) }, ZH).await.unwrap();
}

fn panel<'p>(panels: &'p [PanelView], id: &str) -> &'p PanelView {
    panels.iter().find(|panel| panel.id == id).unwrap()
}

async fn figures_are_those_of_the_cases_and_not_for_everybody(trial: &Trial) {
    let regulation = trial.desk.regulation_text(RULES).unwrap();
    let founding = Founding::new("works", Label::new("示例工厂", "Example works"), &[RULES]);
    trial.desk.found_office(founding.with_member_for_every_role(&regulation)).await.unwrap();
    received(trial, "letter", "quality").await;
    received(trial, "fax", "quality").await;
    trial.to("2026-03-19 10:00").await;
    received(trial, "letter", "non_quality").await;
    let asked = OverviewAsked {
        weeks: "13".to_owned(),
        rows: "class.subject".to_owned(),
        columns: "channel".to_owned(),
        ..OverviewAsked::default()
    };
    let nobody = staff(trial, "responsible_unit").await;
    assert!(trial.desk.overview(&nobody, &asked, ZH).await.unwrap().is_none(), "figures are not for everybody");
    let head = staff(trial, "gm").await;
    let view = trial.desk.overview(&head, &asked, ZH).await.unwrap().unwrap();
    assert_eq!((view.received, view.open), (3, 3));
    let cross = panel(&view.panels, "cross");
    assert_eq!(cross.columns.len(), 4, "two ways in, and the total: {:?}", cross.columns);
    assert_eq!(cross.rows.last().unwrap(), &["合计", "2", "1", "3"]);
    let volume = panel(&view.panels, "volume");
    let week = volume.rows.iter().find(|row| row.first().is_some_and(|week| week == "03-02")).unwrap();
    assert_eq!(week.get(1).unwrap(), "2", "the running week is not over and is left out");
    let ages = panel(&view.panels, "ages");
    assert_eq!(
        ages.rows.iter().map(|row| row.get(1).unwrap().as_str()).collect::<Vec<_>>(),
        ["1", "0", "2", "0", "0", "0"]
    );
    let hours = panel(&view.panels, "hours");
    assert_eq!(hours.rows.first().and_then(|row| row.get(10)).unwrap(), "2", "Monday, nine o'clock");
    assert!(hours.drawing.as_ref().unwrap().summary.contains("周一 × 9"));
    let own: Vec<&str> = view.own.iter().map(|figure| figure.label.as_str()).collect();
    assert_eq!(own, ["柏拉图统计分析", "特性要因图统计分析", "矩阵图", "综合统计分析"]);
    let english = trial.desk.overview(&head, &asked, Lang::En).await.unwrap().unwrap();
    assert_eq!(panel(&english.panels, "closing").title, "Time to close");
}
