//! The office's own figures: what came in, how it stands, how long it takes, kept as each act is done and drawn. For those
//! whom a regulation lets see the figures of every case, and those who make, approve or get one of its reports.

mod cases;
mod cross;
mod flow;
mod kept;
pub(crate) mod labels;
mod panels;
mod public;
pub(crate) mod standing;
mod trend;

pub use cases::OverviewNumber;

pub use public::{PublicTable, SMALL};

pub(crate) use public::PublicKept;

use std::sync::Arc;

use dengwen_case::Actor;
use dengwen_charts::Drawing;
use dengwen_regulation::model::{Lang, Of, Reach, Regulation, Sees, Who};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    act::counting,
    desk::Desk,
    incoming,
    office::Office,
    reports::{self, FigureView, Period},
    view::{Rejection, Session},
};

/// How many weeks can be asked for; the second is what is shown unasked.
const WEEKS: [u32; 4] = [13, 26, 52, 104];

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct OverviewAsked {
    /// The regulation; else the first there is.
    #[serde(default)]
    pub regulation: String,
    /// How many weeks.
    #[serde(default)]
    pub weeks: String,
    /// What the rows of the cross table are.
    #[serde(default)]
    pub rows: String,
    /// What its columns are.
    #[serde(default)]
    pub columns: String,
    /// The class whose weeks are looked at: axis and values.
    #[serde(default)]
    pub class: String,
}

/// Something to choose.
#[derive(Debug, Clone, Serialize)]
pub struct ChoiceView {
    /// Its name in addresses.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// It is chosen.
    pub chosen: bool,
}

/// A cell of a table, with where the cases behind its number stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableCell {
    /// What it says.
    pub text: String,
    /// The number in addresses, for [`OverviewNumber`]; empty where it is none.
    pub behind: String,
}

impl From<String> for TableCell {
    fn from(text: String) -> Self {
        Self { text, behind: String::new() }
    }
}

impl From<&str> for TableCell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// A chart with the table behind it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PanelView {
    /// Its name on the page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// How it is to be read.
    pub note: String,
    /// The chart; none where there is nothing to draw.
    #[serde(skip)]
    pub drawing: Option<Drawing>,
    /// The head of the table.
    pub columns: Vec<String>,
    /// The table.
    pub rows: Vec<Vec<TableCell>>,
}

/// The figures of an office under one regulation.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OverviewView {
    /// The office.
    pub office: String,
    /// The regulation.
    pub regulation: String,
    /// Its text, for links.
    pub regulation_id: String,
    /// The days covered, in words.
    pub period: String,
    /// The first and the last of them, for links.
    pub days: (String, String),
    /// Regulations whose figures may be seen.
    pub regulations: Vec<ChoiceView>,
    /// Lengths of time.
    pub weeks: Vec<ChoiceView>,
    /// Rows of the cross table.
    pub row_axes: Vec<ChoiceView>,
    /// Columns of it.
    pub column_axes: Vec<ChoiceView>,
    /// Classes whose weeks can be looked at.
    pub classes: Vec<ChoiceView>,
    /// What it comes to at a glance: what is counted, and how many.
    pub totals: Vec<(String, TableCell)>,
    /// The charts.
    pub panels: Vec<PanelView>,
    /// The charts that the regulation itself wants.
    pub own: Vec<FigureView>,
}

/// What panels are made from.
struct Asked<'a> {
    office: &'a Office,
    regulation: &'a Regulation,
    lang: Lang,
    /// From a Monday until today.
    period: Period,
    today: Date,
}

