//! # role-without-fallback
//!
//! A role that decides on somebody's recusal or exclusion, held by one post and without a `fallback`: when its holder is the
//! one concerned, nobody decides.
//!
//! ```yaml
//! roles: {recusal_decider: {label: 有权决定人 | decider, fallback: superior of recusal_decider}}
//! ```

use super::view::{Origin, View, error, quoted};
use crate::{
    finding::Finding,
    model::{Act, Id, What, Who},
};

/// Roles that may vanish by recusal and have no fallback.
pub(super) fn recusal(view: &View<'_>, findings: &mut Vec<Finding>) {
    let mut told: Vec<&Id> = Vec::new();
    for done in &view.effects {
        let (What::Bar(_), Origin::Act(_, act, _)) = (&done.effect.what, done.origin) else { continue };
        if act.standing {
            continue;
        }
        for id in deciders(act) {
            let Some(role) = view.reg.roles.get(id).filter(|role| role.fallback.is_none() && !role.many) else {
                continue;
            };
            if told.contains(&id) {
                continue;
            }
            told.push(id);
            let (zh, en) = quoted(&role.label, id);
            let found = error(
                "role-without-fallback",
                &role.rule,
                id,
                &format!("{zh}决定回避，本人须回避时没有人决定"),
                &format!("{en} decides on recusal; when its holder is the one concerned nobody decides"),
            );
            findings.push(found.mend(
                &format!("给它加 fallback: superior of {id}，或者另一角色"),
                &format!("give it `fallback: superior of {id}`, or another role"),
            ));
        }
    }
}

/// The single roles that alone may do an act.
fn deciders(act: &Act) -> Vec<&Id> {
    match &act.by {
        Who::Role(id) => vec![id],
        _ => Vec::new(),
    }
}
