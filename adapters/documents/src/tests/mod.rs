//! Tests read the pages as they were set, so that they need no program that reads PDF.

mod bind;
mod faults;
mod layout;
mod packs;
mod views;

use std::sync::LazyLock;

use jiff::civil::date;
use typst::layout::{Frame, FrameItem, Point};

use crate::{Basis, Copy, Fonts, Head, How, Paper, Press, Row, Signature, Table, TemplateSource};

static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(Fonts::find().expect("install fonts-noto-cjk")));

/// The lines of each page from top to bottom, as they were set; what lies on one baseline is one line.
fn pages(paper: &Paper, template: &TemplateSource) -> Vec<Vec<String>> {
    let document = PRESS.laid_out(paper, template).unwrap();
    document.pages().iter().map(|page| lines(&page.frame)).collect()
}

/// All text of a paper in reading order.
fn text(paper: &Paper, template: &TemplateSource) -> String {
    pages(paper, template).concat().join("\n")
}

fn lines(frame: &Frame) -> Vec<String> {
    let mut runs = Vec::new();
    collect(frame, Point::zero(), &mut runs);
    runs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut lines: Vec<(f64, String)> = Vec::new();
    for (baseline, _, text) in runs {
        match lines.last_mut() {
            Some((y, line)) if (*y - baseline).abs() < f64::EPSILON => line.push_str(&text),
            _ => lines.push((baseline, text)),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn collect(frame: &Frame, at: Point, runs: &mut Vec<(f64, f64, String)>) {
    for (offset, item) in frame.items() {
        let at = at + *offset;
        match item {
            FrameItem::Group(group) => collect(&group.frame, at, runs),
            FrameItem::Text(text) => runs.push((at.y.to_pt().round(), at.x.to_pt(), text.text.to_string())),
            _ => {}
        }
    }
}

/// A letter of an authority with everything in it.
fn letter() -> Paper {
    Paper {
        head: Head::Authority,
        number: Some("云信访告〔2026〕3号".to_owned()),
        case_number: Some("2026-0003".to_owned()),
        addressee: Some("林某某同志".to_owned()),
        copy: Some(Copy { holder: "信访举报部门".to_owned(), mark: Some("存".to_owned()), no: 1, of: 3 }),
        basis: Some(Basis { regulation: "举报办理规程".to_owned(), article: Some("第五条".to_owned()) }),
        attachments: vec!["查询说明".to_owned(), "材料清单".to_owned()],
        note: Some("请妥善保管。".to_owned()),
        ..Paper::letter("《受理告知书》", "云山市信访举报中心", date(2026, 3, 2))
    }
    .paragraph("您反映的问题已经收到，决定予以受理。")
    .paragraph("一、办理期限\n自受理之日起六十日内办结。")
    .row("department", "承办部门", "第二监督检查室")
}

/// A form with a list, blanks and signatures.
fn form() -> Paper {
    let mut paper = Paper::form("客户投诉信息反馈单", "云山某某汽车销售服务有限公司", date(2026, 3, 2))
        .row("party.customer.name", "客户姓名", "周某某")
        .row("party.customer.contact", "联系方式", "13900000000")
        .row("content", "投诉内容", "刹车异响，\n两次检查未查明原因。")
        .row("plan", "处理方案", "")
        .signature("部门经理", How::SignOrSeal);
    paper.case_number = Some("2026-0031".to_owned());
    paper.rows.push(Row { id: "more".to_owned(), label: "补充".to_owned(), value: String::new(), lines: 3 });
    paper.signatures.push(Signature {
        label: "客户部".to_owned(),
        name: Some("李某".to_owned()),
        date: Some(date(2026, 3, 3)),
        how: How::Seal,
    });
    paper.tables.push(Table {
        title: Some("进店记录".to_owned()),
        columns: vec!["日期".to_owned(), "项目".to_owned()],
        rows: vec![vec!["2026年2月24日".to_owned(), "保养".to_owned()]],
    });
    paper
}
