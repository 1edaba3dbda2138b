//! The sections of a file, from what the page of the case shows.

use dengwen_documents::{Block, Row, Section, Told};
use dengwen_regulation::model::Lang;

use crate::{
    incoming::pick,
    registers::InRegister,
    view::{CaseView, Cited, ClassView, StoryView, ValueView},
};

/// The small print of the cover.
pub(super) fn notes(person: &str, when: &str, lang: Lang) -> Vec<String> {
    match lang {
        Lang::Zh => vec![
            format!("{person} 于 {when} 制作，已记入各件的“谁看过”。"),
            "密存的身份信息不在卷内；须查看的，在案件页面按目的启封。".to_owned(),
        ],
        Lang::En => vec![
            format!("Made by {person}, {when}; this is on record with each case under who looked."),
            "Identities that are kept sealed are not in it; they are opened for a purpose on the page of the case."
                .to_owned(),
        ],
    }
}

pub(super) fn cover(view: &CaseView, office: &str, lang: Lang) -> Vec<Row> {
    let stage = view.strip.iter().find(|stage| matches!(stage.state, crate::view::StripState::Now));
    let begun = view.story.last().map(|first| first.when.clone()).unwrap_or_default();
    let mut rows = vec![
        row(pick(lang, "编号", "Number"), &view.number),
        row(pick(lang, "事项", "Matter"), &view.title),
        row(pick(lang, "单位", "Organisation"), office),
        row(pick(lang, "制度", "Regulation"), &view.regulation),
        row(pick(lang, "类别与标记", "Classes and marks"), &view.tags.join(pick(lang, "、", ", "))),
        row(pick(lang, "首次记录", "First entry"), &begun),
        row(pick(lang, "现处环节", "Stage"), stage.map_or("", |stage| &stage.label)),
    ];
    rows.extend(view.assigned.iter().map(|(place, name)| row(place, name)));
    rows.retain(|row| !row.value.is_empty());
    rows
}

/// What stands before the papers.
pub(super) fn before(view: &CaseView, lang: Lang) -> Vec<Section> {
    let section = |zh: &str, en: &str, blocks: Vec<Block>| Section {
        title: pick(lang, zh, en).to_owned(),
        afresh: false,
        blocks,
    };
    let parties = view.parties.iter().map(|party| block(Some(&party.kind), &party.values, lang));
    let parts = view.parts.iter().map(|part| {
        let title = format!("{}　{}", part.label, part.stage);
        block(Some(&title), &part.values, lang)
    });
    vec![
        section("基本情况", "Facts", some(vec![block(None, &view.values, lang)])),
        section("分类及依据", "Classes and their grounds", classes(&view.classes, lang)),
        section("各方", "Parties", some(parties.collect())),
        section("分项", "Parts", some(parts.collect())),
        section("关联件", "Linked cases", links(view)),
        section("期限", "Limits", limits(view, lang)),
        section("办理经过", "What happened", story(&view.story, lang)),
    ]
}

pub(super) fn paper_list(view: &CaseView, lang: Lang) -> Block {
    let columns = match lang {
        Lang::Zh => ["文书", "文号", "制作时间", "状态", "持有人"],
        Lang::En => ["paper", "number", "issued", "state", "holders"],
    };
    let line = |paper: &crate::view::PaperView| {
        let holders: Vec<&str> = paper.copies.iter().map(|(_, holder)| holder.as_str()).collect();
        vec![
            paper.label.clone(),
            paper.number.clone().unwrap_or_default(),
            paper.when.clone(),
            paper.state.clone(),
            holders.join(pick(lang, "、", ", ")),
        ]
    };
    table(None, &columns, &[5, 4, 4, 2, 4], view.papers.iter().rev().map(line).collect())
}

/// The rows that the case has in registers.
pub(super) fn registers(all: Vec<InRegister>, lang: Lang) -> Option<Section> {
    let one = |(title, columns, rows): InRegister| {
        let widths = vec![1; columns.len()];
        Block::Table { title: Some(title), columns, widths, rows }
    };
    let blocks: Vec<Block> = all.into_iter().map(one).collect();
    let title = pick(lang, "登记簿", "Registers").to_owned();
    (!blocks.is_empty()).then_some(Section { title, afresh: true, blocks })
}

