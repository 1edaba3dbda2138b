//! Counters, indicators, charts, reports.

use super::cx::{Cx, Entry, Scope};
use super::names::{Names, Sort, strs};
use super::paths::shape_of;
use crate::{
    model::{
        Alert, Chart, Content, Counter, Given, Id, Indicator, Map, Of, Report, Same, ShapeRef, Who, Window, Within,
    },
    tree::Node,
};

/// The most decimals of a shown percent.
const DECIMALS_MAX: u8 = 4;

impl Cx {
    /// `case`, `cases`, `act X`, `acts X`, `limit X`, `part X`, `register X`, `each unit`, or several.
    pub(super) fn of(&mut self, node: &Node, s: &Scope) -> Option<Of> {
        if let Node::List(list) = node {
            return Some(Of::Any(list.items.iter().filter_map(|item| self.of(item, s)).collect()));
        }
        let text = self.words(node, s)?;
        let words: Vec<&str> = text.split_whitespace().collect();
        Some(match words.as_slice() {
            ["case" | "cases"] => Of::Case,
            ["each", "unit"] => Of::EachUnit,
            ["act" | "acts", id] => Of::Act(self.far(id, node, s, Sort::Act)),
            ["limit" | "limits", id] => Of::Limit(self.far(id, node, s, Sort::Limit)),
            ["part" | "parts", id] => Of::Part(self.known(id, node.span(), s, ("程序", "part"), |names| names.parts())),
            ["register", id] => {
                Of::Register(self.known(id, node.span(), s, ("登记簿", "register"), |names| names.registers()))
            }
            _ => {
                let what = (
                    "写作 case、act 行为、limit 期限、part 程序、register 登记簿",
                    "write case, act A, limit L, part P or register R",
                );
                self.error("bad-of", node.span(), s, &text, what);
                return None;
            }
        })
    }

    /// An act or limit of the case, or `part.x`.
    fn far(&mut self, text: &str, node: &Node, s: &Scope, sort: Sort) -> Id {
        let (inner, name) = match shape_of(&self.names, text) {
            Some(shape) => (s.in_shape(shape), text.split_once('.').map_or(text, |(_, name)| name)),
            None => (s.clone(), text),
        };
        let name = if sort == Sort::Act { name.split('.').next().unwrap_or(name) } else { name };
        let anywhere =
            self.names.shapes.keys().cloned().collect::<Vec<_>>().into_iter().find(|at| self.names.has(at, sort, name));
        let inner =
            if self.names.has(&inner.shape, sort, name) { inner } else { anywhere.map_or(inner, |at| s.in_shape(at)) };
        self.named(name, node.span(), &inner, sort);
        Id::from(text)
    }

    /// Where the names of a figure's conditions are looked up.
    pub(super) fn scope_of(&self, of: Option<&Of>, s: &Scope) -> Scope {
        let has = |sort: Sort, id: &Id| {
            let name = id.split('.').next().unwrap_or(id);
            self.names.shapes.iter().find(|(at, _)| self.names.has(at, sort, name)).map(|(at, _)| at.clone())
        };
        let shape = match of {
            Some(Of::Part(id)) => Some(ShapeRef::Part(id.clone())),
            Some(Of::Register(id)) => Some(ShapeRef::Register(id.clone())),
            Some(Of::Act(id)) => shape_of(&self.names, id).or_else(|| has(Sort::Act, id)),
            Some(Of::Limit(id)) => shape_of(&self.names, id).or_else(|| has(Sort::Limit, id)),
            _ => None,
        };
        s.in_shape(shape.unwrap_or(ShapeRef::Main))
    }

