//! Sentences about papers, limits, and what lies outside the case.

use dengwen_case::{Event, HowEnded, Moved, NumberOf, RowKey};
use dengwen_regulation::model::Id;

use super::{Show, words};

impl Show<'_> {
    pub(super) fn of_paper(&self, event: &Event) -> String {
        match event {
            Event::Issued { document, copies, filed, per, .. } => {
                self.issued(document, copies.len(), *filed, per.as_ref())
            }
            Event::Signed { n, who, complete, .. } => {
                let paper = self.paper_label(*n);
                let who = who.as_ref().map(|who| self.principal(who)).unwrap_or_default();
                let (zh, en) = if *complete { ("，全部签署完毕", "; all have signed") } else { ("", "") };
                self.either(format!("{who}签署{paper}{zh}"), format!("{paper} signed by {who}{en}"))
            }
            Event::SignatureRefused { n, who, reason, .. } => {
                let paper = self.paper_label(*n);
                let who = who.as_ref().map(|who| self.principal(who)).unwrap_or_default();
                let why =
                    reason.as_ref().map(|why| self.either(format!("：{why}"), format!(": {why}"))).unwrap_or_default();
                self.either(format!("{who}拒绝签署{paper}{why}"), format!("{who} refuses to sign {paper}{why}"))
            }
            Event::Handed { document, to, named, .. } => {
                let (paper, who) = (self.quoted(document), self.found_or(to, named));
                self.either(format!("将{paper}交{who}"), format!("hands {paper} to {who}"))
            }
            Event::Served { document, to, mode, on, .. } => {
                let (paper, who, when) = (self.quoted(document), self.principals(to), self.moment(*on));
                let mode = mode.as_ref().map(|mode| self.service_label(document, mode));
                let (zh, en) = mode.map(|mode| (format!("，{mode}"), format!(", {mode}"))).unwrap_or_default();
                self.either(format!("{paper}于 {when} 送达{who}{zh}"), format!("{paper} served on {who} on {when}{en}"))
            }
            Event::Published { document, .. } => {
                let paper = self.quoted(document);
                self.either(format!("公开{paper}"), format!("makes {paper} public"))
            }
            Event::Unpublished { document, .. } => {
                let paper = self.quoted(document);
                self.either(format!("撤下公开的{paper}"), format!("takes {paper} down; it is public no more"))
            }
            Event::Told { who, named, document, manner, mode, .. } => {
                let who = self.found_or(who, named);
                self.told(&who, document.as_ref(), manner.as_ref(), mode.as_ref())
            }
            Event::Numbered { of, number, .. } => {
                let number = number.as_deref().unwrap_or("—");
                match of {
                    NumberOf::Case => self.either(format!("编号 {number}"), format!("number {number}")),
                    NumberOf::Paper(n) => {
                        let paper = self.paper_label(*n);
                        self.either(format!("{paper}编号 {number}"), format!("{paper} is number {number}"))
                    }
                }
            }
            _ => String::new(),
        }
    }

    fn issued(&self, document: &Id, copies: usize, filed: bool, per: Option<&dengwen_case::Principal>) -> String {
        let paper = self.quoted(document);
        if filed {
            return self.either(format!("收存{paper}"), format!("{paper} is put on file"));
        }
        let (mut zh, mut en) = (format!("制作{paper}"), format!("issues {paper}"));
        if copies > 1 {
            zh = format!("{zh}一式 {copies} 份");
            en = format!("{en} in {copies} copies");
        }
        if let Some(per) = per {
            let who = self.principal(per);
            zh = format!("{zh}（{who}）");
            en = format!("{en} for {who}");
        }
        self.either(zh, en)
    }

    fn told(&self, who: &str, document: Option<&Id>, manner: Option<&Id>, mode: Option<&Id>) -> String {
        let (zh_verb, en_verb) = match manner.map(Id::as_str) {
            Some("reminder") => ("提醒", "reminds"),
            Some("urging") => ("催办", "urges"),
            Some("order") => ("督办", "orders"),
            _ => ("告知", "tells"),
        };
        let (mut zh, mut en) = (format!("{zh_verb}{who}"), format!("{en_verb} {who}"));
        if let Some(document) = document {
            let paper = self.quoted(document);
            zh = format!("{zh}：{paper}");
            en = format!("{en}: {paper}");
        }
        if let Some(mode) = mode {
            let mode = self.choice(&RowKey::main(), None, mode);
            zh = format!("{zh}（{mode}）");
            en = format!("{en} ({mode})");
        }
        self.either(zh, en)
    }

    /// A document inside a sentence: official names have their own brackets.
    #[must_use]
    pub fn quoted(&self, document: &Id) -> String {
        let label = self.document_label(document);
        match (self.lang, label.starts_with(['《', '【'])) {
            (dengwen_regulation::model::Lang::Zh, false) => format!("“{label}”"),
            _ => label,
        }
    }

    /// What a way of serving is called, whatever paper it belongs to.
    #[must_use]
    pub fn mode_label(&self, mode: &str) -> String {
        let mut all = self.regulation.documents.values();
        self.label(all.find_map(|document| document.service.get(mode)).map(|service| &service.label), mode)
    }

    /// What a paper of the case is called.
    #[must_use]
    pub fn paper_label(&self, n: u32) -> String {
        match self.case.paper(n) {
            Some(paper) => self.quoted(&paper.document),
            None => self.either("文书".to_owned(), "the paper".to_owned()),
        }
    }

    /// What a way of serving is called.
    #[must_use]
    pub fn service_label(&self, document: &Id, mode: &Id) -> String {
        let service = self.regulation.documents.get(document).and_then(|document| document.service.get(mode));
        self.label(service.map(|service| &service.label), mode)
    }

    /// What was sent has come back: from an office known, or from elsewhere.
    fn came_back(&self, from: &str) -> String {
        match from {
            "" => self.either("已收到回报".to_owned(), "an answer has come back".to_owned()),
            from => self.either(format!("{from}已回报"), format!("an answer has come back from {from}")),
        }
    }

    pub(super) fn of_outside(&self, event: &Event) -> String {
        match event {
            Event::Linked { to, .. } => {
                let case = self.other_case(to);
                self.either(format!("关联 {case}"), format!("links {case}"))
            }
            Event::LinkEnded { case, .. } => {
                let case = self.other_case(case);
                self.either(format!("关联的 {case} 已办结"), format!("the linked case {case} has ended"))
            }
            Event::SpawnOrdered { regulation, .. } => {
                let title = regulation
                    .as_ref()
                    .map(|id| self.names.regulations.get(id.as_str()).map_or(id.as_str(), String::as_str));
                match title {
                    Some(title) => {
                        self.either(format!("另立一件，适用{title}"), format!("begins another case under {title}"))
                    }
                    None => self.either("另立一件".to_owned(), "begins another case".to_owned()),
                }
            }
            Event::ForwardOrdered { to, named, manner, returns, .. } => {
                let to = self.found_or(to, named);
                let manner =
                    manner.as_ref().map(|value| self.value(&RowKey::main(), None, value).text).unwrap_or_default();
                let (zh_as, en_as) = match manner.as_str() {
                    "" => ("转送".to_owned(), String::new()),
                    manner => (self.sent_as(manner), format!(" ({})", self.sent_as(manner))),
                };
                let (zh, en) = if *returns { ("，须回报", "; an answer comes back") } else { ("", "") };
                self.either(format!("{zh_as}{to}{zh}"), format!("sends it to {to}{en_as}{en}"))
            }
            Event::Arrived { office, .. } => self.either(format!("已送达{office}"), format!("it has reached {office}")),
            Event::Returned { from, .. } => self.came_back(from),
            Event::Listed { register, .. } => {
                let label = self.label(self.regulation.registers.get(register).map(|r| &r.shape.label), register);
                self.either(format!("记入{label}"), format!("entered in {label}"))
            }
            Event::RowOrdered { table, .. } => {
                let label = self.label(self.regulation.tables.get(table).map(|table| &table.label), table);
                self.either(format!("更新{label}"), format!("{label} updated"))
            }
            Event::Frozen { .. } => {
                self.either("记下当时的设定".to_owned(), "what held then in the office is kept".to_owned())
            }
            Event::Crossed { counter, count, .. } => {
                let label = self.label(self.regulation.counters.get(counter).map(|counter| &counter.label), counter);
                self.either(format!("{label}达到 {count}"), format!("{label} reaches {count}"))
            }
            Event::Held { what, why } => {
                let (what, why) = (self.held_words(what), self.held_why(why));
                self.either(format!("未能办理：{what}（{why}）"), format!("could not be done: {what} ({why})"))
            }
            Event::Skipped { what, why } => {
                let what = self.held_words(what);
                self.either(format!("未执行：{what}（{why}）"), format!("left out: {what} ({why})"))
            }
            _ => String::new(),
        }
    }

    /// The label of an option of any choice, for words that are kept without their field.
    fn sent_as(&self, manner: &str) -> String {
        use dengwen_regulation::model::Options;
        let mut fields = self.regulation.shapes().flat_map(|(_, shape)| shape.fields.values());
        let found = fields.find_map(|field| match &field.options {
            Options::Listed(all) => all.get(manner).map(|choice| &choice.label),
            _ => None,
        });
        self.label(found, manner)
    }

    /// What was held back, by its label where it names something.
    #[must_use]
    pub fn held_words(&self, what: &str) -> String {
        if let Some(place) = what.strip_prefix("assign ") {
            return self.place(place);
        }
        let main = RowKey::main();
        let known = self.regulation.documents.get(what).map(|document| &document.label);
        let known = known.or_else(|| self.act(&main, what).map(|act| &act.label));
        let known = known.or_else(|| self.limit(&main, what).map(|limit| &limit.label));
        self.label(known, what)
    }

    /// Why it was held back; where there is nobody to do it, who that would be.
    #[must_use]
    pub fn held_why(&self, why: &str) -> String {
        let Some(whom) = why.strip_suffix(": nobody") else { return why.to_owned() };
        let whom = self.written(whom);
        self.either(format!("没有{whom}"), format!("there is nobody: {whom}"))
    }

    pub(super) fn of_limit(&self, event: &Event) -> String {
        match event {
            Event::LimitStarted { limit, row, n, .. } => {
                let label = self.limit_label(row, limit);
                let (zh, en) =
                    if *n > 1 { (format!("（第 {n} 次）"), format!(" (no. {n})")) } else { Default::default() };
                self.either(format!("“{label}”开始计时{zh}"), format!("the limit “{label}” begins{en}"))
            }
            Event::LimitJudged { run, applies, .. } => {
                let label = self.run_label(*run);
                match applies {
                    true => self.either(format!("“{label}”适用"), format!("the limit “{label}” applies")),
                    false => self.either(format!("“{label}”不适用"), format!("the limit “{label}” does not apply")),
                }
            }
            Event::LimitPaused { run, .. } => {
                let label = self.run_label(*run);
                self.either(format!("“{label}”中止计时"), format!("the limit “{label}” stands still"))
            }
            Event::LimitResumed { run, .. } => {
                let label = self.run_label(*run);
                self.either(format!("“{label}”恢复计时"), format!("the limit “{label}” goes on"))
            }
            Event::LimitMoved { run, moved } => self.moved(&self.run_label(*run), moved),
            Event::LimitPassed { run, round, .. } => self.passed(*run, *round),
            Event::LimitWarned { run, .. } => {
                let label = self.run_label(*run);
                self.either(format!("“{label}”即将到期"), format!("the limit “{label}” ends soon"))
            }
            Event::LimitRound { run, round, met } => {
                let label = self.run_label(*run);
                match met {
                    true => self
                        .either(format!("“{label}”第 {round} 期已办"), format!("round {round} of “{label}” is kept")),
                    false => self
                        .either(format!("“{label}”第 {round} 期未办"), format!("round {round} of “{label}” is missed")),
                }
            }
            Event::LimitEnded { run, how, .. } => {
                let label = self.run_label(*run);
                let (zh, en) = match how {
                    HowEnded::Met => ("按时完成", "is met in time"),
                    HowEnded::Late => ("逾期完成", "is met late"),
                    HowEnded::LaidDown => ("不再计算", "is laid down"),
                    HowEnded::Lapsed => ("已失权", "has lapsed"),
                };
                self.either(format!("“{label}”{zh}"), format!("the limit “{label}” {en}"))
            }
            Event::Excused { run, reason, .. } => {
                let label = self.run_label(*run);
                self.either(
                    format!("“{label}”超期免责：{reason}"),
                    format!("the overdue of “{label}” is excused: {reason}"),
                )
            }
            _ => String::new(),
        }
    }

    /// A limit that passed: overdue, lapsed, or what it sets off.
    fn passed(&self, run: u32, round: u32) -> String {
        use dengwen_regulation::model::Binding;
        let label = self.run_label(run);
        let binding =
            self.run(run).and_then(|(row, id)| self.limit(row, id)).map_or(Binding::Hard, |limit| limit.binding);
        let (zh, en) = match binding {
            Binding::Hard | Binding::Recommended => ("超期", "is overdue"),
            Binding::Target => ("超过目标", "is past its target"),
            Binding::Right => ("期限届满，权利消灭", "has passed; the right has lapsed"),
            Binding::Trigger => ("期限届满", "has passed"),
        };
        let (round_zh, round_en) =
            if round > 1 { (format!("第 {round} 期"), format!(" (round {round})")) } else { Default::default() };
        self.either(format!("“{label}”{round_zh}{zh}"), format!("the limit “{label}”{round_en} {en}"))
    }

    fn moved(&self, label: &str, moved: &Moved) -> String {
        match moved {
            Moved::By { span, .. } => {
                let span = words::span(*span, self.lang);
                self.either(
                    format!("“{label}”延长 {span}").replace("  ", " "),
                    format!("the limit “{label}” is longer by {span}"),
                )
            }
            Moved::To(date) => {
                let day = self.date(*date);
                self.either(format!("“{label}”承诺于 {day} 前"), format!("“{label}” is promised by {day}"))
            }
            Moved::ToInstant(at) => {
                let when = self.moment(*at);
                self.either(format!("“{label}”承诺于 {when} 前"), format!("“{label}” is promised by {when}"))
            }
            Moved::Resumed => self.either(
                format!("“{label}”恢复，期限不变"),
                format!("the limit “{label}” is taken up again, same date"),
            ),
        }
    }

    /// The row and limit of a run.
    pub(super) fn run(&self, run: u32) -> Option<(&RowKey, &Id)> {
        let run = self.case.runs.get(usize::try_from(run).ok()?)?;
        Some((&self.case.rows.get(run.row)?.key, &run.limit))
    }

    fn run_label(&self, run: u32) -> String {
        match self.run(run) {
            Some((row, limit)) => self.limit_label(row, limit),
            None => self.either("期限".to_owned(), "limit".to_owned()),
        }
    }
}
