//! Places of the file in words: the label of what stands there, and the key that is left open.

use super::super::words::Words;
use crate::model::{Id, Label, Lang, Regulation, Rule, ShapeRef};

/// What is left open at a path, in words, and the article that leaves it open.
#[must_use]
pub fn left_open(reg: &Regulation, path: &str, lang: Lang) -> (String, Option<String>) {
    let words = Words { reg, at: &ShapeRef::Main, lang };
    let keys: Vec<String> =
        reg.blanks.iter().filter(|blank| blank.path == path).map(|blank| words.key(&blank.key)).collect();
    let keys = keys.join(&words.say("、", ", "));
    let thing = words.thing_at(path);
    let rule = things(reg).find(|(rule, _)| rule.path == path).map(|(rule, _)| rule);
    let rule = rule.or(match path {
        "version" => Some(&reg.version.rule),
        "organisation" => Some(&reg.organisation.rule),
        _ => None,
    });
    (words.say(format!("{thing}：{keys}"), format!("{thing}: {keys}")), rule.and_then(|rule| rule.article.clone()))
}

impl Words<'_> {
    /// What stands at a path, by its label; the path itself where nothing with a label does.
    pub(super) fn thing_at(self, path: &str) -> String {
        let found = things(self.reg).find(|(rule, _)| rule.path == path).map(|(_, label)| self.label(label));
        let whole = || match path.split('.').next() {
            Some("version") => self.say("版本", "the version"),
            Some("uses") => self.say("采用的通用程序", "a shared procedure used"),
            Some("organisation") => self.say("单位", "the organisation"),
            Some("number") => self.say("编号", "the number"),
            _ => path.to_owned(),
        };
        found.map_or_else(whole, |label| self.quoted(&label))
    }

    /// What a key of the vocabulary says, for the keys that are left open.
    pub(super) fn key(self, key: &str) -> String {
        let (zh, en) = match key {
            "by" => ("由谁办理", "who does it"),
            "who" => ("由谁负责", "whose duty it is"),
            "within" => ("时限", "within what time"),
            "from" => ("起算点", "from when"),
            "until" => ("终止点", "until when"),
            "in-force" => ("施行日期", "in force from"),
            "default" => ("值", "the value"),
            "desk" => ("窗口", "the desk"),
            "hours" => ("时间", "the hours"),
            "owner" => ("负责人", "the owner"),
            "every" => ("周期", "how often"),
            "approved-by" => ("由谁批准", "who approves it"),
            "recipients" => ("报送对象", "who gets it"),
            "week" => ("每周工作日", "the working week"),
            "options" => ("选项", "the options"),
            "fallback" => ("无人可任时由谁", "who does it if nobody is left"),
            "id" => ("编号", "its number"),
            "is" => ("由谁担任", "who that is"),
            "address" => ("地址", "the address"),
            "authority" => ("是否行政机关", "whether it is an authority"),
            "values" => ("各项", "the values"),
            "pattern" => ("编排方式", "how it is composed"),
            "window" => ("计算的期间", "the period counted"),
            "where" => ("计入哪些", "what counts"),
            "among" => ("在哪些之中", "among what"),
            "due" => ("完成期限", "when it is due"),
            "public" => ("公开的地点和时间", "where and how long it is public"),
            stage => return self.quoted(&self.stage(&ShapeRef::Main, &Id::from(stage))),
        };
        self.say(zh, en)
    }
}

/// Everything of a regulation that has a place and a label.
fn things(reg: &Regulation) -> impl Iterator<Item = (&Rule, &Label)> {
    let shapes = reg.shapes().flat_map(|(_, shape)| {
        let own = std::iter::once((&shape.rule, &shape.label));
        let acts = shape.acts.values().flat_map(|act| {
            std::iter::once((&act.rule, &act.label))
                .chain(act.choose.values().map(|option| (&option.rule, &option.label)))
        });
        let stages = shape.stages.values().map(|stage| (&stage.rule, &stage.label));
        let limits = shape.limits.values().map(|limit| (&limit.rule, &limit.label));
        let fields = shape.fields.values().map(|field| (&field.rule, &field.label));
        let classes = shape.classes.values().flat_map(|axis| {
            std::iter::once((&axis.rule, &axis.label))
                .chain(axis.values.values().map(|value| (&value.rule, &value.label)))
        });
        own.chain(acts).chain(stages).chain(limits).chain(fields).chain(classes)
    });
    let office = reg.roles.values().map(|role| (&role.rule, &role.label));
    let parties = reg.parties.values().map(|party| (&party.rule, &party.label));
    let channels = reg.channels.values().map(|channel| (&channel.rule, &channel.label));
    let settings = reg.settings.values().map(|setting| (&setting.field.rule, &setting.field.label));
    let papers = reg.documents.values().map(|document| (&document.rule, &document.label));
    let tables = reg.tables.values().map(|table| (&table.rule, &table.label));
    let figures = reg.indicators.values().map(|indicator| (&indicator.rule, &indicator.label));
    let reports = reg.reports.values().map(|report| (&report.rule, &report.label));
    let counters = reg.counters.values().map(|counter| (&counter.rule, &counter.label));
    let guides = reg.guides.values().map(|guide| (&guide.rule, &guide.label));
    shapes
        .chain(office)
        .chain(parties)
        .chain(channels)
        .chain(settings)
        .chain(papers)
        .chain(tables)
        .chain(figures)
        .chain(reports)
        .chain(counters)
        .chain(guides)
}
