//! `diff`: rules added, removed and changed between two versions, by path.

use std::process::ExitCode;

use dengwen_regulation::{
    compare::{Change, What, changes},
    load::Files,
    model::Lang,
};
use serde_json::json;

use super::{Format, readable};
use crate::{out, packs::Pack};

/// Tells what differs between two versions.
pub(super) fn diff(earlier: &Pack, later: &Pack, format: Format, lang: Lang) -> ExitCode {
    for pack in [earlier, later] {
        if let Err(why) = readable(pack, lang) {
            return out::failed(&why);
        }
    }
    let all = changes(&text(earlier), &text(later));
    match format {
        Format::Json => out::print(&format!("{:#}", json!(all))),
        Format::Text => out::print(&told(&all, lang)),
    }
}

/// What differs, a line for each rule.
pub(super) fn told(all: &[Change], lang: Lang) -> String {
    match all {
        [] if lang == Lang::Zh => "没有不同".to_owned(),
        [] => "nothing differs".to_owned(),
        all => all.iter().map(|change| line(change, lang)).collect(),
    }
}

fn line(change: &Change, lang: Lang) -> String {
    let word = match (change.what, lang) {
        (What::Added, Lang::Zh) => "新增",
        (What::Removed, Lang::Zh) => "删去",
        (What::Changed, Lang::Zh) => "改动",
        (What::Added, Lang::En) => "added",
        (What::Removed, Lang::En) => "removed",
        (What::Changed, Lang::En) => "changed",
    };
    format!("{word}  {}  {}\n", change.path, change.label)
}

fn text(pack: &Pack) -> String {
    pack.read(&format!("{}/regulation.yaml", pack.id)).unwrap_or_default()
}
