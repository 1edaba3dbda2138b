//! Which copies of a paper somebody may read, and in which of them identity may stand.

use dengwen_case::{Case, Copied, Paper as Issued, Principal};
use dengwen_regulation::{
    model::{Field, Id, Sees, Sensitive, Side},
    value::Value,
};

use crate::{look::Look, show::is_identity};

/// All values that may stand in a paper, those of the parties it names among them.
pub(crate) fn values<'c>(case: &'c Case, paper: &'c Issued) -> impl Iterator<Item = &'c Value> {
    let parties = case.parties.iter().flat_map(|party| party.fields.values());
    let rows = case.rows.iter().flat_map(|row| row.values.values());
    paper.values.values().chain(parties).chain(rows)
}

/// Digests of the sealed values that tell who somebody is and may stand in a paper, but for parties of which `is_open` holds.
pub(crate) fn identities(look: &Look, paper: &Issued, is_open: impl Fn(u32) -> bool) -> Vec<String> {
    let (case, regulation) = (&look.loaded.case, &look.loaded.regulation);
    let mut open: Vec<String> = Vec::new();
    let mut found: Vec<String> = Vec::new();
    for party in &case.parties {
        let Some(kind) = regulation.parties.get(&party.kind) else { continue };
        let into = if is_open(party.n) { &mut open } else { &mut found };
        party.fields.iter().filter(|(id, _)| is_identity(kind, id)).for_each(|(_, value)| digests(value, into));
    }
    for row in &case.rows {
        let fields = regulation.shape(&row.shape).map(|shape| &shape.fields);
        let marked = |id: &Id| fields.and_then(|all| all.get(id)).is_some_and(marked_identity);
        row.values.iter().filter(|(id, _)| marked(id)).for_each(|(_, value)| digests(value, &mut found));
    }
    for (path, value) in &paper.values {
        let tells = match path.split('.').collect::<Vec<_>>().as_slice() {
            ["party", kind, field] => {
                regulation.parties.get(*kind).is_some_and(|kind| is_identity(kind, &Id::from(*field)))
            }
            [.., field] => regulation.shapes().any(|(_, shape)| shape.fields.get(*field).is_some_and(marked_identity)),
            [] => false,
        };
        if tells {
            digests(value, &mut found);
        }
    }
    found.retain(|digest| !open.contains(digest));
    found
}

fn marked_identity(field: &Field) -> bool {
    field.sensitive == Some(Sensitive::Identity)
}

fn digests(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Sealed(handle) => into.push(handle.digest.clone()),
        Value::Many(all) => all.iter().for_each(|one| digests(one, into)),
        _ => {}
    }
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
