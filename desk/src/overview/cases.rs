//! The cases behind a number of the office's own figures.

use dengwen_regulation::model::{Id, Lang};
use dengwen_store::{Behind, CaseKey, SumsBy};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    Asked, TableCell,
    kept::{Sum, elements},
    labels,
    standing::Standing,
};
use crate::{
    actor::Eyes,
    desk::Desk,
    incoming::pick,
    reports::{self, BehindView, FigureView, Period, day_number, figure},
    view::{Rejection, Session},
};

/// How many cases a page has.
const PAGE: u32 = 50;
/// Stands between the parts of a name in addresses.
const SIGN: char = '~';
/// How a figure begins that is a chart of the regulation's.
const OWN: &str = "own~";
/// How a line begins that stands for all stays that went on to one stage.
const TO: &str = "to~";

/// A number of the office's figures, as a link names it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct OverviewNumber {
    /// The regulation.
    #[serde(default)]
    pub regulation: String,
    /// The first day.
    #[serde(default)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    pub to: String,
    /// What is counted.
    #[serde(default)]
    pub figure: String,
    /// Only what is told apart so; the whole without it.
    #[serde(default)]
    pub line: String,
    /// All that was looked at, also what is not in the numerator.
    #[serde(default)]
    pub all: bool,
    /// The page.
    #[serde(default)]
    pub page: Option<String>,
}

/// A number that leads to its cases; none lead nowhere.
pub(super) fn numbered(count: u64, behind: String) -> TableCell {
    let behind = if count == 0 { String::new() } else { behind };
    TableCell { text: count.to_string(), behind }
}

/// Where the cases behind a number stand. Ids and hashes need no escaping.
pub(super) fn address(of: &Asked<'_>, period: Period, figure: &Standing, line: &str, all: bool) -> String {
    let (regulation, figure) = (&of.regulation.id, name(figure));
    let line = if line.is_empty() { String::new() } else { format!("&line={line}") };
    let all = if all { "&all=true" } else { "" };
    format!("regulation={regulation}&from={}&to={}&figure={figure}{line}{all}", period.from, period.last())
}

/// The line of all stays that went on to a stage.
pub(super) fn onward(stage: &str) -> String {
    format!("{TO}{stage}")
}

fn name(figure: &Standing) -> String {
    match figure {
        Standing::Received => "received".to_owned(),
        Standing::Open => "open".to_owned(),
        Standing::Closed => "closed".to_owned(),
        Standing::OnTime => "on-time".to_owned(),
        Standing::Waiting => "waiting".to_owned(),
        Standing::Left(stage) => format!("left{SIGN}{stage}"),
        Standing::Placed => "placed".to_owned(),
        Standing::Crossed(first, second) => format!("crossed{SIGN}{first}{SIGN}{second}"),
    }
}

impl Desk {
    /// The cases behind a number of the office's figures, as far as somebody may read them.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever may not see the figures, and for a number that there is not.
    pub async fn overview_cases(
        &self,
        session: &Session,
        asked: &OverviewNumber,
        lang: Lang,
    ) -> Result<BehindView, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let open = self.figures_open_to(&office, &actor.clone().unless(&[]));
        let regulation = open.iter().find(|one| *one.id == *asked.regulation).ok_or(Rejection::NotFound)?;
        let day = |text: &str| text.parse::<Date>().map_err(|_| Rejection::NotFound);
        let (from, to) = (day(&asked.from)?, day(&asked.to)?);
        let period = Period { from, until: to.tomorrow().unwrap_or(to) };
        let of = Asked { office: &office, regulation, lang, period, today: to };
        let (view, behind) = match asked.figure.strip_prefix(OWN) {
            Some(id) => self.behind_own(&of, &Id::from(id), asked).await?,
            None => self.behind_standing(&of, asked).await?,
        };
        let eyes = Eyes::of(&office.id, &actor);
        let after: Option<CaseKey> = asked.page.as_deref().and_then(|page| serde_json::from_str(page).ok());
        let found = self.store().behind(eyes.viewer(), &behind, after.as_ref(), PAGE).await?;
        Ok(BehindView {
            title: (regulation.title.in_lang(lang).to_owned(), labels::period(from, to, lang)),
            cases: found.all,
            hidden: found.all.saturating_sub(found.seen),
            rows: self.case_rows(&office, &eyes, &found.page.rows, lang).await?,
            next: found.page.next.and_then(|key| serde_json::to_string(&key).ok()),
            ..view
        })
    }

    /// A number of a chart that the regulation itself names.
    async fn behind_own(
        &self,
        of: &Asked<'_>,
        id: &Id,
        asked: &OverviewNumber,
    ) -> Result<(BehindView, Behind), Rejection> {
        let indicator = of.regulation.charts.get(id).and_then(|_| reports::as_indicator(of.regulation, id));
        let indicator = indicator.ok_or(Rejection::NotFound)?;
        let figure = self.own_charts(of).await?.into_iter().find(|figure| *figure.of == **id);
        let figure = figure.ok_or(Rejection::NotFound)?;
        let (line, number) = reports::number(&figure, &asked.line).ok_or(Rejection::NotFound)?;
        let asked = (asked.line.as_str(), asked.all);
        let behind = self.elements((of.office, of.regulation), of.period, &indicator, asked).await?;
        let FigureView { label, cited, is_share, .. } = figure;
        Ok((BehindView { label, cited, line, number, is_share, ..BehindView::default() }, behind))
    }

    /// A number that the office counts of every regulation.
    async fn behind_standing(&self, of: &Asked<'_>, asked: &OverviewNumber) -> Result<(BehindView, Behind), Rejection> {
        let regulation = of.regulation;
        let figure = Standing::asked(regulation).into_iter().find(|one| name(one) == asked.figure);
        let figure = figure.ok_or(Rejection::NotFound)?;
        let wanted = [figure.clone()];
        let sums = self.kept_sums(of.office, regulation, &wanted, of.period, SumsBy::Period).await?.remove(0);
        let sums: Vec<Sum> = sums.into_iter().filter(|sum| is_of(sum, &asked.line)).collect();
        let is_share = matches!(figure, Standing::Open | Standing::OnTime);
        let behind = Behind {
            organisation: of.office.id.clone(),
            formula: self.kept_as(of.office, regulation, &figure)?,
            days: (day_number(of.period.from), day_number(of.period.until)),
            // A line that nothing stands in is no list of everything.
            by_hashes: match (asked.line.is_empty(), sums.is_empty()) {
                (true, _) => Vec::new(),
                (false, true) => vec![String::new()],
                (false, false) => sums.iter().flat_map(|sum| sum.kept.iter().cloned()).collect(),
            },
            counting: is_share && !asked.all,
            anew: Vec::new(),
        };
        let view = BehindView {
            label: label(of, &figure),
            line: sums
                .first()
                .filter(|_| !asked.line.is_empty())
                .map_or_else(String::new, |sum| line(of, &figure, sum)),
            number: number(&sums, is_share, of.lang),
            is_share,
            ..BehindView::default()
        };
        Ok((view, behind))
    }
}

