//! Templates of a regulation's papers, tried out: one that cannot be set is found before anybody prints with it.

use std::sync::OnceLock;

use dengwen_documents::{Fonts, Kind, Paper, Press, PressError, TemplateSource};
use dengwen_regulation::{
    finding::Finding,
    load::Files,
    model::{Document, Label, Regulation, Span},
};
use jiff::civil::date;

/// What stands in a field of a paper that is tried out.
const SAMPLE: &str = "示例";

/// What is wrong with the templates of a regulation, each with its file and line. Each is tried with nothing in it, and with a value
/// in every field. Where the machine has no fonts nothing can be tried; that is told by printing.
#[must_use]
pub fn template_findings(files: &dyn Files, regulation: &Regulation) -> Vec<Finding> {
    static PRESS: OnceLock<Option<Press>> = OnceLock::new();
    let Some(press) = PRESS.get_or_init(|| Fonts::find().ok().map(Press::new)) else { return Vec::new() };
    let mut all: Vec<Finding> = Vec::new();
    for (id, document) in &regulation.documents {
        let path = format!("{}/documents/{id}.typ", regulation.id);
        let Some(text) = files.read(&path) else { continue };
        let template = TemplateSource::given(path.clone(), text);
        let faults = papers(document).into_iter().filter_map(|paper| press.try_out(&paper, &template).err());
        for found in faults.map(|fault| told(&path, id, &fault)) {
            if !all.contains(&found) {
                all.push(found);
            }
        }
    }
    all
}

/// A paper with nothing in it, and one with everything.
fn papers(document: &Document) -> [Paper; 2] {
    let title = &document.label.zh;
    let empty = match Kind::of_title(title) {
        Kind::Letter => Paper::letter(title, SAMPLE, date(2026, 3, 2)),
        Kind::Form => Paper::form(title, SAMPLE, date(2026, 3, 2)),
    };
    let names = document.requires.iter().chain(&document.blanks).map(String::as_str);
    let names = names.chain(document.covers.iter().map(|id| id.as_str()));
    let full = names.fold(empty.clone(), |paper, name| paper.row(name, name, SAMPLE));
    [empty, full]
}

fn told(path: &str, id: &str, fault: &PressError) -> Finding {
    let (file, line, column, message) = match fault {
        PressError::Template { template, line, column, message } => {
            (template.as_str(), *line, *column, message.clone())
        }
        other => (path, 0, 0, other.to_string()),
    };
    let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).max(1);
    let span = Span { file: file.into(), line: place(line), column: place(column), bytes: (0, 0) };
    let what = Label::new(&format!("模板无法排版：{message}"), &format!("the template cannot be set: {message}"));
    Finding::error("template", &span, what).at(format!("documents.{id}"))
}

#[cfg(test)]
mod tests {
    use dengwen_packs::Packs;
    use dengwen_regulation::load::load;

    use super::*;

    struct Broken(&'static str);

    impl Files for Broken {
        fn read(&self, path: &str) -> Option<String> {
            if path.ends_with(".typ") { Some(self.0.to_owned()) } else { Packs::BuiltIn.text(path) }
        }
    }

    #[test]
    fn a_template_that_cannot_be_set_is_found_with_file_and_line() {
        let id = Packs::BuiltIn.ids().into_iter().next().unwrap();
        let regulation = load(&Packs::BuiltIn, &id).regulation.unwrap();
        assert_eq!(template_findings(&Packs::BuiltIn, &regulation), []);
        let found = template_findings(&Broken("= 标题\n\n#unheard_of()\n"), &regulation);
        assert_eq!(found.len(), regulation.documents.len());
        let first = found.first().unwrap();
        let (document, _) = regulation.documents.first().unwrap();
        assert_eq!((&*first.span.file, first.span.line), (format!("{id}/documents/{document}.typ").as_str(), 3));
        assert!(first.what.en.contains("unheard_of") || first.what.en.contains("unknown variable"), "{first}");
    }
}
