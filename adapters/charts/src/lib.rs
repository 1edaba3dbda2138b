//! Charts drawn as SVG text: no script, no font, no colour of their own. What is drawn has classes alone, so that the page's tokens
//! give it light, dark and paper; what must be told apart differs in pattern, mark and words, never in colour alone. Each is drawn
//! twice, wide and for a phone, and says in a sentence what it shows.

mod bars;
mod book;
mod canvas;
mod fishbone;
mod grid;
mod line;
mod on_paper;
mod pareto;
mod plot;
mod say;
mod stack;
mod stages;
mod steps;

pub use dengwen_regulation::model::Lang;
use dengwen_statistics::{Control, Curve, Ratio, Rule, Stayed};

pub use book::{CellValue, Sheet, workbook};
use canvas::Canvas;
pub use say::rule as rule_words;

/// How wide the drawing for a screen is, in pixels.
const WIDE: f64 = 680.0;
/// How wide the drawing for a phone is.
const NARROW: f64 = 340.0;

/// Something counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What.
    pub label: String,
    /// How long the bar is.
    pub value: f64,
    /// The value in words, as it stands beside the bar.
    pub said: String,
}

/// Something counted in whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What.
    pub label: String,
    /// How many.
    pub count: u64,
}

/// One point of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// The period.
    pub label: String,
    /// How high.
    pub value: f64,
    /// The value in words.
    pub said: String,
    /// Lower limit, centre, upper limit.
    pub limits: Option<(f64, f64, f64)>,
    /// The rules of special causes that it takes part in.
    pub rules: Vec<Rule>,
}

/// A line over periods.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// The points in their order.
    pub points: Vec<Dot>,
    /// Values are parts of 1 and read as percents.
    pub percent: bool,
}

impl Line {
    /// Points without limits.
    #[must_use]
    pub fn plain(items: Vec<Item>, percent: bool) -> Self {
        let dot = |Item { label, value, said }| Dot { label, value, said, limits: None, rules: Vec::new() };
        Self { points: items.into_iter().map(dot).collect(), percent }
    }

    /// Points with the limits of a control chart and the rules of Western Electric.
    #[must_use]
    pub fn controlled(items: Vec<Item>, percent: bool, control: &Control) -> Self {
        let mut line = Self::plain(items, percent);
        for (dot, point) in line.points.iter_mut().zip(&control.points) {
            dot.limits = Some((point.lower, point.centre, point.upper));
        }
        for signal in control.western_electric() {
            for at in signal.points {
                line.points.get_mut(at).into_iter().for_each(|dot| dot.rules.push(signal.rule));
            }
        }
        line
    }
}

/// A cause-and-effect diagram.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fishbone {
    /// What the spine leads to.
    pub effect: String,
    /// The branches with the causes on them.
    pub branches: Vec<(String, Vec<Count>)>,
}

/// A table whose cells are shaded by their counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// What the rows are called.
    pub rows: Vec<String>,
    /// What the columns are called.
    pub columns: Vec<String>,
    /// The counts, row by row.
    pub cells: Vec<Vec<u64>>,
}

/// Stages with how long things stay in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageStay {
    /// The stage.
    pub label: String,
    /// How many stays, how long they were, the bottleneck; in working days.
    pub stayed: Stayed,
    /// Where things went on to from there, and how many.
    pub to: Vec<(String, u64)>,
}

/// Bars of periods, each made up of series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stack {
    /// The periods.
    pub periods: Vec<String>,
    /// The series: what it is called, and how many in each period. Those past the fifth are drawn together.
    pub series: Vec<(String, Vec<u64>)>,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Bars side by side; with `true` they are parts of one whole.
    Bars(Vec<Item>, bool),
    /// A line over periods, with or without control limits.
    Line(Line),
    /// Causes by how often, with the cumulative line.
    Pareto(Vec<Count>),
    /// Cause and effect.
    Fishbone(Fishbone),
    /// Matrix, cross table or heat map.
    Grid(Grid),
    /// How many came how far.
    Funnel(Vec<Count>),
    /// The share still open after so many days.
    Steps(Curve),
    /// Waiting in each stage, with the bottleneck and where things went on to.
    Flow(Vec<StageStay>),
    /// Periods made up of series.
    Stack(Stack),
}

/// A chart drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drawing {
    /// What it is called.
    pub title: String,
    /// What it says, in words.
    pub summary: String,
    /// The SVG for a screen and for paper.
    pub wide: String,
    /// The SVG for a phone.
    pub phone: String,
}

impl Drawing {
    /// The wide drawing by itself, for a document: with the colours of paper, where no page gives it any.
    #[must_use]
    pub fn on_paper(&self, typeface: &str) -> String {
        on_paper::dressed(&self.wide, typeface)
    }
}

/// Draws a chart. `id` is its name among those of the page: letters, digits and hyphens.
#[must_use]
pub fn draw(id: &str, title: &str, chart: &Chart, lang: Lang) -> Drawing {
    let summary = say::summary(chart, lang);
    let svg = |size: &str, wide: f64| {
        let mut canvas = Canvas::new(format!("{id}-{size}"), wide, lang);
        chart.on(&mut canvas);
        canvas.svg(title, &summary)
    };
    Drawing { wide: svg("w", WIDE), phone: svg("n", NARROW), title: title.to_owned(), summary }
}

impl Chart {
    /// Is there anything to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Bars(items, _) => items.is_empty(),
            Self::Line(line) => line.points.is_empty(),
            Self::Pareto(causes) | Self::Funnel(causes) => causes.iter().all(|one| one.count == 0),
            Self::Fishbone(bone) => bone.branches.is_empty(),
            Self::Grid(grid) => grid.cells.iter().flatten().all(|count| *count == 0),
            Self::Steps(curve) => curve.steps.is_empty(),
            Self::Flow(stages) => stages.iter().all(|stage| stage.stayed.count + stage.stayed.waiting == 0),
            Self::Stack(stack) => stack.series.iter().flat_map(|(_, counts)| counts).all(|count| *count == 0),
        }
    }

    fn on(&self, canvas: &mut Canvas) {
        match self {
            Self::Bars(items, _) => bars::draw(canvas, items),
            Self::Line(line) => line::draw(canvas, line),
            Self::Pareto(causes) => pareto::draw(canvas, causes),
            Self::Fishbone(bone) => fishbone::draw(canvas, bone),
            Self::Grid(grid) => grid::draw(canvas, grid),
            Self::Funnel(stages) => stages::funnel(canvas, stages),
            Self::Steps(curve) => steps::draw(canvas, curve),
            Self::Flow(stages) => stages::flow(canvas, stages),
            Self::Stack(stack) => stack::draw(canvas, stack),
        }
    }
}

/// A share in words: `41%`, `8.3%`.
pub(crate) fn percent(of: Ratio) -> String {
    of.permille().map_or_else(|| "—".to_owned(), tenths)
}

pub(crate) fn tenths(permille: u64) -> String {
    match permille % 10 {
        0 => format!("{}%", permille / 10),
        rest => format!("{}.{rest}%", permille / 10),
    }
}

/// Text in one of the two languages.
pub(crate) const fn pick<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A place or count as a length.
pub(crate) const fn length(count: usize) -> f64 {
    count as f64
}
