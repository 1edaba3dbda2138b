//! Which copies of a paper somebody may read, and in which of them identity may stand.

use dengwen_case::{Case, Copied, Paper as Issued, Principal};
use dengwen_regulation::{
    model::{Sees, Side},
    value::Value,
};

use crate::look::Look;

/// All values that may stand in a paper, those of the parties it names among them.
pub(crate) fn values<'c>(case: &'c Case, paper: &'c Issued) -> impl Iterator<Item = &'c Value> {
    let parties = case.parties.iter().flat_map(|party| party.fields.values());
    let rows = case.rows.iter().flat_map(|row| row.values.values());
    paper.values.values().chain(parties).chain(rows)
}

/// May whoever looks read this copy: a party its own, the staff those of a case whose facts they see.
pub(crate) fn may_read(look: &Look, paper: &Issued, copy: u32) -> bool {
    match look.viewer.party {
        None => look.viewer.sees >= Sees::Facts && look.shown.paper(&look.loaded.case, paper.n),
        Some(party) => look.show().copies_of(paper.n, party).contains(&copy),
    }
}

/// May identity stand in this copy: whoever looks sees all of the case or is who complains, and the copy is not for the side
/// complained of.
pub(crate) fn may_open(look: &Look, paper: &Issued, copy: Option<&Copied>) -> bool {
    let case = &look.loaded.case;
    let side = |n: u32| {
        let party = case.parties.iter().find(|party| party.n == n);
        party.and_then(|party| look.loaded.regulation.parties.get(&party.kind)).map(|kind| kind.side)
    };
    let holders = copy.map_or(paper.to.as_slice(), |copy| copy.holder.as_slice());
    let against = holders.iter().any(|one| matches!(one, Principal::Party(n) if side(*n) == Some(Side::ComplainedOf)));
    let by_party = look.viewer.party.is_some_and(|n| side(n) == Some(Side::Complaining));
    !against && (by_party || look.viewer.sees == Sees::All)
}
