//! Steps and expectations about reports: `act: reports.REPORT.prepare`, `report: {REPORT: 2026-03-01 to_approve}`.

use dengwen_desk::{
    Fault,
    view::{Rejection, Sent, Typed},
};
use dengwen_regulation::model::Lang;

use super::{
    report::Failure,
    run::Running,
    story::{ActName, Acting, Expect, Step},
    town::SOMEBODY,
};

/// How an act on a report begins.
const REPORTS: &str = "reports";

/// The report and the act that a step names, if it is about a report.
pub(super) fn named(name: &ActName) -> Option<(&str, &str)> {
    match name.words.as_slice() {
        [first, report, act] if first == REPORTS => Some((report, act)),
        _ => None,
    }
}

/// Does it; what stood in the way is compared with what the step expects.
pub(super) async fn act(
    running: &Running<'_>,
    n: usize,
    step: &Step,
    (report, act): (&str, &str),
    acting: &Acting,
) -> Result<Vec<Failure>, String> {
    let person = match acting {
        Acting::Person(id) => id.as_str(),
        Acting::Staff => SOMEBODY,
        Acting::Party(..) | Acting::Public => return Err("报告由工作人员办理 | reports are for the staff".to_owned()),
    };
    let (desk, office) = (&running.town.desk, running.town.office.as_str());
    let session = desk.session_for(office, person).await.map_err(|why| super::run::rejected(&why))?;
    let newest = desk.inspect_report(office, &running.story.pack, report).await.map_err(|fault| fault.chain())?;
    let Some(newest) = newest else {
        return Err(format!("报告 {report} 尚未到期 | no round of the report {report} has opened"));
    };
    let text = |node: &dengwen_regulation::tree::Node| node.text().unwrap_or_default().to_owned();
    let typed: Typed = step.input.iter().map(|(key, node)| (key.clone(), text(node))).collect();
    let sent = Sent { act: act.to_owned(), typed, ..Sent::default() };
    match (desk.act_on_report(&session, &newest.name, newest.n, &sent, Lang::Zh).await, &step.refused) {
        (Ok(_), None) => Ok(Vec::new()),
        (Ok(_), Some(article)) => {
            Ok(vec![Failure::at(n, step, String::new()).compared("refused", article, "办成了 | it went through")])
        }
        (Err(rejection), None) => Err(super::run::rejected(&rejection)),
        (Err(rejection), Some(article)) => Ok(stopped(n, step, &rejection, article)),
    }
}

pub(super) fn stopped(n: usize, step: &Step, rejection: &Rejection, article: &str) -> Vec<Failure> {
    let found = super::run::rejected(rejection);
    let cites = match rejection {
        Rejection::Refused(all) => all.iter().any(|one| one.cited.article.as_deref().unwrap_or_default() == article),
        _ => article.is_empty(),
    };
    let mut failures = Vec::new();
    if !cites {
        failures.push(Failure::at(n, step, String::new()).compared("refused", article, &found));
    }
    if let Some(says) = step.says.as_deref().filter(|says| !found.contains(says)) {
        failures.push(Failure::at(n, step, String::new()).compared("says", says, &found));
    }
    failures
}

/// What the newest round of a report is like: `2026-03-01 to_approve`, then `overdue`, `due 2026-04-08`; `none` without a round.
pub(super) async fn standing(running: &Running<'_>, report: &str) -> Result<(String, Option<String>), Fault> {
    let town = &running.town;
    let found = town.desk.inspect_report(&town.office, &running.story.pack, report).await?;
    Ok(match found {
        None => ("none".to_owned(), None),
        Some(found) => {
            let late = if found.overdue { " overdue" } else { "" };
            (format!("{} {}{late}", found.from, found.state), found.due.map(|day| day.to_string()))
        }
    })
}

/// The reports that a step is about: those that its expectations name, else the one that its act names.
fn about(step: &Step) -> Vec<&str> {
    let expected = step.expect.iter().flat_map(|one| match &one.what {
        Expect::Report(reports) | Expect::ReportDue(reports) => reports.as_slice(),
        _ => &[],
    });
    let mut all: Vec<&str> = expected.map(|(report, _)| report.as_str()).collect();
    if all.is_empty() {
        all.extend(step.act.as_ref().and_then(named).map(|(report, _)| report));
    }
    all
}

/// A figure of the newest round of the report that the step is about, else of any in which it stands: `2/3`, `4`, and as a percent.
pub(super) async fn figure(running: &Running<'_>, step: &Step, figure: &str) -> Result<(String, String), Fault> {
    let (town, about) = (&running.town, about(step));
    for report in town.regulation.reports.keys().filter(|id| about.is_empty() || about.contains(&id.as_str())) {
        let found = town.desk.inspect_report(&town.office, &running.story.pack, report).await?;
        let mut figures = found.into_iter().flat_map(|found| found.figures);
        if let Some((_, exact, shown)) = figures.find(|(of, _, _)| of == figure) {
            return Ok((exact, shown));
        }
    }
    Ok((String::new(), String::new()))
}