pub(super) fn table(title: Option<&str>, columns: &[&str], widths: &[u8], rows: Vec<Vec<String>>) -> Block {
    Block::Table {
        title: title.map(ToOwned::to_owned),
        columns: columns.iter().map(|one| (*one).to_owned()).collect(),
        widths: widths.to_vec(),
        rows,
    }
}

fn row(label: &str, value: &str) -> Row {
    Row { label: label.to_owned(), value: value.to_owned(), ..Row::default() }
}

fn block(title: Option<&str>, values: &[ValueView], lang: Lang) -> Block {
    Block::Rows { title: title.map(ToOwned::to_owned), rows: rows(values, lang) }
}

fn rows(values: &[ValueView], lang: Lang) -> Vec<Row> {
    let said = |value: &ValueView| match value.sealed {
        true => pick(lang, "（密存，不在卷内）", "(kept sealed, not in this file)").to_owned(),
        false => value.value.clone(),
    };
    values.iter().map(|value| row(&value.label, &said(value))).collect()
}

/// Without what has nothing to say.
fn some(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().filter(|block| !matches!(block, Block::Rows { rows, .. } if rows.is_empty())).collect()
}

fn cited(cited: &Cited) -> String {
    let article = cited.article.as_deref().or(cited.reading.as_deref()).unwrap_or_default();
    if article.is_empty() { cited.text.clone() } else { format!("{}　{article}", cited.text) }
}

fn classes(classes: &[ClassView], lang: Lang) -> Vec<Block> {
    let line = |class: &ClassView| {
        let provisional = if class.settled { "" } else { pick(lang, "（暂定）", " (provisional)") };
        let grounds: Vec<String> = class.grounds.iter().map(cited).collect();
        vec![class.axis.clone(), format!("{}{provisional}", class.value), grounds.join("\n")]
    };
    let columns = match lang {
        Lang::Zh => ["类别轴", "类别", "依据"],
        Lang::En => ["axis", "class", "grounds"],
    };
    let rows: Vec<_> = classes.iter().map(line).collect();
    if rows.is_empty() { Vec::new() } else { vec![table(None, &columns, &[3, 4, 8], rows)] }
}

fn links(view: &CaseView) -> Vec<Block> {
    let rows: Vec<Row> = view.links.iter().map(|(name, _, number)| row(name, number)).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Rows { title: None, rows }] }
}

fn limits(view: &CaseView, lang: Lang) -> Vec<Block> {
    let columns = match lang {
        Lang::Zh => ["期限", "条款", "责任人", "到期", "情况"],
        Lang::En => ["limit", "article", "whom it binds", "due", "how it stands"],
    };
    let line = |limit: &crate::view::LimitView| {
        let article = limit.cited.article.clone().or_else(|| limit.cited.reading.clone());
        let due = format!("{}\n{}", limit.due.detail, limit.from);
        vec![limit.label.clone(), article.unwrap_or_default(), limit.who.clone(), due, limit.state.clone()]
    };
    let rows: Vec<_> = view.limits.iter().map(line).collect();
    if rows.is_empty() { Vec::new() } else { vec![table(None, &columns, &[4, 4, 3, 5, 4], rows)] }
}

/// Oldest first, as a file is read.
fn story(story: &[StoryView], lang: Lang) -> Vec<Block> {
    let line = |one: &StoryView| {
        let entered = one.entered.as_ref().map(|day| match lang {
            Lang::Zh => format!("\n（{day} 录入）"),
            Lang::En => format!("\n(entered {day})"),
        });
        Told {
            when: format!("{}{}", one.when, entered.unwrap_or_default()),
            who: one.who.clone(),
            text: one.text.clone(),
            article: one.article.clone(),
            details: rows(&one.details, lang),
        }
    };
    let lines: Vec<Told> = story.iter().rev().map(line).collect();
    if lines.is_empty() { Vec::new() } else { vec![Block::Story { lines }] }
}
