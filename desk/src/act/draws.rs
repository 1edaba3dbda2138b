//! How far each series of numbers goes on. Where a regulation seals anything a gap must tell nobody that a case stands there which
//! they may not know of: numbers are skipped at random, so that gaps are what everybody sees.

use dengwen_case::Commit;
use dengwen_regulation::model::Regulation;
use dengwen_store::Draw;

use crate::{fault::Fault, secrets::random};

/// A series goes on by one of this many steps; a byte is shared out evenly.
const STEPS: u8 = 8;

/// The numbers that a commit of this office wants.
pub(super) fn draws(commit: &Commit, office: &str, regulation: &Regulation) -> Result<Vec<Draw>, Fault> {
    let wanted = commit.wanted().into_iter();
    wanted
        .map(|one| Ok(Draw { series: format!("{office}/{}/{}", regulation.id, one.series), step: step(regulation)? }))
        .collect()
}

fn step(regulation: &Regulation) -> Result<u64, Fault> {
    if regulation.numbers_run_on() {
        return Ok(1);
    }
    let [byte] = random::<1>()?;
    Ok(u64::from(byte % STEPS) + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use dengwen_packs::Packs;
    use dengwen_regulation::load::load;

    use super::step;

    /// Of all regulations that come along: whoever seals something leaves gaps, whoever does not leaves none.
    #[test]
    fn a_gap_in_the_numbers_of_a_sealed_regulation_tells_nothing() {
        let mut gaps = BTreeSet::new();
        for id in Packs::BuiltIn.ids() {
            let regulation = load(&Packs::BuiltIn, &id).regulation.unwrap();
            let steps: BTreeSet<u64> = (0..200).map(|_| step(&regulation).unwrap()).collect();
            let seals = regulation.protection.iter().any(|row| row.sealed);
            assert_eq!(steps.len() > 4, seals, "{id}");
            assert!(steps.first() == Some(&1) && steps.last() <= Some(&8), "{id}");
            gaps.insert(seals);
        }
        assert_eq!(gaps.len(), 2);
    }
}
