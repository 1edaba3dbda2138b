//! The print view of a paper.

use std::fmt::Write;

use jiff::civil::Date;

use crate::{Copy, How, Kind, Language, Paper, Row, Sentences, Signature, Table};

/// The paper as an HTML fragment: one `article.paper`, escaped, without style, script or identifiers.
///
/// It shows what the PDF shows, in the same order, with the sentences of the template. Classes are `paper`, `paper--letter`, `paper--form` and
/// `paper__title`, `paper__head`, `paper__number`, `paper__copy`, `paper__addressee`, `paper__body`, `paper__rows`,
/// `paper__table`, `paper__attachments`, `paper__signatures`, `paper__issued`, `paper__basis`, `paper__note`.
#[must_use]
pub fn html(paper: &Paper, sentences: &Sentences) -> String {
    let words = Words::of(paper.language);
    let mut page = String::new();
    let (kind, lang) = match paper.kind {
        Kind::Letter => ("letter", words.lang),
        Kind::Form => ("form", words.lang),
    };
    page.push_str(&format!("<article class=\"paper paper--{kind}\" lang=\"{lang}\">\n"));
    head(&mut page, paper, words);
    body(&mut page, paper.before.iter());
    if paper.kind == Kind::Form {
        rows(&mut page, &paper.rows);
    }
    body(&mut page, sentences.before.iter().chain(&paper.paragraphs));
    if paper.kind == Kind::Letter {
        rows(&mut page, &paper.rows);
    }
    for list in &paper.tables {
        table(&mut page, list);
    }
    body(&mut page, sentences.after.iter().chain(&paper.after));
    attachments(&mut page, paper, words);
    signatures(&mut page, &paper.signatures, words);
    issued(&mut page, paper, words);
    small_print(&mut page, paper, words);
    page.push_str("</article>\n");
    page
}

/// The fixed words of the page in one language.
#[derive(Clone, Copy)]
struct Words {
    lang: &'static str,
    number: &'static str,
    case: &'static str,
    attachments: &'static str,
    basis: &'static str,
    note: &'static str,
    sign: &'static str,
    seal: &'static str,
    sign_or_seal: &'static str,
    colon: &'static str,
    waiting: &'static str,
}

const ZH: Words = Words {
    lang: "zh-CN",
    number: "编号：",
    case: "案件编号：",
    attachments: "附件",
    basis: "依据：",
    note: "备注：",
    sign: "（签名）",
    seal: "（盖章）",
    sign_or_seal: "（签名或盖章）",
    colon: "：",
    waiting: "待签",
};

const EN: Words = Words {
    lang: "en",
    number: "No. ",
    case: "Case ",
    attachments: "Enclosed",
    basis: "Under ",
    note: "Note: ",
    sign: " (signature)",
    seal: " (seal)",
    sign_or_seal: " (signature or seal)",
    colon: ": ",
    waiting: "not yet signed",
};

impl Words {
    fn of(language: Language) -> Self {
        match language {
            Language::Zh => ZH,
            Language::En => EN,
        }
    }

    fn how(self, how: How) -> &'static str {
        match how {
            How::Sign => self.sign,
            How::Seal => self.seal,
            How::SignOrSeal => self.sign_or_seal,
        }
    }

    fn date(self, date: Date) -> String {
        let shown = if self.lang == EN.lang {
            date.to_string()
        } else {
            format!("{}年{}月{}日", date.year(), date.month(), date.day())
        };
        format!("<time datetime=\"{date}\">{shown}</time>")
    }

    fn copy(self, copy: &Copy) -> String {
        let count = match (copy.of, self.lang == EN.lang) {
            (0 | 1, _) => String::new(),
            (of, false) => format!("第{}联 共{of}联 ", copy.no),
            (of, true) => format!("Copy {} of {of} ", copy.no),
        };
        let mark = copy.mark.as_deref().map(|mark| format!(" <b>{}</b>", escape(mark))).unwrap_or_default();
        format!("{count}{}{mark}", escape(&copy.holder))
    }
}

