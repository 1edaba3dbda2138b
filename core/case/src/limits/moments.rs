//! Moments: which of those of a commit a limit names.

use dengwen_regulation::model::{Id, Moment, MomentTerm, Moments, Shape, ShapeRef};

use crate::{
    eye::Eye,
    types::{Mark, Marked, Principal, Stamp},
};

/// A moment found: its place among the marks of the case, when, and for whom (a paper served).
#[derive(Clone)]
pub(super) struct Found {
    pub(super) place: usize,
    pub(super) at: Stamp,
    pub(super) whom: Vec<Principal>,
}

/// The first moment of a list among the marks from `start` on, seen from a row.
pub(super) fn find(eye: &Eye<'_>, moments: &Moments, start: usize, since: usize) -> Option<Found> {
    find_all(eye, moments, start, since).into_iter().min_by_key(|found| found.place)
}

/// All moments of a list from `start` on. `since`: what lies before it is gone and forgotten.
pub(super) fn find_all(eye: &Eye<'_>, moments: &Moments, start: usize, since: usize) -> Vec<Found> {
    let terms: &[MomentTerm] = match moments {
        Moments::None => return Vec::new(),
        Moments::Any(terms) => terms,
        Moments::Rows(rows) => match rows.iter().find(|row| eye.applies(row.cond.as_ref())) {
            Some(row) => &row.is,
            None => return Vec::new(),
        },
    };
    terms.iter().flat_map(|term| of_term(eye, term, start, since)).collect()
}

fn of_term(eye: &Eye<'_>, term: &MomentTerm, start: usize, since: usize) -> Vec<Found> {
    match term {
        MomentTerm::One(moment) => all(eye, moment, start),
        MomentTerm::Earliest(several) => {
            let gone = several.iter().any(|moment| all(eye, moment, since).iter().any(|found| found.place < start));
            if gone {
                return Vec::new();
            }
            several
                .iter()
                .flat_map(|moment| all(eye, moment, start))
                .min_by_key(|found| found.place)
                .into_iter()
                .collect()
        }
        MomentTerm::Latest(several) => {
            let last = |moment| all(eye, moment, since).into_iter().next_back();
            let each: Option<Vec<Found>> = several.iter().map(last).collect();
            let latest = each.and_then(|each| each.into_iter().max_by_key(|found| (found.at.happened, found.place)));
            latest.filter(|found| found.place >= start).into_iter().collect()
        }
    }
}

fn all(eye: &Eye<'_>, moment: &Moment, start: usize) -> Vec<Found> {
    let marks = eye.case.marks.iter().enumerate().skip(start);
    marks.filter_map(|(place, marked)| matched(eye, moment, place, marked)).collect()
}

fn matched(eye: &Eye<'_>, moment: &Moment, place: usize, marked: &Marked) -> Option<Found> {
    // A row opened later counts "received" from the case's own day.
    if *moment == Moment::Received && eye.row > 0 {
        let opened = marked.mark == Mark::Opened && marked.row == eye.row;
        return opened.then(|| Found { place, at: eye.case.received.unwrap_or(marked.at), whom: Vec::new() });
    }
    if !fits(eye, moment, marked) {
        return None;
    }
    let whom = if let Mark::Served(_, whom) = &marked.mark { whom.clone() } else { Vec::new() };
    Some(Found { place, at: marked.at, whom })
}

fn fits(eye: &Eye<'_>, moment: &Moment, marked: &Marked) -> bool {
    let row = marked.row;
    match (moment, &marked.mark) {
        (Moment::Received, Mark::Received) => true,
        (Moment::Opened | Moment::Added, Mark::Opened) => row == eye.row,
        (Moment::Added, Mark::Added) => true,
        (Moment::Act { of, act, option }, Mark::Act(done, chosen)) => {
            act == done && (option.is_none() || option == chosen) && act_row(eye, of.as_ref(), act, row)
        }
        (Moment::Stage(stage), Mark::Stage(entered)) => match stage.rsplit_once('.') {
            Some((part, stage)) => *entered == *stage && part_of(eye, row) == Some(part),
            None => entered == stage && own(eye, row, |shape| shape.stages.contains_key(stage)),
        },
        (Moment::Class(axis, value), Mark::Class { axis: changed, now, was }) => {
            let is = |id: &Id| crate::classes::is_under(eye.regulation, axis, id, value);
            axis == changed
                && now.iter().any(is)
                && !was.iter().any(is)
                && own(eye, row, |s| s.classes.contains_key(axis))
        }
        (Moment::Ground(axis, id), Mark::Ground(a, g)) => {
            axis == a && id == g && own(eye, row, |shape| shape.classes.contains_key(axis))
        }
        (Moment::Field(field), Mark::Field(given)) => match field.rsplit_once('.') {
            Some((part, field)) => *given == *field && part_of(eye, row) == Some(part),
            None => given == field && own(eye, row, |shape| shape.fields.contains_key(field)),
        },
        (Moment::Asked(act), Mark::Asked(asked)) => act == asked && own(eye, row, |shape| shape.acts.contains_key(act)),
        (Moment::Passed(limit), Mark::Passed(passed)) => {
            limit == passed && own(eye, row, |shape| shape.limits.contains_key(limit))
        }
        (Moment::Ended(link), Mark::Ended(ended)) => link == ended,
        (moment, mark) => of_paper(eye, moment, mark, row),
    }
}

fn of_paper(eye: &Eye<'_>, moment: &Moment, mark: &Mark, row: usize) -> bool {
    match (moment, mark) {
        (Moment::Issued(document), Mark::Issued(issued)) => document == issued && near(eye, row),
        (Moment::Signed(document), Mark::Signed(signed)) => document == signed && near(eye, row),
        (Moment::Served(document, who), Mark::Served(served, to)) => {
            document == served
                && near(eye, row)
                && who.as_ref().is_none_or(|who| {
                    let wanted = crate::who::resolve(eye, who);
                    to.iter().any(|one| wanted.iter().any(|want| want.covers(one)))
                })
        }
        _ => false,
    }
}

/// An act of another shape by its name, of the own row, or of the case.
fn act_row(eye: &Eye<'_>, of: Option<&Id>, act: &Id, row: usize) -> bool {
    match of.map(Id::as_str) {
        Some("main") => row == 0,
        Some(kind) if eye.regulation.kinds.contains_key(kind) => row == 0 && is_of_kind(eye, kind),
        Some(part) => part_of(eye, row) == Some(part),
        None => own(eye, row, |shape| shape.acts.contains_key(act)),
    }
}

fn is_of_kind(eye: &Eye<'_>, kind: &str) -> bool {
    matches!(eye.case.main().map(|row| &row.shape), Some(ShapeRef::Kind(id)) if *id == *kind)
}

fn part_of<'a>(eye: &Eye<'a>, row: usize) -> Option<&'a str> {
    eye.case.rows.get(row).filter(|row| row.key.n > 0).map(|row| row.key.part.as_str())
}

/// Is it on the own row where its shape has such a name, else on the case.
fn own(eye: &Eye<'_>, row: usize, has: impl Fn(&Shape) -> bool) -> bool {
    if eye.shape_of(eye.row).is_some_and(has) { row == eye.row } else { row == 0 }
}

/// Is it on the own row, on the case, or seen from the case.
fn near(eye: &Eye<'_>, row: usize) -> bool {
    row == eye.row || row == 0 || eye.row == 0
}
