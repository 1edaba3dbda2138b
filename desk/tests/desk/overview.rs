//! The office's own figures: who sees them, and that they are those of its cases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    OverviewAsked, OverviewNumber, PanelView, TableCell,
    office::{Founding, Post},
    view::{Rejection, Sent, Session},
};
use dengwen_regulation::model::{Label, Lang};

use crate::trial::{CLUB, Trial, ZH, both, sent};

const RULES: &str = "r13-manufacturing-quality";

both! {
    figures_are_those_of_the_cases_and_not_for_everybody at "2026-03-02 09:20",
    stays_in_stages_are_kept_and_lead_to_their_cases at "2026-03-02 10:00",
    what_is_rare_is_looked_at_by_the_days_between at "2026-03-02 10:00",
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

fn words(cells: &[TableCell]) -> Vec<&str> {
    cells.iter().map(|cell| cell.text.as_str()).collect()
}

fn totals(all: &[(String, TableCell)]) -> Vec<&str> {
    all.iter().map(|(_, cell)| cell.text.as_str()).collect()
}

/// A link as the page sends it back.
fn link(cell: &TableCell) -> OverviewNumber {
    let mut asked = OverviewNumber::default();
    for (name, value) in cell.behind.split('&').map(|pair| pair.split_once('=').unwrap()) {
        match name {
            "regulation" => asked.regulation = value.to_owned(),
            "from" => asked.from = value.to_owned(),
            "to" => asked.to = value.to_owned(),
            "figure" => asked.figure = value.to_owned(),
            "line" => asked.line = value.to_owned(),
            other => asked.all = other == "all",
        }
    }
    asked
}

/// A club whose head sees every case and figure, and whose pool attendant sees none.
async fn club(trial: &Trial) -> Session {
    trial.club().await;
    trial.desk.save_post("club", "", Post::always("management", "front_desk", "guo")).await.unwrap();
    trial.session("guo").await
}

async fn answered(trial: &Trial, case: &str) {
    let lin = trial.session("lin").await;
    trial.desk.perform(&lin, case, sent("answer_now", &[("outcome", "六点")]), ZH).await.unwrap();
}

async fn stays_in_stages_are_kept_and_lead_to_their_cases(trial: &Trial) {
    let guo = club(trial).await;
    let (first, _) = trial.enquiry("a").await;
    trial.enquiry("b").await;
    trial.to("2026-03-05 10:00").await;
    answered(trial, &first).await;
    trial.to("2026-03-09 10:00").await;
    trial.enquiry("c").await;
    let (at_once, _) = trial.enquiry("d").await;
    answered(trial, &at_once).await;
    trial.to("2026-03-17 10:00").await;
    let asked = OverviewAsked { weeks: "13".to_owned(), ..OverviewAsked::default() };
    let view = trial.desk.overview(&guo, &asked, ZH).await.unwrap().unwrap();
    assert_eq!(totals(&view.totals), ["4", "2", "2", "2", "50%（1/2）"], "a day is the limit");
    let flow = panel(&view.panels, "flow");
    // One went on after three working days, one at once; one has waited eleven, one six.
    assert_eq!(words(flow.rows.first().unwrap()), ["客户咨询", "2", "1.5", "3", "2", "20", "瓶颈"]);
    let said = &flow.drawing.as_ref().unwrap().summary;
    assert!(said.starts_with("瓶颈：客户咨询，等待合计 20 个工作日，占各阶段等待的 100%"), "{said}");
    let ways = panel(&view.panels, "ways");
    assert_eq!(words(ways.rows.first().unwrap()), ["客户咨询", "2", "2"]);
    let behind = |cell: TableCell, who: Session| async move { trial.desk.overview_cases(&who, &link(&cell), ZH).await };
    let cell = |panel: &PanelView, at: usize| panel.rows.first().and_then(|row| row.get(at)).unwrap().clone();
    let left = behind(cell(flow, 1), guo.clone()).await.unwrap();
    assert_eq!((left.cases, left.hidden, left.rows.len(), left.number.as_str()), (2, 0, 2, "2"));
    assert_eq!(behind(cell(flow, 4), guo.clone()).await.unwrap().cases, 2, "those that wait");
    let onward = behind(cell(ways, 1), guo.clone()).await.unwrap();
    assert_eq!((onward.cases, onward.line.as_str()), (2, "转入：已答复"));
    let nobody = behind(cell(ways, 1), trial.session("bo").await).await;
    assert!(matches!(nobody, Err(Rejection::NotFound)), "figures are not for everybody, nor what is behind them");
    for (label, cell) in &view.totals {
        let list = behind(cell.clone(), guo.clone()).await.unwrap();
        let number = cell.text.split(['（', '/']).nth(usize::from(cell.text.contains('（'))).unwrap();
        assert_eq!(list.cases.to_string(), number, "{label}");
    }
    let unknown = OverviewNumber { figure: "left~nowhere".to_owned(), ..link(&cell(flow, 1)) };
    assert!(matches!(trial.desk.overview_cases(&guo, &unknown, ZH).await, Err(Rejection::NotFound)));
    let empty = OverviewNumber { line: "0".to_owned(), ..link(&cell(flow, 1)) };
    assert_eq!(trial.desk.overview_cases(&guo, &empty, ZH).await.unwrap().cases, 0, "no line, no list of everything");
    assert_eq!(trial.desk.figures_that_differ("club", CLUB).await.unwrap(), Vec::<String>::new());
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn what_is_rare_is_looked_at_by_the_days_between(trial: &Trial) {
    let guo = club(trial).await;
    for (n, day) in ["2026-03-02", "2026-04-07", "2026-05-18"].into_iter().enumerate() {
        trial.to(&format!("{day} 11:00")).await;
        trial.enquiry(&n.to_string()).await;
    }
    trial.to("2026-06-02 10:00").await;
    let view = trial.desk.overview(&guo, &OverviewAsked::default(), ZH).await.unwrap().unwrap();
    assert!(view.panels.iter().all(|panel| panel.id != "trend"), "counts of nothing have no limits that mean anything");
    let between = panel(&view.panels, "between");
    let rows: Vec<Vec<&str>> = between.rows.iter().map(|row| words(row)).collect();
    assert_eq!(rows, [["04-07", "36 天", ""], ["05-18", "41 天", ""]]);
    let chosen = view.classes.iter().find(|class| class.chosen).unwrap();
    assert!(view.classes.len() > 1 && between.title.ends_with(&chosen.label), "{}", between.title);
    let other = view.classes.iter().find(|class| !class.chosen).unwrap();
    let asked = OverviewAsked { class: other.id.clone(), ..OverviewAsked::default() };
    let view = trial.desk.overview(&guo, &asked, ZH).await.unwrap().unwrap();
    assert!(panel(&view.panels, "between").title.ends_with(&other.label));
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
    assert_eq!(totals(&view.totals), ["3", "3", "0", "0"]);
    let cross = panel(&view.panels, "cross");
    assert_eq!(cross.columns.len(), 4, "two ways in, and the total: {:?}", cross.columns);
    assert_eq!(words(cross.rows.last().unwrap()), ["合计", "2", "1", "3"]);
    let volume = panel(&view.panels, "volume");
    let week = volume.rows.iter().find(|row| row.first().is_some_and(|week| week.text == "03-02")).unwrap();
    assert_eq!(week.get(1).unwrap().text, "2", "the running week is not over and is left out");
    let ages = panel(&view.panels, "ages");
    assert_eq!(
        ages.rows.iter().map(|row| row.get(1).unwrap().text.as_str()).collect::<Vec<_>>(),
        ["1", "0", "2", "0", "0", "0"]
    );
    let hours = panel(&view.panels, "hours");
    assert_eq!(hours.rows.first().and_then(|row| row.get(10)).unwrap().text, "2", "Monday, nine o'clock");
    assert!(hours.drawing.as_ref().unwrap().summary.contains("周一 × 9"));
    let own: Vec<&str> = view.own.iter().map(|figure| figure.label.as_str()).collect();
    assert_eq!(own, ["柏拉图统计分析", "特性要因图统计分析", "矩阵图", "综合统计分析"]);
    let english = trial.desk.overview(&head, &asked, Lang::En).await.unwrap().unwrap();
    assert_eq!(panel(&english.panels, "closing").title, "Time to close");
}
