//! Expectations about limits.

use dengwen_calendar::Precision;
use dengwen_case::{HowEnded, LimitState, LimitView, RowKey};
use dengwen_desk::Fault;
use dengwen_regulation::model::Id;

use super::{
    super::{
        parse::row_name,
        story::{DueDate, Expect},
    },
    Looking,
};

impl Looking<'_> {
    pub(super) async fn limits(&mut self, key: &str, expect: &Expect) -> Result<(), Fault> {
        if let Expect::Due(all) = expect {
            for (limit, due) in all {
                let views = self.views(limit).await?;
                self.due(limit, &views, *due);
            }
        }
        let (Expect::Provisional(names)
        | Expect::Running(names)
        | Expect::Stopped(names)
        | Expect::Met(names)
        | Expect::Late(names)
        | Expect::Passed(names)) = expect
        else {
            return Ok(());
        };
        for name in names {
            let views = self.views(name).await?;
            if matches!(expect, Expect::Stopped(_)) && !self.names(name, |shape| shape.limits.keys()) {
                self.fail(key, name, "制度里没有这一期限 | no limit of the regulation");
            } else if !holds(expect, &views) {
                let found = views.iter().map(state).collect::<Vec<_>>().join("; ");
                self.fail(key, name, if found.is_empty() { "没有计时 | it never ran" } else { &found });
            }
        }
        Ok(())
    }

    /// The runs of `limit`, `PART.limit`, `PART[2].limit` or `REGISTER.limit`.
    async fn views(&self, name: &str) -> Result<Vec<LimitView>, Fault> {
        let (part, limit) = name.rsplit_once('.').map_or((None, name), |(part, limit)| (Some(part), limit));
        if let Some(id) = part.and_then(|part| self.running.cases.id(&format!("@{part}"))) {
            let all = self.running.town.desk.inspect(id).await?;
            return Ok(all.limits().iter().filter(|view| *view.limit == *limit).cloned().collect());
        }
        let row = part.and_then(row_name);
        let here = |view: &&LimitView| match &row {
            None => true,
            Some(row) => match row.n {
                Some(n) => view.row == RowKey { part: Id::from(row.of.as_str()), n },
                None => *view.row.part == *row.of,
            },
        };
        Ok(self.all.limits().iter().filter(|view| *view.limit == *limit).filter(here).cloned().collect())
    }

    fn due(&mut self, limit: &str, views: &[LimitView], expected: DueDate) {
        let wanted = match expected {
            DueDate::Day(day) => day.to_string(),
            DueDate::Instant(at) => at.strftime("%Y-%m-%d %H:%M").to_string(),
            DueDate::None => "无到期日 | no date".to_owned(),
        };
        let key = format!("due.{limit}");
        let running = |view: &&LimitView| matches!(view.state, LimitState::Running { .. });
        let Some(view) = views.iter().rev().find(running).or(views.last()) else {
            return self.fail(&key, &wanted, "没有计时 | it never ran");
        };
        let due = match &view.state {
            LimitState::Running { due, .. } | LimitState::Ended { due, .. } => *due,
            LimitState::Sleeping => None,
        };
        let fits = match (expected, due) {
            (DueDate::None, None) => true,
            (DueDate::Day(day), Some(due)) => due.on == day,
            (DueDate::Instant(at), Some(due)) => {
                let text = due.text(&view.counting).replace('T', " ");
                due.precision == Precision::Clock && text.starts_with(&at.strftime("%Y-%m-%d %H:%M").to_string())
            }
            _ => false,
        };
        if !fits {
            let found =
                due.map_or_else(|| "无到期日 | no date".to_owned(), |due| due.text(&view.counting).replace('T', " "));
            self.fail(&key, &wanted, &found);
        }
    }
}

fn holds(expect: &Expect, views: &[LimitView]) -> bool {
    let running = views.iter().any(|view| matches!(view.state, LimitState::Running { .. }));
    views.iter().any(|view| match (expect, &view.state) {
        (Expect::Running(_), LimitState::Running { .. }) => true,
        (Expect::Provisional(_), LimitState::Running { due, .. }) => due.is_some_and(|due| due.provisional),
        (Expect::Met(_), LimitState::Ended { how, .. }) => *how == HowEnded::Met,
        (Expect::Late(_), LimitState::Ended { how, .. }) => *how == HowEnded::Late,
        (Expect::Passed(_), LimitState::Running { passed, .. } | LimitState::Ended { passed, .. }) => passed.is_some(),
        _ => false,
    }) || matches!(expect, Expect::Stopped(_)) && !running
}

fn state(view: &LimitView) -> String {
    let due = |due: &Option<dengwen_calendar::Due>| due.map_or_else(|| "—".to_owned(), |due| due.text(&view.counting));
    match &view.state {
        LimitState::Running { due: at, passed, paused, .. } => {
            let passed = if passed.is_some() { "，已过 (passed)" } else { "" };
            let paused = if *paused { "，中止 (paused)" } else { "" };
            format!("计时中 running, {}{passed}{paused}", due(at))
        }
        LimitState::Sleeping => "不适用 does not apply".to_owned(),
        LimitState::Ended { how, due: at, .. } => {
            let how = match how {
                HowEnded::Met => "按时办结 met",
                HowEnded::Late => "逾期办结 late",
                HowEnded::LaidDown => "已作罢 laid down",
                HowEnded::Lapsed => "已失效 lapsed",
            };
            format!("{how}, {}", due(at))
        }
    }
}
