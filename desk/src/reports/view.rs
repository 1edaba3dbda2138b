//! Reports as pages show them.

use dengwen_case::{Figure, FigureUnit};
use dengwen_charts::Drawing;
use dengwen_regulation::{
    decimal,
    model::{Content, Id, Lang, Regulation},
    show::formula as formula_words,
    value::Value,
};
use serde::Serialize;

use super::{
    PREFIX, SORT,
    acts::Seen,
    book::{Entry, Event, Figures, Round, Standing},
    drawn,
    figures::as_indicator,
    first_of,
    formulas::by_hash,
};
use crate::{
    desk::Desk,
    incoming::pick,
    show::{Show, words},
    view::{Cited, ClosedView, DueView, FormView, Rejection, Session, StoryView, ValueView},
};

/// A report in the list, with its newest round.
#[derive(Debug, Clone, Serialize)]
pub struct ReportLine {
    /// Its name in addresses.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Title of the regulation.
    pub regulation: String,
    /// The article.
    pub cited: Cited,
    /// The rounds, newest first: number, period, how it stands, due.
    pub rounds: Vec<(u32, String, String, DueView)>,
    /// When the next round opens.
    pub next: String,
    /// It is the warning of a figure and has no rounds of its own accord.
    pub is_alert: bool,
}

/// A table of figures.
#[derive(Debug, Clone, Serialize)]
pub struct FigureView {
    /// What is counted.
    pub label: String,
    /// Its article and reading.
    pub cited: Cited,
    /// The whole in words: `66.7% (2/3)`.
    pub whole: String,
    /// What it is broken down by, then the figure.
    pub columns: Vec<String>,
    /// A line for each combination.
    pub rows: Vec<Vec<String>>,
    /// The indicator, chart or register.
    pub of: String,
    /// By what each line is named in links to the cases behind it.
    pub keys: Vec<String>,
    /// A share: numerator and denominator are lists of their own.
    pub is_share: bool,
    /// The formula in words: what each line says, and its words.
    pub formula: Vec<(String, String)>,
    /// What is drawn of it.
    #[serde(skip)]
    pub drawn: Vec<Drawing>,
}

/// One round of a report.
#[derive(Debug, Clone, Serialize)]
pub struct ReportView {
    /// Its name in addresses.
    pub id: String,
    /// The round.
    pub n: u32,
    /// What the report is called.
    pub label: String,
    /// Title of the regulation.
    pub regulation: String,
    /// The office.
    pub office: String,
    /// The period.
    pub period: String,
    /// How it stands, in words.
    pub state: String,
    /// By when it is wanted.
    pub due: DueView,
    /// The article.
    pub cited: Cited,
    /// The figures are those of the day of preparation; else they are counted anew each time.
    pub frozen: bool,
    /// The figures.
    pub figures: Vec<FigureView>,
    /// What was written.
    pub written: Vec<ValueView>,
    /// Acts open to whoever looks.
    pub forms: Vec<FormView>,
    /// Acts closed, with the reason.
    pub closed: Vec<ClosedView>,
    /// What happened, newest first.
    pub story: Vec<StoryView>,
    /// Last change, to be sent back.
    pub seq: u64,
}

