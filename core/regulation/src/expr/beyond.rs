//! What a figure may look at beyond its own case. What a case adds is kept only where the judging looks at nothing of that sort; the
//! case engine finds that out for each case as it judges. This says the same of the text, for whoever writes one.

use super::{Expr, Fact, Function, ListOf, Read, reads_through};
use crate::model::{Id, Indicator, Regulation};

/// What lies beyond a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beyond {
    /// The moment of judging: `now`, `today`, `older`.
    Time,
    /// What the office has set, and its tables.
    Office,
    /// Who heads, holds or stands above.
    People,
    /// Other cases: counters, links, figures.
    Cases,
}

/// What an indicator may look at beyond its case, in this order and each once.
#[must_use]
pub fn beyond(reg: &Regulation, indicator: &Indicator) -> Vec<Beyond> {
    let mut found: Vec<Beyond> = Vec::new();
    let (mut exprs, mut names): (Vec<&Expr>, Vec<Id>) = (Vec::new(), Vec::new());
    exprs.extend([&indicator.among, &indicator.cond, &indicator.value].into_iter().flatten());
    let dated = indicator.dated.as_deref().unwrap_or_default().split(", ");
    for path in indicator.by.iter().map(String::as_str).chain(dated) {
        match path.split_once(" of ") {
            Some(_) => found.push(Beyond::People),
            None => names.extend(path.rsplit('.').next().map(Id::from)),
        }
    }
    let (mut next, mut done) = (0, 0);
    while next < exprs.len() || done < names.len() {
        if let Some(expr) = exprs.get(next) {
            next += 1;
            for read in reads_through(expr, reg) {
                found.extend(beyond_of(&read));
                if let Read::Name(_, id) = read
                    && !names.contains(&id)
                {
                    names.push(id);
                }
            }
            continue;
        }
        if let Some(id) = names.get(done) {
            for (_, shape) in reg.shapes() {
                let field = shape.fields.get(id);
                exprs.extend(field.iter().filter_map(|field| field.cond.as_ref()));
                exprs.extend(field.iter().filter_map(|field| field.default_from.as_ref()));
                exprs.extend(shape.classes.get(id).and_then(|axis| axis.cond.as_ref()));
            }
        }
        done += 1;
    }
    found.sort_unstable();
    found.dedup();
    found
}

const fn beyond_of(read: &Read) -> Option<Beyond> {
    match read {
        Read::Clock(_) | Read::Call(Function::Older | Function::AfterDate) => Some(Beyond::Time),
        Read::Setting(_) | Read::Call(Function::Table(_)) => Some(Beyond::Office),
        Read::Call(Function::HeldBy | Function::Superior | Function::Under) => Some(Beyond::People),
        Read::Fact(_, Fact::Counter(_) | Fact::Indicator(_)) | Read::List(_, ListOf::Linked(_)) => Some(Beyond::Cases),
        _ => None,
    }
}
