//! What follows from an act, in words: whom it tells, where it leads, which limits begin with it.

use dengwen_case::RowKey;
use dengwen_regulation::{
    expr::around,
    model::{Act, Effect, Id, Limit, Moment, MomentTerm, Moments, Side, Target, What, Who, Within, WithinRow},
    value::Value,
};

use super::{Show, words};
use crate::act::begin_act;

impl Show<'_> {
    /// A sentence for each thing that follows; what hangs on a condition is left out or said to.
    #[must_use]
    pub fn follows(&self, row: &RowKey, id: &Id, act: &Act) -> Vec<String> {
        let mut said = self.of_effects(row, &act.does);
        said.extend(self.begins(row, &moments_of(id, None, &act.does)));
        for (option, chosen) in &act.choose {
            let mut own = self.of_effects(row, &chosen.does);
            own.extend(self.begins(row, &moments_of(id, Some(option), &chosen.does)));
            let label = self.text(&chosen.label);
            said.extend(own.into_iter().map(|text| match self.pick("zh", "en") {
                "zh" => format!("选“{label}”：{text}"),
                _ => format!("“{label}”: {text}"),
            }));
        }
        said
    }

    /// What follows from an act for whoever brings the matter: papers that come to them, being told, times that bind the office.
    /// What the office does within itself is no news to them.
    #[must_use]
    pub fn follows_outside(&self, row: &RowKey, id: &Id) -> Vec<String> {
        let Some(act) = begin_act(self.regulation, id).map(|(_, act)| act).or_else(|| self.act(row, id)) else {
            return Vec::new();
        };
        let mut said: Vec<String> = Vec::new();
        for effect in act.does.iter().filter(|effect| effect.cond.is_none()) {
            let paper = match &effect.what {
                What::Issue(document) => self.comes_to_them(document).then_some(document),
                What::Tell { who, document: Some(document), .. } => self.complains(who).then_some(document),
                _ => None,
            };
            let text = paper.map(|document| {
                let paper = self.quoted(document);
                self.either(format!("会给您{paper}"), format!("you will be given {paper}"))
            });
            said.extend(text.filter(|text| !said.contains(text)));
        }
        let shapes = around(self.regulation, &self.shape_of(row));
        let limits = shapes.into_iter().flat_map(|(_, shape)| shape.limits.values());
        let moments = moments_of(id, None, &act.does);
        said.extend(self.promises(limits.filter(|limit| terms(&limit.from).any(|moment| moments.contains(moment)))));
        said.into_iter().map(|text| self.start(text)).collect()
    }

    /// Is this paper for whoever complains.
    fn comes_to_them(&self, document: &Id) -> bool {
        self.regulation.documents.get(document).is_some_and(|document| {
            let holders = document.copies.iter().map(|copy| &copy.holder);
            holders.chain(&document.to).any(|who| self.complains(who))
        })
    }

    fn complains(&self, who: &Who) -> bool {
        match who {
            Who::Party(id) => self.regulation.parties.get(id).is_some_and(|party| party.side == Side::Complaining),
            Who::Either(all) | Who::List(all) => all.iter().any(|who| self.complains(who)),
            _ => false,
        }
    }

    fn of_effects(&self, row: &RowKey, effects: &[Effect]) -> Vec<String> {
        let plain = effects.iter().filter(|effect| effect.cond.is_none());
        plain.filter_map(|effect| self.of_effect(row, &effect.what)).collect()
    }

    fn of_effect(&self, row: &RowKey, what: &What) -> Option<String> {
        let (zh, en, name) = match what {
            What::Go(Target::Stage(stage)) => ("进入“", "moves on to “", self.stage_label(row, stage)),
            What::Go(Target::Back) => return Some(self.pick("回到上一环节", "goes back a stage").to_owned()),
            What::Go(Target::Main(stage)) => ("进入“", "moves on to “", self.stage_label(&RowKey::main(), stage)),
            What::Issue(document) => ("制作“", "issues “", self.document_label(document)),
            What::Publish(document) => ("公开“", "makes public “", self.document_label(document)),
            What::Unpublish(document) => ("撤下“", "takes down “", self.document_label(document)),
            What::Tell { who, .. } => ("告知“", "tells “", self.who(who)),
            What::Ask { act, .. } => ("请求办理“", "asks for “", self.act_label(row, act)),
            What::Open(part) => {
                ("开立“", "opens “", self.label(self.regulation.parts.get(part).map(|p| &p.label), part))
            }
            _ => return None,
        };
        let close = "”";
        Some(format!("{}{name}{close}", self.pick(zh, en)))
    }

    /// The limits that begin with any of these moments.
    fn begins(&self, row: &RowKey, moments: &[Moment]) -> Vec<String> {
        let shapes = around(self.regulation, &self.shape_of(row));
        let limits = shapes.into_iter().flat_map(|(_, shape)| shape.limits.values());
        let begun = limits.filter(|limit| terms(&limit.from).any(|moment| moments.contains(moment)));
        begun.map(|limit| self.limit_begins(limit)).collect()
    }

    fn limit_begins(&self, limit: &Limit) -> String {
        let label = self.text(&limit.label);
        let within = self.within_words(limit);
        match self.pick("zh", "en") {
            "zh" => format!("开始计时：{label}（{within}）"),
            _ => format!("a limit begins: {label} ({within})"),
        }
    }

    /// The times a limit may give: `15 个工作日内`.
    #[must_use]
    pub fn within_words(&self, limit: &Limit) -> String {
        let mut said: Vec<String> = Vec::new();
        for row in &limit.within {
            let text = self.within_row(row);
            if !said.contains(&text) {
                said.push(text);
            }
        }
        match (&limit.words, said.is_empty()) {
            (Some(word), true) => word.clone(),
            (None, true) => self.pick("未规定期限", "no time stated").to_owned(),
            _ => said.join(self.pick(" 或 ", " or ")),
        }
    }

    /// The time a row of a limit gives.
    #[must_use]
    pub fn within_row(&self, row: &WithinRow) -> String {
        match &row.is {
            Within::Span(span) if span.unit.is_counted() => match self.pick("zh", "en") {
                "zh" => format!("{}内", words::span(*span, self.lang)),
                _ => format!("within {}", words::span(*span, self.lang)),
            },
            Within::Span(span) => words::span(*span, self.lang),
            Within::None => self.pick("未规定期限", "no time stated").to_owned(),
            Within::Setting(id) => {
                let setting = self.regulation.settings.get(id);
                match setting.and_then(|setting| setting.field.default.as_ref()) {
                    Some(Value::Interval(span)) => words::span(*span, self.lang),
                    _ => self.label(setting.map(|setting| &setting.field.label), id),
                }
            }
            Within::Table(id) => self.label(self.regulation.tables.get(id).map(|table| &table.label), id),
            Within::Date(field) => {
                let label = self.field_label(&RowKey::main(), field);
                match self.pick("zh", "en") {
                    "zh" => format!("“{label}”所定日期前"),
                    _ => format!("by the date in “{label}”"),
                }
            }
        }
    }
}

/// Moments that an act brings about by itself and its unconditional effects.
fn moments_of(act: &Id, option: Option<&Id>, does: &[Effect]) -> Vec<Moment> {
    let mut all = vec![Moment::Act { of: None, act: act.clone(), option: option.cloned() }];
    for effect in does.iter().filter(|effect| effect.cond.is_none()) {
        match &effect.what {
            What::Go(Target::Stage(stage) | Target::Main(stage)) => all.push(Moment::Stage(stage.clone())),
            What::Issue(document) => all.push(Moment::Issued(document.clone())),
            What::Ask { act, .. } => all.push(Moment::Asked(act.clone())),
            _ => {}
        }
    }
    all
}

/// All moments named.
pub(super) fn terms(moments: &Moments) -> impl Iterator<Item = &Moment> {
    let all: Vec<&MomentTerm> = match moments {
        Moments::None => Vec::new(),
        Moments::Any(terms) => terms.iter().collect(),
        Moments::Rows(rows) => rows.iter().flat_map(|row| &row.is).collect(),
    };
    all.into_iter().flat_map(|term| match term {
        MomentTerm::One(moment) => std::slice::from_ref(moment),
        MomentTerm::Earliest(all) | MomentTerm::Latest(all) => all.as_slice(),
    })
}