impl Desk {
    /// The reports that are anything to somebody, with their rounds.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn reports(&self, session: &Session, lang: Lang) -> Result<Vec<ReportLine>, Rejection> {
        let mut all = Vec::new();
        for stream in self.streams_under(SORT, &first_of(&session.office)).await? {
            let name = stream.strip_prefix(PREFIX).unwrap_or_default();
            let seen = self.seen_report(session, name).await?;
            if seen.concerns(None) {
                all.push(self.with_show(&seen.book.office, &seen.book.regulation, lang, |show| line(&seen, &show)));
            }
        }
        Ok(all)
    }

    /// A round of a report.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever neither makes, approves nor gets it.
    pub async fn report(&self, session: &Session, name: &str, n: u32, lang: Lang) -> Result<ReportView, Rejection> {
        let seen = self.seen_report(session, name).await?;
        let round = seen.book.round(n).filter(|round| seen.concerns(Some(round))).ok_or(Rejection::NotFound)?;
        let report = seen.book.report();
        let (office, regulation) = (&seen.book.office, &seen.book.regulation);
        let frozen = round.figures.is_some();
        let figures = self.figures_of(&seen, round).await?;
        let (forms, closed) = seen.offers(round, lang);
        Ok(self.with_show(office, regulation, lang, |show| ReportView {
            id: seen.book.name().to_owned(),
            n,
            label: report.label.in_lang(lang).to_owned(),
            regulation: regulation.title.in_lang(lang).to_owned(),
            office: office.name.in_lang(lang).to_owned(),
            period: round.period.words(lang),
            state: state(&seen, round, &show),
            due: due(&seen, round, &show),
            cited: seen.cited(String::new(), lang),
            frozen,
            figures: figures
                .iter()
                .enumerate()
                .map(|(place, one)| drawn_table(one, (&seen.book, round), place, &show))
                .collect(),
            written: written(round, report, lang),
            forms,
            closed,
            story: story(&seen, n, &show),
            seq: seen.book.seq(),
        }))
    }
}

fn line(seen: &Seen, show: &Show<'_>) -> ReportLine {
    let book = &seen.book;
    let label = book.report().label.in_lang(show.lang).to_owned();
    let visible = book.rounds.iter().rev().filter(|round| seen.concerns(Some(round)));
    ReportLine {
        id: book.name().to_owned(),
        label,
        regulation: book.regulation.title.in_lang(show.lang).to_owned(),
        cited: seen.cited(String::new(), show.lang),
        rounds: visible
            .map(|round| (round.n, round.period.words(show.lang), state(seen, round, show), due(seen, round, show)))
            .collect(),
        next: book.next(show.now).map(|(at, _)| show.day(at)).unwrap_or_default(),
        is_alert: book.is_alert,
    }
}

fn due(seen: &Seen, round: &Round, show: &Show<'_>) -> DueView {
    let due = seen.book.due(round);
    match (round.out, due) {
        (Some(at), _) => {
            let head = match round.overdue {
                _ if seen.book.is_alert => pick(show.lang, "已预警", "warned"),
                true => pick(show.lang, "逾期发出", "out late"),
                false => pick(show.lang, "已发出", "out"),
            };
            DueView { head: head.to_owned(), detail: show.day(at), ..DueView::default() }
        }
        (None, Some(due)) => show.due_of_report(&due),
        (None, None) => DueView {
            head: pick(show.lang, "待办", "To do").to_owned(),
            detail: pick(show.lang, "未规定期限", "no time stated").to_owned(),
            ..DueView::default()
        },
    }
}

/// How it stands: to be prepared, with whom for approval, gone out.
pub(super) fn state(seen: &Seen, round: &Round, show: &Show<'_>) -> String {
    let book = &seen.book;
    let who = || {
        let of = super::approvers(book.report());
        let step = if let Standing::ToApprove(step) = round.standing { step } else { 0 };
        let named = of.get(step).map(|who| super::whom(&book.office, &book.regulation, [*who], show.now));
        let names: Vec<String> = named.unwrap_or_default().iter().map(|one| show.principal(one)).collect();
        words::listed(&names, show.lang)
    };
    match round.standing {
        Standing::ToPrepare if seen.sent_back(round).is_some() => {
            pick(show.lang, "已退回，待重编", "sent back, to be prepared again").to_owned()
        }
        Standing::ToPrepare => pick(show.lang, "待编制", "to be prepared").to_owned(),
        Standing::ToApprove(_) => format!("{}{}", pick(show.lang, "待审批：", "for approval: "), who()),
        Standing::Out if book.is_alert => pick(show.lang, "已预警", "warned").to_owned(),
        Standing::Out => pick(show.lang, "已发出", "gone out").to_owned(),
    }
}

