//! Which acts bring about the moments that end a limit.

use dengwen_regulation::model::{Act, Effect, Id, InputWhat, Limit, Moment, Shape, Target, What};

/// Acts of a shape that end one of its limits, in file order: those named, and those that issue the paper, enter the stage or give
/// the field that is named.
pub(crate) fn ending_acts<'a>(shape: &'a Shape, limit: &'a Limit) -> impl Iterator<Item = (&'a Id, &'a Act)> {
    let moments = limit.until.all();
    shape.acts.iter().filter(move |(id, act)| moments.iter().any(|moment| ends(id, act, moment)))
}

fn ends(id: &Id, act: &Act, moment: &Moment) -> bool {
    match moment {
        Moment::Act { act: named, of: None, .. } => named == id,
        Moment::Issued(document) => {
            effects(act).any(|effect| matches!(&effect.what, What::Issue(made) if made == document))
        }
        Moment::Stage(stage) => {
            effects(act).any(|effect| matches!(&effect.what, What::Go(Target::Stage(to)) if to == stage))
        }
        Moment::Field(field) => {
            let given =
                |input: &dengwen_regulation::model::Input| matches!(&input.what, InputWhat::Field(id) if id == field);
            act.input.iter().any(given) || act.choose.values().any(|option| option.input.iter().any(given))
        }
        _ => false,
    }
}

fn effects(act: &Act) -> impl Iterator<Item = &Effect> {
    act.does.iter().chain(act.choose.values().flat_map(|option| &option.does))
}
