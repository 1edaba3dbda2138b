//! Pages that say what went wrong: while too much comes in, and what was broken on our side.

use dengwen_desk::view::{Language, Rejection};

use super::page;
use crate::{
    forms::Resent,
    trouble::{Again, Trouble},
};

pub(super) fn pages(pages: &mut Vec<(String, String)>, lang: Language) {
    let page = page(lang, "/o/example-city/report");
    let form = |without_files| {
        let fields = vec![("what".to_owned(), "写过的\n第二行".to_owned())];
        Again::Form(Box::new(Resent { action: "/o/example-city/report".to_owned(), fields, without_files }))
    };
    let troubles = [
        ("busy-form", Trouble::Busy(7, form(false))),
        ("busy-files", Trouble::Busy(7, form(true))),
        ("busy-page", Trouble::Busy(1, Again::Page("/o/example-city?page=2".to_owned()))),
        ("busy", Trouble::Busy(7, Again::Back)),
        ("fault", Trouble::Rejected(Rejection::Fault("7f3a".to_owned()))),
    ];
    for (name, trouble) in troubles {
        pages.push((name.to_owned(), trouble.drawn(&page)));
    }
}