fn is_of(sum: &Sum, line: &str) -> bool {
    match line.strip_prefix(TO) {
        Some(stage) => sum.word(0) == stage,
        None => line.is_empty() || sum.key == line,
    }
}

/// So many of so many, as reports say it: `66.7%（2/3）`.
pub(super) fn share(over: u64, under: u64, lang: Lang) -> String {
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let of = dengwen_case::Figure { over: whole(over), under: whole(under), unit: dengwen_case::FigureUnit::Share };
    figure(of, None, lang)
}

fn number(sums: &[Sum], is_share: bool, lang: Lang) -> String {
    let all = elements(sums);
    if is_share { share(sums.iter().map(|sum| sum.counting).sum(), all, lang) } else { all.to_string() }
}

/// What is counted, in words.
fn label(of: &Asked<'_>, figure: &Standing) -> String {
    let (regulation, lang) = (of.regulation, of.lang);
    let axes = labels::axes(regulation, lang);
    let axis = |id: &str| axes.iter().find(|(known, _, _)| known == id).map_or("", |(_, label, _)| label.as_str());
    match figure {
        Standing::Received => pick(lang, "收件", "Received").to_owned(),
        Standing::Open => pick(lang, "在办案件中已逾期的", "Open cases past a limit").to_owned(),
        Standing::Closed => pick(lang, "已办结", "Closed").to_owned(),
        Standing::OnTime => pick(lang, "办结案件中按期的", "Ended cases without a missed limit").to_owned(),
        Standing::Waiting => pick(lang, "现在停留的阶段", "Where cases wait now").to_owned(),
        Standing::Left(stage) => {
            let stage = labels::stage(regulation, stage, lang);
            match lang {
                Lang::Zh => format!("离开“{stage}”的"),
                Lang::En => format!("Left “{stage}”"),
            }
        }
        Standing::Placed => String::new(),
        Standing::Crossed(first, second) if first == second => axis(first).to_owned(),
        Standing::Crossed(first, second) => format!("{} × {}", axis(first), axis(second)),
    }
}

/// What a line tells apart, in words.
fn line(of: &Asked<'_>, figure: &Standing, sum: &Sum) -> String {
    let (regulation, lang) = (of.regulation, of.lang);
    let axes = labels::axes(regulation, lang);
    let value = |axis: &str, raw: &str| {
        let by = axes.iter().find(|(id, _, _)| id == axis);
        by.map_or_else(String::new, |(_, _, by)| labels::value(of.office, regulation, by, raw, lang))
    };
    match figure {
        Standing::Received => {
            let day = usize::try_from(sum.number(0)).ok().and_then(|day| labels::weekdays(lang).get(day).copied());
            let hour = sum.number(1);
            match lang {
                Lang::Zh => format!("{} {hour} 时", day.unwrap_or_default()),
                Lang::En => format!("{}, {hour}:00 to {hour}:59", day.unwrap_or_default()),
            }
        }
        Standing::Closed => {
            let days = sum.number(0);
            match lang {
                Lang::Zh => format!("{days} 天"),
                Lang::En => format!("{days} days"),
            }
        }
        Standing::Open | Standing::OnTime | Standing::Placed => String::new(),
        Standing::Waiting => labels::stage(regulation, sum.word(0), lang),
        Standing::Left(_) => {
            let to = labels::stage(regulation, sum.word(0), lang);
            format!("{}{to}", pick(lang, "转入：", "went on to: "))
        }
        Standing::Crossed(first, second) if first == second => value(first, sum.word(0)),
        Standing::Crossed(first, second) => {
            format!("{} · {}", value(first, sum.word(0)), value(second, sum.word(1)))
        }
    }
}
