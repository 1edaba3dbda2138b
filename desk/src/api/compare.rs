//! A paper beside the one that was issued before it: what is new, what is gone, what reads differently.

use dengwen_case::Paper as Issued;
use dengwen_documents::Paper;
use dengwen_regulation::model::{Lang, Sees};

use crate::{
    desk::Desk,
    incoming::pick,
    look::Look,
    show::{paper::is_of_kind, words},
    view::{ComparedLine, ComparedView, Piece, Rejection, Session},
};

/// The most pieces of one text that are set against each other; longer texts are shown whole.
const PIECES_MAX: usize = 400;
/// Where a text is cut: what stands between is the same or is not.
const CUTS: [char; 10] = ['。', '；', '，', '、', '：', '\n', ' ', '.', ';', ','];

/// What stands at one place of a paper: its name among the places, what it is called, what it says.
type Place = (String, String, String);

impl Desk {
    /// A copy of a paper beside that of the paper of its kind that was issued before. Reading both is on record.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where there is no such paper for this person, or none before it. One that names somebody and is
    /// not open to them is told of in [`ComparedView::closed`].
    pub async fn paper_compared(
        &self,
        session: &Session,
        case: &str,
        (paper, copy): (&str, u32),
        lang: Lang,
    ) -> Result<ComparedView, Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        let known = super::papers::there(&look, paper)?;
        let before = earlier(&look, known).ok_or(Rejection::NotFound)?;
        let copy_before = if usize::try_from(copy).is_ok_and(|copy| copy <= before.copies.len()) { copy } else { 1 };
        let mut made = Vec::new();
        for (n, copy) in [(before.n.to_string(), copy_before), (paper.to_owned(), copy)] {
            match desk.paper_read(&look, session, &n, copy).await {
                Ok((_, paper)) => made.push(paper),
                Err(Rejection::Refused(_)) => {
                    return Ok(ComparedView { closed: Some((n, copy)), ..ComparedView::default() });
                }
                Err(other) => return Err(other),
            }
        }
        let [old, new] = made.as_slice() else { return Err(Rejection::NotFound) };
        let named = |paper: &Paper| {
            let number = paper.number.clone().map(|number| format!("{number} ")).unwrap_or_default();
            format!("{number}{}", words::date(paper.dated, look.show().today(), lang))
        };
        Ok(ComparedView {
            title: look.show().document_label(&known.document),
            before: named(old),
            after: named(new),
            lines: compared(&places(old, lang), &places(new, lang)),
            closed: None,
        })
    }
}

/// The paper of the same kind, on the same matter, that was issued before.
fn earlier<'l>(look: &'l Look, paper: &Issued) -> Option<&'l Issued> {
    let same = |one: &&Issued| is_of_kind(one, paper);
    let seen = |one: &&Issued| look.viewer.sees >= Sees::Facts && look.shown.paper(&look.loaded.case, one.n);
    look.loaded.case.papers.iter().filter(|one| one.n < paper.n).filter(same).rfind(seen)
}

/// All that a paper says, in its order.
fn places(paper: &Paper, lang: Lang) -> Vec<Place> {
    let of = |id: &str, zh: &str, en: &str, text: &str| (id.to_owned(), pick(lang, zh, en).to_owned(), text.to_owned());
    let mut all = vec![
        of("number", "编号", "Number", paper.number.as_deref().unwrap_or_default()),
        of("dated", "日期", "Date", &paper.dated.to_string()),
        of("addressee", "收件人", "Addressee", paper.addressee.as_deref().unwrap_or_default()),
    ];
    all.extend(paper.rows.iter().map(|row| (format!("row {}", row.id), row.label.clone(), row.value.clone())));
    for table in &paper.tables {
        let title = table.title.clone().unwrap_or_default();
        let said = |row: &Vec<String>| {
            let cells = table.columns.iter().zip(row).map(|(column, cell)| format!("{column} {cell}"));
            cells.collect::<Vec<_>>().join(pick(lang, "，", ", "))
        };
        let text = table.rows.iter().map(said).collect::<Vec<_>>().join("\n");
        all.push((format!("table {title}"), title, text));
    }
    for (n, place) in paper.signatures.iter().enumerate() {
        let date = place.date.map(|date| format!(" {date}")).unwrap_or_default();
        let name = place.name.as_deref().map(|name| format!("{name}{date}")).unwrap_or_default();
        all.push((format!("sign {n} {}", place.label), place.label.clone(), name));
    }
    all.retain(|(_, _, text)| !text.trim().is_empty());
    all
}

