//! Which of the open acts somebody most likely came for.

use dengwen_case::{Actor, RowKey, Why};
use dengwen_regulation::model::{Act, Id, Target, What};

use crate::{look::Look, view::FormView};

/// What they owe first; where they owe nothing, what takes the case on to a later stage; else none stands out.
pub(crate) fn main_act(look: &Look, actor: &Actor, open: &[FormView]) -> Option<(String, Option<String>)> {
    owed(look, actor, open).or_else(|| forward(look, open)).map(|form| (form.act.clone(), form.row.clone()))
}

fn owed<'f>(look: &Look, actor: &Actor, open: &'f [FormView]) -> Option<&'f FormView> {
    let mine = actor.in_case(&look.loaded.case).handed(&look.loaded.case);
    let mut all: Vec<_> =
        look.seen.todo.iter().filter(|todo| mine.is_any(std::slice::from_ref(&todo.principal))).collect();
    all.sort_by_key(|todo| (todo.due_at.is_none(), todo.due_at));
    all.into_iter().find_map(|todo| {
        let act = match (&todo.why, &todo.act) {
            (Why::Hand(n), _) => format!("hand:{n}"),
            (_, Some(act)) => act.to_string(),
            (_, None) => return None,
        };
        let row = (!todo.row.is_main()).then(|| format!("{}.{}", todo.row.part, todo.row.n));
        open.iter().find(|form| form.act == act && (form.row == row || matches!(todo.why, Why::Hand(_))))
    })
}

fn forward<'f>(look: &Look, open: &'f [FormView]) -> Option<&'f FormView> {
    let case = &look.loaded.case;
    let shape = look.loaded.regulation.shape(&case.main()?.shape)?;
    let place = |stage: &Id| shape.stages.keys().position(|known| known == stage);
    let here = place(case.stage()?)?;
    let leads = |act: &Act| {
        let chosen = act.choose.values().flat_map(|option| &option.does);
        act.does.iter().chain(chosen).any(|effect| match &effect.what {
            What::Go(Target::Next) => true,
            What::Go(Target::Stage(to) | Target::Main(to)) => place(to).is_some_and(|to| to > here),
            _ => false,
        })
    };
    let main = RowKey::main();
    let act = |form: &FormView| look.show().act(&main, form.act.as_str()).is_some_and(leads);
    open.iter().filter(|form| form.row.is_none()).find(|form| act(form))
}
