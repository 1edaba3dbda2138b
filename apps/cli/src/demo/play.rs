//! Playing the stories on the real desk, in order of time over all offices.

use dengwen_calendar::Counting;
use dengwen_desk::Desk;

use super::read::Demo;
use crate::scenario::{Running, Town, instant};

/// Plays all stories; what did not go through is told, and the rest goes on.
pub(crate) async fn play(desk: &Desk, demos: &[Demo], done: impl Fn()) -> Result<Vec<String>, String> {
    let counting = Counting::default();
    let (mut offices, mut steps) = (Vec::new(), Vec::new());
    for (which, demo) in demos.iter().enumerate() {
        let regulation = desk.regulation_text(&demo.story.pack).map_err(|fault| fault.chain())?;
        offices.push(Running::of(Town::here(desk.clone(), &demo.office, regulation), &demo.story));
        steps.extend(demo.story.steps.iter().map(|step| (instant(&counting, step.at), which, step)));
    }
    steps.sort_by_key(|(at, _, _)| *at);
    let mut refused = Vec::new();
    for (n, (_, which, step)) in steps.into_iter().enumerate() {
        if let Some(office) = offices.get_mut(which)
            && let Err(why) = office.step(n + 1, step).await
        {
            refused.push(format!("{}:{}: {why}", step.span.file, step.span.line));
        }
        done();
    }
    Ok(refused)
}

/// How many steps there are.
pub(crate) fn count(demos: &[Demo]) -> u64 {
    demos.iter().map(|demo| demo.story.steps.len() as u64).sum()
}