/// Place by place, in the order of the newer; what is gone comes last.
fn compared(old: &[Place], new: &[Place]) -> Vec<ComparedLine> {
    let find = |all: &[Place], id: &str| {
        all.iter().find(|(known, _, _)| known == id).map(|(_, _, text)| text.clone()).unwrap_or_default()
    };
    let gone = old.iter().filter(|(id, _, _)| new.iter().all(|(known, _, _)| known != id));
    let line = |(id, label, _): &Place| {
        let (before, after) = (find(old, id), find(new, id));
        let change = match (before.is_empty(), after.is_empty()) {
            _ if before == after => "same",
            (true, _) => "added",
            (_, true) => "gone",
            _ => "changed",
        };
        let (before, after) = pieces(&before, &after);
        ComparedLine { label: label.clone(), change: change.to_owned(), before, after }
    };
    new.iter().chain(gone).map(line).collect()
}

/// Both texts in pieces, each with whether the other has it.
fn pieces(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let cut = |text: &str| text.split_inclusive(CUTS).map(ToOwned::to_owned).collect::<Vec<String>>();
    let (old, new) = (cut(before), cut(after));
    if old.len().max(new.len()) > PIECES_MAX {
        let whole = |text: &str| vec![Piece { text: text.to_owned(), same: before == after }];
        return (whole(before), whole(after));
    }
    let (kept_old, kept_new) = common(&old, &new);
    (joined(old, &kept_old), joined(new, &kept_new))
}

/// Which pieces belong to the longest sequence that both have.
fn common(old: &[String], new: &[String]) -> (Vec<bool>, Vec<bool>) {
    let width = new.len() + 1;
    // How long it is from here on, row by row from the end.
    let mut longest = vec![0_usize; (old.len() + 1) * width];
    let at = |longest: &[usize], i: usize, j: usize| longest.get(i * width + j).copied().unwrap_or_default();
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let best = if a == b {
                at(&longest, i + 1, j + 1) + 1
            } else {
                at(&longest, i + 1, j).max(at(&longest, i, j + 1))
            };
            if let Some(cell) = longest.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut kept_old, mut kept_new) = (vec![false; old.len()], vec![false; new.len()]);
    while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
        if a == b {
            if let (Some(one), Some(other)) = (kept_old.get_mut(i), kept_new.get_mut(j)) {
                (*one, *other) = (true, true);
            }
            (i, j) = (i + 1, j + 1);
        } else if at(&longest, i + 1, j) >= at(&longest, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    (kept_old, kept_new)
}

/// Neighbours of one sort are one piece.
fn joined(pieces: Vec<String>, same: &[bool]) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for (text, same) in pieces.into_iter().zip(same.iter().copied()) {
        match all.last_mut().filter(|last| last.same == same) {
            Some(last) => last.text.push_str(&text),
            None => all.push(Piece { text, same }),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Place, compared};

    fn place(id: &str, text: &str) -> Place {
        (id.to_owned(), id.to_owned(), text.to_owned())
    }

    #[test]
    fn what_is_new_gone_and_different_is_told_apart() {
        let old = [place("a", "甲。乙。丙。"), place("b", "同"), place("c", "没了")];
        let new = [place("a", "甲。丁。丙。"), place("b", "同"), place("d", "新的")];
        let lines = compared(&old, &new);
        let changes: Vec<(&str, &str)> = lines.iter().map(|line| (line.label.as_str(), line.change.as_str())).collect();
        assert_eq!(changes, [("a", "changed"), ("b", "same"), ("d", "added"), ("c", "gone")]);
        let marked = |n: usize, new: bool| {
            let pieces = if new { &lines[n].after } else { &lines[n].before };
            let show = |one: &super::Piece| if one.same { one.text.clone() } else { format!("[{}]", one.text) };
            pieces.iter().map(show).collect::<String>()
        };
        assert_eq!((marked(0, false), marked(0, true)), ("甲。[乙。]丙。".to_owned(), "甲。[丁。]丙。".to_owned()));
        assert_eq!((marked(2, false), marked(2, true)), (String::new(), "[新的]".to_owned()));
    }

    #[test]
    fn a_text_too_long_to_set_against_another_is_shown_whole() {
        let long = |tail: &str| format!("{}{tail}", "句。".repeat(500));
        let lines = compared(&[place("a", &long("甲"))], &[place("a", &long("乙"))]);
        assert_eq!((lines[0].change.as_str(), lines[0].before.len(), lines[0].before[0].same), ("changed", 1, false));
    }
}