impl Seen {
    /// Why a round was sent back last, while it has not been prepared again.
    fn sent_back(&self, round: &Round) -> Option<&str> {
        let last = self.book.log.iter().rev().find_map(|entry| match &entry.event {
            Event::SentBack { n, reason } if *n == round.n => Some(Some(reason.as_str())),
            Event::Prepared { n, .. } if *n == round.n => Some(None),
            _ => None,
        });
        last.flatten()
    }
}

fn written(round: &Round, report: &dengwen_regulation::model::Report, lang: Lang) -> Vec<ValueView> {
    let labels = report.contents.iter().filter_map(|content| match content {
        Content::Write(label) => Some(label.in_lang(lang).to_owned()),
        Content::Named(_) => None,
    });
    let texts = labels.zip(&round.written);
    texts.map(|(label, text)| ValueView { label, value: text.clone(), sealed: false }).collect()
}

/// A table of one figure with what is drawn of it.
fn drawn_table(figures: &Figures, of: (&super::book::Book, &Round), place: usize, show: &Show<'_>) -> FigureView {
    let mut view = table(figures, show);
    view.drawn = drawn::of_round(figures, &view, of, place, show);
    view
}

/// A table of one figure.
pub(crate) fn table(figures: &Figures, show: &Show<'_>) -> FigureView {
    let (label, rule, by) = named(&figures.of, show);
    let decimals = decimals(&figures.of, show.regulation);
    let mut columns: Vec<String> = by.iter().map(|path| path_words(path, show)).collect();
    columns.push(pick(show.lang, "数值", "Figure").to_owned());
    let mut rows = Vec::new();
    for line in figures.lines.iter().skip(1) {
        let mut cells: Vec<String> = by
            .iter()
            .zip(&line.by)
            .map(|(path, value)| {
                let said = show.value_of_path(path, value);
                let missing = said.text.trim().is_empty();
                if missing { pick(show.lang, "未定", "not set").to_owned() } else { said.text }
            })
            .collect();
        cells.push(figure(line.figure, decimals, show.lang));
        rows.push(cells);
    }
    let whole = figures.whole().map_or_else(String::new, |line| figure(line.figure, decimals, show.lang));
    let cited = rule.map(|rule| show.cited(String::new(), &rule)).unwrap_or_default();
    let is_share = figures.whole().is_some_and(|line| line.figure.unit == FigureUnit::Share);
    let keys = figures.lines.iter().skip(1).map(|line| by_hash(&line.by)).collect();
    let of = figures.of.to_string();
    let formula = as_indicator(show.regulation, &figures.of);
    let formula = formula.map(|indicator| formula_words(show.regulation, &indicator, show.lang)).unwrap_or_default();
    FigureView { label, cited, whole, columns, rows, of, keys, is_share, formula, drawn: Vec::new() }
}

type Named = (String, Option<dengwen_regulation::model::Rule>, Vec<String>);

/// Label, rule and breakdown of an indicator, chart or register.
fn named(of: &Id, show: &Show<'_>) -> Named {
    let regulation = show.regulation;
    if let Some(one) = regulation.indicators.get(of) {
        return (show.text(&one.label), Some(one.rule.clone()), one.by.clone());
    }
    if let Some(one) = regulation.charts.get(of) {
        let of = one.of.as_deref().and_then(|of| regulation.indicators.get(of));
        let by = of.map_or_else(|| one.by.clone(), |indicator| drawn::broken_down(one, indicator));
        return (show.text(&one.label), Some(one.rule.clone()), by);
    }
    let register = regulation.registers.get(of);
    let label = register.map(|register| show.text(&register.shape.label)).unwrap_or_default();
    (label, register.map(|register| register.shape.rule.clone()), Vec::new())
}