impl Desk {
    /// The figures of an office as somebody may see them; none where there is no regulation whose figures they may see.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn overview(
        &self,
        session: &Session,
        asked: &OverviewAsked,
        lang: Lang,
    ) -> Result<Option<OverviewView>, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let open = self.figures_open_to(&office, &actor.unless(&[]));
        let chosen = open.iter().find(|one| *one.id == *asked.regulation).or_else(|| open.first());
        let Some(regulation) = chosen.map(Arc::clone) else { return Ok(None) };
        let weeks = WEEKS.into_iter().find(|weeks| weeks.to_string() == asked.weeks).unwrap_or(WEEKS[1]);
        let of = self.asked(&office, &regulation, weeks, lang);
        let axes = labels::axes(&regulation, lang);
        let axis = |wanted: &str, unasked: usize| {
            axes.iter().position(|(id, _, _)| id == wanted).unwrap_or(unasked.min(axes.len().saturating_sub(1)))
        };
        let (rows, columns) = (axis(&asked.rows, 0), axis(&asked.columns, 1));
        let cross = self.cross(&of, axes.get(rows), axes.get(columns)).await?;
        let (totals, mut panels) = self.panels(&of).await?;
        panels.extend(self.flow(&of).await?);
        panels.extend(cross);
        let (classes, trend) = self.trend(&of, &asked.class).await?;
        panels.extend(trend);
        let choices = |at: usize| {
            let one = |(n, (id, label, _)): (usize, &labels::Axis)| choice(id, label, n == at);
            axes.iter().enumerate().map(one).collect::<Vec<_>>()
        };
        Ok(Some(OverviewView {
            office: office.name.in_lang(lang).to_owned(),
            regulation: regulation.title.in_lang(lang).to_owned(),
            regulation_id: regulation.id.to_string(),
            period: labels::period(of.period.from, of.today, lang),
            days: (of.period.from.to_string(), of.today.to_string()),
            regulations: open
                .iter()
                .map(|one| choice(&one.id, one.title.in_lang(lang), one.id == regulation.id))
                .collect(),
            weeks: WEEKS.map(|n| choice(&n.to_string(), &labels::weeks(n, lang), n == weeks)).to_vec(),
            row_axes: choices(rows),
            column_axes: choices(columns),
            classes,
            totals,
            panels,
            own: self.own_charts(&of).await?,
        }))
    }

    /// Regulations whose figures somebody may see.
    fn figures_open_to(&self, office: &Office, actor: &Actor) -> Vec<Arc<Regulation>> {
        let all = self.regulations_of(office).into_iter();
        all.filter(|regulation| may_see(office, regulation, actor, self.now())).collect()
    }

    fn asked<'a>(&self, office: &'a Office, regulation: &'a Regulation, weeks: u32, lang: Lang) -> Asked<'a> {
        let today = counting(regulation).date_of(self.now());
        let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).unwrap_or(today);
        let from = monday.checked_sub(i64::from(weeks.saturating_sub(1)).weeks()).unwrap_or(monday);
        let period = Period { from, until: today.tomorrow().unwrap_or(today) };
        Asked { office, regulation, lang, period, today }
    }

    /// The charts that the regulation itself names, over the same days.
    async fn own_charts(&self, of: &Asked<'_>) -> Result<Vec<FigureView>, Rejection> {
        let wanted = reports::drawn::of_regulation(of.regulation);
        let figures = self.figures(of.office, of.regulation, &wanted, Some(of.period)).await?;
        Ok(self.with_show(of.office, of.regulation, of.lang, |show| {
            let one = |(place, figures): (usize, &reports::Figures)| {
                let mut view = reports::table(figures, &show);
                view.drawn =
                    reports::drawn::breakdown(figures, &view, &format!("own{place}"), &show).into_iter().collect();
                view
            };
            figures.iter().enumerate().map(one).collect()
        }))
    }
}

fn choice(id: &str, label: &str, chosen: bool) -> ChoiceView {
    ChoiceView { id: id.to_owned(), label: label.to_owned(), chosen }
}

/// Is this somebody to whom the figures of every case are open: a role that sees more than its own papers everywhere, whoever reads
/// a register of all cases, whoever makes, approves or gets a report.
pub(crate) fn may_see(office: &Office, regulation: &Regulation, actor: &Actor, at: Timestamp) -> bool {
    let everywhere = regulation.roles.iter().filter(|(_, role)| {
        let sees = role.sees.is_some_and(|sees| sees >= Sees::Progress || sees == Sees::Figures);
        sees && matches!(role.reach, None | Some(Reach::All))
    });
    let registers = regulation.registers.values().filter(|one| one.of == Some(Of::Case) && one.among.is_none());
    let reports = regulation.reports.values();
    let reports = reports.flat_map(|one| one.by.iter().chain(&one.approved_by).chain(&one.recipients));
    let named = registers.flat_map(|one| &one.visible_to).chain(reports);
    let mut whom = everywhere.map(|(id, _)| Who::Role(id.clone())).chain(named.cloned());
    whom.any(|who| actor.is_any(&incoming::of_office(office, regulation, &who, at)))
}