fn head(page: &mut String, paper: &Paper, words: Words) {
    page.push_str("<header class=\"paper__head\">\n");
    if let Some(copy) = &paper.copy {
        element(page, "p", "paper__copy", &words.copy(copy));
    }
    let title = match paper.language {
        Language::En if !paper.title.en.is_empty() => {
            format!(
                "<span lang=\"zh-CN\">{}</span> <small>{}</small>",
                escape(&paper.title.zh),
                escape(&paper.title.en)
            )
        }
        Language::Zh | Language::En => escape(&paper.title.zh),
    };
    element(page, "h1", "paper__title", &title);
    if let Some(number) = &paper.number {
        element(page, "p", "paper__number", &format!("{}{}", words.number, escape(number)));
    }
    if let Some(number) = &paper.case_number {
        element(page, "p", "paper__number", &format!("{}{}", words.case, escape(number)));
    }
    page.push_str("</header>\n");
    if let Some(addressee) = &paper.addressee {
        element(page, "p", "paper__addressee", &format!("{}{}", escape(addressee), words.colon));
    }
}

/// Sentences, and the body of a letter.
fn body<'p>(page: &mut String, paragraphs: impl Iterator<Item = &'p String>) {
    let mut lines = paragraphs.flat_map(|text| text.lines()).filter(|text| !text.trim().is_empty()).peekable();
    if lines.peek().is_none() {
        return;
    }
    page.push_str("<div class=\"paper__body\">\n");
    for text in lines {
        let _ = writeln!(page, "<p>{}</p>", escape(text));
    }
    page.push_str("</div>\n");
}

fn rows(page: &mut String, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    page.push_str("<table class=\"paper__rows\">\n<tbody>\n");
    for row in rows {
        let _ = writeln!(page, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escape(&row.label), escape(&row.value));
    }
    page.push_str("</tbody>\n</table>\n");
}

fn table(page: &mut String, list: &Table) {
    page.push_str("<table class=\"paper__table\">\n");
    if let Some(title) = &list.title {
        let _ = writeln!(page, "<caption>{}</caption>", escape(title));
    }
    let columns: String = list.columns.iter().map(|name| format!("<th scope=\"col\">{}</th>", escape(name))).collect();
    let _ = writeln!(page, "<thead><tr>{columns}</tr></thead>\n<tbody>");
    for row in &list.rows {
        let cells: String = row.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
        let _ = writeln!(page, "<tr>{cells}</tr>");
    }
    page.push_str("</tbody>\n</table>\n");
}

fn attachments(page: &mut String, paper: &Paper, words: Words) {
    if paper.attachments.is_empty() {
        return;
    }
    let items: String = paper.attachments.iter().map(|name| format!("<li>{}</li>", escape(name))).collect();
    let _ = writeln!(
        page,
        "<div class=\"paper__attachments\"><p>{}{}</p><ol>{items}</ol></div>",
        words.attachments, words.colon
    );
}

fn signatures(page: &mut String, places: &[Signature], words: Words) {
    if places.is_empty() {
        return;
    }
    page.push_str("<dl class=\"paper__signatures\">\n");
    for place in places {
        let name = place.name.as_deref().map_or_else(|| words.waiting.to_owned(), escape);
        let date = place.date.map(|date| format!(" {}", words.date(date))).unwrap_or_default();
        let _ = writeln!(page, "<dt>{}{}</dt><dd>{name}{date}</dd>", escape(&place.label), words.how(place.how));
    }
    page.push_str("</dl>\n");
}

fn issued(page: &mut String, paper: &Paper, words: Words) {
    let from = escape(&paper.organisation);
    let end = if from.is_empty() { "" } else { "<br>" };
    let issued = format!("{from}{end}{}", words.date(paper.dated));
    element(page, "p", "paper__issued", &issued);
}

fn small_print(page: &mut String, paper: &Paper, words: Words) {
    if let Some(basis) = &paper.basis {
        let article = basis.article.as_deref().map(escape).unwrap_or_default();
        element(page, "p", "paper__basis", &format!("{}《{}》{article}", words.basis, escape(&basis.regulation)));
    }
    if let Some(note) = &paper.note {
        element(page, "p", "paper__note", &format!("{}{}", words.note, escape(note)));
    }
}

/// Writes one element; the content is HTML already.
fn element(page: &mut String, tag: &str, class: &str, content: &str) {
    let _ = writeln!(page, "<{tag} class=\"{class}\">{content}</{tag}>");
}

/// Text as HTML, its line breaks kept.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}