fn path_words(path: &str, show: &Show<'_>) -> String {
    match path.split_once(" of ") {
        Some((role, _)) => show.role_label(role),
        None if path == "lead" => pick(show.lang, "承办", "Lead").to_owned(),
        None if show.regulation.role_label(path).is_some() => show.role_label(path),
        None => show.path_label(path),
    }
}

/// How many decimals the regulation shows of a percent.
pub(super) fn decimals(of: &Id, regulation: &Regulation) -> Option<u8> {
    as_indicator(regulation, of)?.decimals
}

/// `66.7%（2/3）`, `12`, `1,200.00 元`; a percent has as many decimals as the regulation says, else one where it is wanted.
pub(crate) fn figure(of: Figure, decimals: Option<u8>, lang: Lang) -> String {
    let (open, close) = (pick(lang, "（", " ("), pick(lang, "）", ")"));
    match (of.unit, of.under) {
        (_, 0) => pick(lang, "无可计算的事项", "nothing to count").to_owned(),
        (FigureUnit::Share, under) => {
            let percent = match decimals {
                Some(decimals) => words::percent_of(of.over, under, decimals),
                None => words::percent(of.over, under),
            };
            format!("{percent}{open}{}/{under}{close}", of.over)
        }
        (FigureUnit::Money, under) => words::money(of.over.checked_div(under).unwrap_or_default(), lang),
        (FigureUnit::Decimal(places), under) => {
            let mean = decimal::rounded(&Value::Share(of.over, under), 0);
            let Some(Value::Int(n)) = mean else { return String::new() };
            decimal::written(n, places)
        }
        (FigureUnit::Seconds, under) => words::seconds(of.over.checked_div(under).unwrap_or_default(), lang),
        (FigureUnit::Count, 1) => of.over.to_string(),
        (FigureUnit::Count, under) => {
            let tenths = of.over.saturating_mul(10).checked_div(under).unwrap_or_default();
            format!("{}.{}", tenths / 10, (tenths % 10).abs())
        }
    }
}

fn story(seen: &Seen, n: u32, show: &Show<'_>) -> Vec<StoryView> {
    let mut opened = 0_u32;
    let mut all = Vec::new();
    for entry in &seen.book.log {
        if matches!(entry.event, Event::Opened { .. } | Event::Warned { .. }) {
            opened += 1;
        }
        if let Some((text, details)) = sentence(entry, opened, n, show.lang) {
            let who = entry.by.as_deref().map(|person| seen.book.office.person_name(person));
            all.push(StoryView {
                told: false,
                at: entry.at,
                when: show.moment(entry.at),
                entered: None,
                who: who.unwrap_or_else(|| pick(show.lang, "系统", "the system").to_owned()),
                text: text.to_owned(),
                details,
                article: None,
                sorts: Vec::new(),
            });
        }
    }
    all.reverse();
    all
}

fn sentence(entry: &Entry, opened: u32, n: u32, lang: Lang) -> Option<(&'static str, Vec<ValueView>)> {
    let plain = |zh, en| Some((pick(lang, zh, en), Vec::new()));
    match &entry.event {
        Event::Opened { .. } if opened == n => plain("本期报告开始", "this round opened"),
        Event::Warned { .. } if opened == n => plain("指标达到预警条件", "the figure passed its mark"),
        Event::Overdue { n: of } if *of == n => plain("到期未发出，已超期", "was not out in time: overdue"),
        Event::Prepared { n: of, .. } if *of == n => plain("编制完成", "prepared it"),
        Event::Approved { n: of } if *of == n => plain("批准", "approved it"),
        Event::SentBack { n: of, reason } if *of == n => {
            let label = pick(lang, "理由", "Reason").to_owned();
            Some((
                pick(lang, "退回重编", "sent it back"),
                vec![ValueView { label, value: reason.clone(), sealed: false }],
            ))
        }
        Event::Read { n: of, .. } if *of == n => plain("已阅", "read it"),
        _ => None,
    }
}
