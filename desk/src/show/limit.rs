//! Limits in words: when it is due, how that came about, how it stands.

use dengwen_calendar::{Due, Precision, Remaining, Unit};
use dengwen_case::{HowEnded, LimitState, LimitView as Run, Stamp};
use dengwen_regulation::model::{Binding, Lang, Limit, Within};
use jiff::Timestamp;

use super::{Show, words};
use crate::view::{DueView, Light, LimitView};

/// This many working days before the end a limit is told to be near.
const NEAR: u32 = 3;

/// What a due date is about, as far as its words depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// How it binds.
    pub binding: Binding,
    /// Within its own warning time.
    pub warned: bool,
}

impl Show<'_> {
    /// A due date in words.
    #[must_use]
    pub fn due(&self, due: Option<&Due>, sort: Sort, words_of_source: Option<&str>) -> DueView {
        let Some(due) = due else {
            let head = words_of_source.unwrap_or_else(|| self.pick("及时", "promptly"));
            let detail = self.pick("未规定期限", "no time stated").to_owned();
            return DueView { head: head.to_owned(), detail, ..DueView::default() };
        };
        let left = self.calendar.remaining(self.counting, self.now, due);
        let detail = self.due_detail(due, &left);
        let (at, provisional) = (Some(due.at), due.provisional);
        if due.measured {
            let head = self.pick("立即", "at once").to_owned();
            // Wanted now, though it is measured and never overdue.
            return DueView { head, detail, light: Light::Soon, at, provisional };
        }
        DueView { head: self.due_head(&left, sort.binding), detail, light: light(&left, sort), at, provisional }
    }

    /// A due date of a report.
    #[must_use]
    pub fn due_of_report(&self, due: &Due) -> DueView {
        self.due(Some(due), Sort { binding: Binding::Hard, warned: false }, None)
    }

    fn due_head(&self, left: &Remaining, binding: Binding) -> String {
        let by_clock = left.precision == Precision::Clock && left.days < 2;
        if !by_clock && left.days == 0 && !left.over {
            return self.pick("今日到期", "Due today").to_owned();
        }
        let time = if by_clock {
            let seconds = i64::try_from(left.minutes.saturating_mul(60)).unwrap_or(i64::MAX);
            words::seconds(seconds, self.lang)
        } else if left.working_days == 0 {
            self.count(left.days, "天", "day")
        } else {
            self.count(left.working_days, "个工作日", "working day")
        };
        let zh = self.pick("zh", "en") == "zh";
        match (left.over, binding) {
            (false, _) if zh => format!("还有 {time}"),
            (false, _) => format!("{time} left"),
            (true, Binding::Hard | Binding::Recommended) if zh => format!("超期 {time}"),
            (true, Binding::Hard | Binding::Recommended) => format!("{time} overdue"),
            (true, _) if zh => format!("已过 {time}"),
            (true, _) => format!("{time} past"),
        }
    }

    fn count(&self, number: u32, zh: &str, en: &str) -> String {
        match self.pick("zh", "en") {
            "zh" => format!("{number} {zh}"),
            _ => words::counted(u64::from(number), en),
        }
    }

    /// `3 月 9 日 周一`, `应于今日 09:30`.
    fn due_detail(&self, due: &Due, left: &Remaining) -> String {
        let clock = (due.precision == Precision::Clock).then(|| words::time(self.counting.local(due.at).time()));
        let day = if due.on == self.today() && clock.is_some() {
            self.pick("今日", "today").to_owned()
        } else if left.over {
            words::day(due.on, self.today(), self.lang)
        } else {
            self.date(due.on)
        };
        let mut text = day;
        if let Some(clock) = clock {
            text = format!("{text} {clock}");
        }
        if left.over {
            text = format!("{}{text}", self.pick("应于 ", "was due ")).replace("应于 今日", "应于今日");
        }
        if due.provisional {
            text.push_str(self.pick("（暂定）", " (provisional)"));
        }
        text
    }

    /// A run of a limit as pages show it; `None` for one whose condition does not hold.
    #[must_use]
    pub fn limit_view(&self, run: &Run) -> Option<LimitView> {
        let limit = self.limit(&run.row, &run.limit)?;
        let known = usize::try_from(run.run).ok().and_then(|run| self.case.runs.get(run));
        if known.is_some_and(|known| known.end.is_some() && !known.applies) {
            return None;
        }
        let due = self.run_due(run)?;
        let running = is_running(run);
        let (why, steps) = match run.explained(self.calendar) {
            Some(explanation) => {
                let why = words::spaced(&explanation.sentence(words::lang(self.lang)));
                (why, words::steps(&explanation, self.today(), self.lang))
            }
            None => (self.no_date(run, limit), Vec::new()),
        };
        let who = match &run.named {
            Some(named) => self.found_or(&run.who, named),
            None => self.principals(&run.who),
        };
        Some(LimitView {
            id: run.limit.to_string(),
            label: self.start(self.limit_name(run, limit)),
            cited: self.citing(self.time_words(run, limit), run.article.as_ref(), run.reading.as_ref()),
            who,
            due,
            state: self.limit_state(run, limit),
            running,
            from: self.limit_from(run, limit),
            why,
            steps,
            part: self.part(run),
        })
    }

    /// When a run is due, in few words; nothing for one whose condition does not hold.
    pub(super) fn run_due(&self, run: &Run) -> Option<DueView> {
        let limit = self.limit(&run.row, &run.limit)?;
        match &run.state {
            LimitState::Sleeping => None,
            LimitState::Running { due, paused, .. } => Some(self.running_due(run, limit, due.as_ref(), *paused)),
            LimitState::Ended { at, how, due, .. } => Some(self.ended_due(run, *at, *how, due.as_ref())),
        }
    }

    fn limit_name(&self, run: &Run, limit: &Limit) -> String {
        let mut label = self.titled(&self.label(Some(&run.label), &run.limit), &run.row);
        if let Some(each) = &run.each {
            label = format!("{label}{}{}", self.pick("：", ": "), self.principal(each));
        }
        if run.n > 1 && limit.every.is_none() {
            label = match self.pick("zh", "en") {
                "zh" => format!("{label}（第 {} 次）", run.n),
                _ => format!("{label} (no. {})", run.n),
            };
        }
        label
    }

    fn running_due(&self, run: &Run, limit: &Limit, due: Option<&Due>, paused: bool) -> DueView {
        let warned = due.is_some_and(|due| self.in_warning(run, limit, due));
        let own = Show { counting: &run.counting, ..*self };
        let mut view = own.due(due, Sort { binding: run.binding, warned }, run.words.as_deref());
        if paused {
            view.head = self.pick("已中止", "standing still").to_owned();
            view.detail = self.pick("恢复后继续计算", "goes on once it is resumed").to_owned();
            view.light = Light::None;
        } else if due.is_none() && !self.is_dateless(limit) {
            view.head = self.pick("期限待定", "no date yet").to_owned();
            view.detail = self.waits_words(run);
        }
        if run.excused.is_some() {
            view.light = Light::None;
            view.detail.push_str(self.pick("，已免责", ", excused"));
        }
        view
    }

    /// What a run without a date waits for.
    fn waits_words(&self, run: &Run) -> String {
        let LimitState::Running { waits_for, .. } = &run.state else { return String::new() };
        let shape = self.shape_of(&run.row);
        let names: Vec<String> = waits_for
            .iter()
            .map(|name| dengwen_regulation::expr::label_of(self.regulation, &shape, name, self.lang))
            .collect();
        match (names.is_empty(), self.pick("zh", "en")) {
            (true, "zh") => "所依据的设定尚未填写".to_owned(),
            (true, _) => "the setting it rests on is not filled in".to_owned(),
            (false, "zh") => format!("待确定：{}", words::listed(&names, self.lang)),
            (false, _) => format!("waits for: {}", words::listed(&names, self.lang)),
        }
    }

    /// Is it within the time before the end at which the regulation warns.
    fn in_warning(&self, run: &Run, limit: &Limit, due: &Due) -> bool {
        limit.warn.iter().any(|before| {
            let Within::Span(before) = before else { return run.warn_at.iter().any(|at| *at <= self.now) };
            // From now, the warning time reaches the end.
            let none = dengwen_calendar::Moves::default();
            let reached = dengwen_calendar::due(self.calendar, &run.counting, self.now, *before, &none);
            reached.is_some_and(|reached| reached.at >= due.at)
        })
    }

    fn ended_due(&self, run: &Run, at: Stamp, how: HowEnded, due: Option<&Due>) -> DueView {
        let detail = match self.pick("zh", "en") {
            "zh" => format!("{} 结束", self.day(at.happened)),
            _ => format!("ended {}", self.day(at.happened)),
        };
        let late = how == HowEnded::Late && run.overdue && run.excused.is_none();
        DueView {
            head: self.ended_words(run, at, how, due).to_owned(),
            detail,
            light: if late { Light::Late } else { Light::None },
            at: due.map(|due| due.at),
            provisional: due.is_some_and(|due| due.provisional),
        }
    }

    fn ended_words(&self, run: &Run, at: Stamp, how: HowEnded, due: Option<&Due>) -> &'static str {
        let entered_late = due.is_some_and(|due| due.is_late(at.entered) && !due.is_late(at.happened));
        let binds = matches!(run.binding, Binding::Hard | Binding::Recommended);
        let (zh, en) = match how {
            HowEnded::Met if due.is_none() => ("已完成", "done"),
            HowEnded::Met if entered_late => ("按时完成，事后录入", "in time, entered late"),
            HowEnded::Met => ("按时完成", "in time"),
            HowEnded::Late if binds => ("逾期完成", "late"),
            HowEnded::Late => ("已完成，超过目标", "done, past its target"),
            HowEnded::LaidDown => ("不再计算", "laid down"),
            HowEnded::Lapsed => ("已失权", "lapsed"),
        };
        if self.lang == Lang::Zh { zh } else { en }
    }

    /// How a run stands.
    #[must_use]
    pub fn limit_state(&self, run: &Run, limit: &Limit) -> String {
        let mut said = match &run.state {
            LimitState::Sleeping => self.pick("不适用", "does not apply").to_owned(),
            LimitState::Running { paused: true, .. } => self.pick("已中止", "standing still").to_owned(),
            LimitState::Running { due, .. } if run.overdue || self.is_late(run, due.as_ref()) => {
                self.pick("已超期", "overdue").to_owned()
            }
            LimitState::Running { passed: Some(_), .. } => self.pick("已届满", "has passed").to_owned(),
            LimitState::Running { due: None, .. } if self.is_dateless(limit) => {
                self.pick("进行中，未规定期限", "running; no time stated").to_owned()
            }
            LimitState::Running { due: None, .. } => self.waits_words(run),
            LimitState::Running { .. } => self.pick("进行中", "running").to_owned(),
            LimitState::Ended { at, how, due, .. } => self.ended_words(run, *at, *how, due.as_ref()).to_owned(),
        };
        if let Some(reason) = &run.excused {
            said = match self.pick("zh", "en") {
                "zh" => format!("{said}（已免责：{reason}）"),
                _ => format!("{said} (excused: {reason})"),
            };
        }
        said
    }

    /// Is it past its date, whether or not that was noticed yet.
    fn is_late(&self, run: &Run, due: Option<&Due>) -> bool {
        let binds = matches!(run.binding, Binding::Hard | Binding::Recommended);
        binds && due.is_some_and(|due| due.is_late(self.now))
    }

    /// The time that holds for this run; before one does, all that the limit may give.
    fn time_words(&self, run: &Run, limit: &Limit) -> String {
        let span = run.span();
        match span.filter(|span| span.unit.is_counted()) {
            Some(span) => {
                let span = words::span(span, self.lang);
                self.either(format!("{span}内"), format!("within {span}"))
            }
            None => self.within_words(limit),
        }
    }

    fn is_dateless(&self, limit: &Limit) -> bool {
        let no_end = |within: &Within| match within {
            Within::None => true,
            Within::Span(span) => matches!(span.unit, Unit::Promptly | Unit::None),
            _ => false,
        };
        limit.every.is_none() && limit.within.iter().all(|row| no_end(&row.is))
    }

    fn no_date(&self, run: &Run, limit: &Limit) -> String {
        if self.is_dateless(limit) {
            return self
                .pick("未规定具体期限，只记录用时。", "No time is stated; what it takes is recorded.")
                .to_owned();
        }
        format!("{}{}", self.waits_words(run), self.pick("。", "."))
    }

    /// How much of the time is over, in hundredths.
    fn part(&self, run: &Run) -> u8 {
        let LimitState::Running { due, .. } = &run.state else { return 100 };
        let Some(due) = due else { return 0 };
        let whole = seconds_between(run.from.happened, due.at);
        let over = seconds_between(run.from.happened, self.now);
        if whole <= 0 {
            return 100;
        }
        u8::try_from((over.max(0) * 100 / whole).min(100)).unwrap_or(100)
    }
}

/// Does it still run.
#[must_use]
pub fn is_running(run: &Run) -> bool {
    matches!(run.state, LimitState::Running { .. })
}

/// When a run that still runs is due.
#[must_use]
pub fn due_of(run: &Run) -> Option<&Due> {
    match &run.state {
        LimitState::Running { due, .. } => due.as_ref(),
        LimitState::Sleeping | LimitState::Ended { .. } => None,
    }
}

fn seconds_between(from: Timestamp, until: Timestamp) -> i128 {
    i128::from(until.as_second()) - i128::from(from.as_second())
}

/// The light of what is left.
fn light(left: &Remaining, sort: Sort) -> Light {
    match (left.over, sort.binding) {
        (true, Binding::Hard | Binding::Recommended) => Light::Late,
        (true, _) => Light::None,
        (false, Binding::Trigger) => Light::Ok,
        (false, _) if sort.warned || left.working_days <= NEAR => Light::Soon,
        (false, _) => Light::Ok,
    }
}