    pub(super) fn counters(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Counter> {
        self.section(node, "counters", scope, |cx, _, e, s| {
            let of = e.take("count").and_then(|node| cx.of(node, s));
            if of.is_none() {
                cx.error("no-count", e.span(), s, "count", ("没有写明数什么", "what is counted is missing"));
            }
            Counter {
                label: cx.label_of(e, s),
                count: of.unwrap_or(Of::Case),
                distinct: cx.path_at(e, "distinct", s),
                same: cx.same(e, s),
                among: cx.cond_at(e, "among", s),
                window: cx.window(e, s),
                reaches: e.take("reaches").and_then(|node| cx.reaches(node, s)),
                then: cx.effects(e.take("then"), "then", s),
                rule: s.rule(),
            }
        })
    }

    /// A number, `=…`, or `{setting: x}`.
    fn reaches(&mut self, node: &Node, s: &Scope) -> Option<Given> {
        if node.map().is_none() {
            return Some(self.given_kind(node, "number", s));
        }
        let mut e = Entry::new(node);
        let id = self.text_at(&mut e, "setting", s);
        self.leave(&e, s);
        let id = self.setting(&id?, node.span(), s);
        self.cel_text(&format!("setting.{id}"), node.span(), s).map(Given::Computed)
    }

    fn same(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<Same> {
        let items = e.take("same").map_or(&[][..], Node::items);
        let mut all = Vec::new();
        for item in items {
            let link = item.text().and_then(|text| text.strip_prefix("link "));
            if let Some(link) = link {
                all.push(Same::Link(Id::from(link.trim())));
                continue;
            }
            if let Some(text) = self.words(item, s) {
                self.path(&text, item.span(), s);
                all.push(Same::Path(text));
            }
        }
        all
    }

    fn window(&mut self, e: &mut Entry<'_>, s: &Scope) -> Window {
        let Some(node) = e.take("window") else { return Window::None };
        match node.text() {
            Some("none") => return Window::None,
            Some("same_day") => return Window::SameDay,
            _ => {}
        }
        match self.within(node, s) {
            Some(Within::Span(time)) => Window::Time(time),
            Some(Within::Setting(id)) => Window::Setting(id),
            _ => Window::None,
        }
    }

    pub(super) fn indicators(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Indicator> {
        let manners = [("mean", "mean"), ("sum", "sum"), ("share", "share")];
        self.section(node, "indicators", scope, |cx, _, e, s| {
            let of = e.take("of").and_then(|node| cx.of(node, s));
            if of.is_none() {
                cx.error("no-of", e.span(), s, "of", ("没有写明统计什么", "what it is about is missing"));
            }
            let inner = cx.scope_of(of.as_ref(), s);
            let dated = cx.texts_at(e, "dated", s);
            let manner = cx.one_of_at(e, "as", s, &manners).map(Id::from);
            let decimals = e.take("decimals").and_then(|node| cx.percent_decimals(node, manner.as_ref(), s));
            Indicator {
                label: cx.label_of(e, s),
                of: of.unwrap_or(Of::Case),
                among: cx.cond_at(e, "among", &inner),
                cond: cx.cond_at(e, "where", &inner),
                value: e.take("value").and_then(|node| cx.expr_or_text(node, &inner)),
                manner,
                dated: (!dated.is_empty()).then(|| dated.join(", ")),
                by: cx.paths_at(e, "by", &inner),
                period: e.take("period").and_then(|node| cx.written(node, s)).map(Id::from),
                target: e.take("target").and_then(|node| cx.written(node, s)),
                decimals,
                rank: cx.yes_at(e, "rank", s),
                alert: e.take("alert").and_then(|node| cx.alert(node, s)),
                rule: s.rule(),
            }
        })
    }

    /// Decimals of a percent as it is shown: the fraction beside it is always exact.
    fn percent_decimals(&mut self, node: &Node, manner: Option<&Id>, s: &Scope) -> Option<u8> {
        let count = self.count(node, s)?;
        if manner.is_none_or(|manner| **manner != *"share") {
            let say = ("只有百分比（as: share）才写小数位", "only a percent (as: share) has decimals");
            self.error("decimals-without-share", node.span(), s, "decimals", say);
        }
        let fits = u8::try_from(count).ok().filter(|count| *count <= DECIMALS_MAX);
        if fits.is_none() {
            let say = ("百分比最多四位小数", "a percent has four decimals at most");
            self.error("too-many-decimals", node.span(), s, &count.to_string(), say);
        }
        fits
    }

    /// A text as it stands; `{setting: x}` and `{table: x}` as `setting x`, `table x`.
    fn written(&mut self, node: &Node, s: &Scope) -> Option<String> {
        if let Node::Text(text) = node {
            return Some(text.text.clone());
        }
        match self.within(node, s)? {
            Within::Setting(id) => Some(format!("setting {id}")),
            Within::Table(id) => Some(format!("table {id}")),
            Within::Date(id) => Some(format!("date {id}")),
            Within::Span(time) => Some(time.to_string()),
            Within::None => None,
        }
    }

    fn alert(&mut self, node: &Node, s: &Scope) -> Option<Alert> {
        let mut e = Entry::new(node);
        let when = self.cond_at(&mut e, "when", s);
        let tell = self.must_who(&mut e, "tell", s);
        self.leave(&e, s);
        when.map(|when| Alert { when, tell })
    }

    pub(super) fn charts(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Chart> {
        let kinds = ["pareto", "fishbone", "matrix", "trend", "table", "control"].map(|kind| (kind, kind));
        self.section(node, "charts", scope, |cx, id, e, s| Chart {
            label: cx.label_at(e, "label", s).unwrap_or_else(|| crate::model::Label::plain(id)),
            kind: Id::from(cx.one_of_at(e, "kind", s, &kinds).unwrap_or("table")),
            of: cx.text_at(e, "of", s),
            by: cx.texts_at(e, "by", s),
            value: cx.text_at(e, "value", s),
            rule: s.rule(),
        })
    }

    pub(super) fn reports(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Report> {
        self.section(node, "reports", scope, |cx, _, e, s| {
            let (due, due_words) = e.take("due").map_or((None, None), |node| cx.report_due(node, s));
            Report {
                label: cx.label_of(e, s),
                by: cx.who_at(e, "by", s),
                one_for: cx.who_at(e, "one-for", s),
                every: e.take("every").and_then(|node| cx.every(node, s)),
                due,
                due_words,
                covers: cx.text_at(e, "covers", s),
                contents: cx.contents(e, s),
                approved_by: in_turn(cx.whos_at(e, "approved-by", s)),
                recipients: cx.whos_at(e, "recipients", s),
                rule: s.rule(),
            }
        })
    }

    /// A length of time after the period, or `day 30`, `last working-day`.
    fn report_due(&mut self, node: &Node, s: &Scope) -> (Option<Within>, Option<String>) {
        let words = node
            .text()
            .filter(|text| text.starts_with("day ") || text.starts_with("last ") || text.starts_with("first "));
        match words {
            Some(text) => (None, Some(text.to_owned())),
            None => (self.within(node, s), None),
        }
    }

    fn contents(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<Content> {
        let items = e.take("contents").map_or(&[][..], Node::items);
        let mut all = Vec::new();
        for item in items {
            if item.map().is_some() {
                let mut e = Entry::new(item);
                if let Some(label) = self.label_at(&mut e, "write", s) {
                    all.push(Content::Write(label));
                }
                self.leave(&e, s);
                continue;
            }
            all.extend(
                self.name_in(item, s, ("指标、图表或者登记簿", "figure, chart or register"), figures)
                    .map(Content::Named),
            );
        }
        all
    }
}

fn figures(names: &Names) -> Vec<&str> {
    strs(&names.indicators).into_iter().chain(strs(&names.charts)).chain(names.registers()).collect()
}

/// Those who approve, in order: the links of a chain one after the other.
fn in_turn(all: Vec<Who>) -> Vec<Who> {
    let links = |who: Who| match who {
        Who::Chain(links) => links,
        one => vec![one],
    };
    all.into_iter().flat_map(links).collect()
}
