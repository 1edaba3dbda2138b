//! The story of a case: what happened, who did it, in sentences.

use dengwen_case::{Command, Commit, Doer, Event, RowKey};
use dengwen_regulation::model::Id;

use super::{
    Show, Viewer,
    sentence::{Weight, doer_of, weight},
};
use crate::view::{StorySort, StoryView, ValueView};

impl Show<'_> {
    /// What happened, newest first, as far as the viewer may know of it.
    #[must_use]
    pub fn story<'c>(&self, commits: impl IntoIterator<Item = &'c Commit>, viewer: Viewer) -> Vec<StoryView> {
        let mut all: Vec<StoryView> = commits.into_iter().filter_map(|commit| self.told_of(commit, viewer)).collect();
        all.reverse();
        all
    }

    /// One commit in one entry; nothing of it may be of interest.
    #[must_use]
    pub fn told_of(&self, commit: &Commit, viewer: Viewer) -> Option<StoryView> {
        let seen =
            |event: &&Event| if viewer.sees_facts() { weight(event) > Weight::Quiet } else { is_progress(event) };
        let opened: Vec<&RowKey> = commit.events.iter().filter_map(opens).collect();
        // A row that was opened stands where rows begin; that need not be said.
        let told = commit.events.iter().filter(seen);
        let told: Vec<&Event> =
            told.filter(|event| !matches!(event, Event::StageEntered { row, .. } if opened.contains(&row))).collect();
        // The act itself stands first, whatever its effects were.
        let (main, also): (Vec<&Event>, Vec<&Event>) =
            told.into_iter().partition(|event| weight(event) == Weight::Main);
        let sentences: Vec<String> = main.iter().chain(&also).map(|event| self.sentence(event)).collect();
        if sentences.is_empty() {
            return None;
        }
        let stamp = commit
            .events
            .iter()
            .find_map(|event| if let Event::Stamped { stamp } = event { Some(*stamp) } else { None });
        let (happened, entered) =
            stamp.map_or((commit.entered, commit.entered), |stamp| (stamp.happened, stamp.entered));
        let other_day = self.counting.date_of(happened) != self.counting.date_of(entered);
        Some(StoryView {
            told: false,
            at: happened,
            when: self.moment(happened),
            entered: other_day.then(|| self.moment(entered)),
            who: self.who_did(commit, viewer),
            text: self.start(sentences.join(self.pick("；", "; "))),
            details: if viewer.sees_facts() { self.details(commit) } else { Vec::new() },
            article: self.article_of(commit),
            sorts: sorts_of(commit),
        })
    }

    /// The sentences of a commit, for whoever wants to know what has changed.
    #[must_use]
    pub fn sentences(&self, commit: &Commit) -> Vec<String> {
        let told = commit.events.iter().filter(|event| weight(event) > Weight::Quiet);
        told.map(|event| self.start(self.sentence(event))).collect()
    }

    /// What has changed since a commit that somebody has seen: who and what, a sentence for each commit.
    #[must_use]
    pub fn changed<'c>(&self, commits: impl IntoIterator<Item = &'c Commit>, viewer: Viewer) -> Vec<String> {
        let story = self.story(commits, viewer);
        let line = |one: StoryView| format!("{} {}{}{}", one.when, one.who, self.pick("：", ": "), one.text);
        story.into_iter().rev().map(line).collect()
    }

    fn who_did(&self, commit: &Commit, viewer: Viewer) -> String {
        let done = commit.events.iter().find_map(doer_of).cloned();
        let doer = done.or_else(|| match &commit.command {
            Command::Do(act) => Some(Doer::from(&act.actor)),
            Command::Hand(hand) => Some(Doer::from(&hand.actor)),
            Command::Register { actor, .. } => actor.as_deref().map(Doer::from),
            Command::Pass(_)
            | Command::Recount { .. }
            | Command::Wake { .. }
            | Command::HandedOn { .. }
            | Command::Arrived { .. } => None,
        });
        match doer {
            Some(doer) if viewer.party.is_some() => self.doer_outside(&doer),
            Some(doer) => {
                let done = commit.events.iter().find_map(|event| match event {
                    Event::ActDone { row, act, .. } => self.act(row, act),
                    _ => None,
                });
                self.start(self.doer_as(&doer, done))
            }
            None => self.pick("系统", "The system").to_owned(),
        }
    }

    /// What was given with the act, and why it went on in spite of warnings.
    fn details(&self, commit: &Commit) -> Vec<ValueView> {
        let mut all = Vec::new();
        for event in &commit.events {
            if let Event::ActDone { row, act, input, warned, warnings, .. } = event {
                all.extend(input.0.iter().flat_map(|(key, entry)| self.entry(row, act, key, entry)));
                for warning in warnings {
                    let label = self.pick("提示", "Warning").to_owned();
                    all.push(ValueView { label, value: self.text(warning), sealed: false });
                }
                if let Some(reason) = warned {
                    let label = self.pick("继续办理的理由", "Reason for going on").to_owned();
                    all.push(ValueView { label, value: reason.clone(), sealed: false });
                }
            }
        }
        self.start_labels(&mut all);
        all
    }

    /// The article behind what happened: of the option, of the act, of the limit.
    fn article_of(&self, commit: &Commit) -> Option<String> {
        commit.events.iter().find_map(|event| match event {
            Event::ActDone { row, act, option, .. } => self.article_of_act(row, act, option.as_ref()),
            Event::LimitPassed { run, .. } => {
                let (row, limit) = self.run(*run)?;
                self.limit(row, limit)?.rule.article.clone()
            }
            _ => None,
        })
    }

    /// The article of an act, or of its option where that has its own.
    #[must_use]
    pub fn article_of_act(&self, row: &RowKey, act: &Id, option: Option<&Id>) -> Option<String> {
        let act = self.act(row, act)?;
        let chosen = option.and_then(|option| act.choose.get(option)).and_then(|option| option.rule.article.clone());
        chosen.or_else(|| act.rule.article.clone())
    }
}

/// What a commit is about, by its events.
fn sorts_of(commit: &Commit) -> Vec<StorySort> {
    let mut all = Vec::new();
    for event in &commit.events {
        let sort = match event {
            Event::ActDone { .. } | Event::HandGiven { .. } | Event::HandsOver { .. } => StorySort::Acts,
            Event::Issued { .. }
            | Event::Signed { .. }
            | Event::SignatureRefused { .. }
            | Event::Handed { .. }
            | Event::Served { .. }
            | Event::Published { .. }
            | Event::Unpublished { .. } => StorySort::Papers,
            Event::Told { .. } | Event::ForwardOrdered { .. } | Event::Arrived { .. } | Event::Returned { .. } => {
                StorySort::Told
            }
            Event::LimitPassed { .. }
            | Event::LimitWarned { .. }
            | Event::LimitMoved { .. }
            | Event::LimitPaused { .. }
            | Event::LimitResumed { .. }
            | Event::Excused { .. } => StorySort::Limits,
            _ => continue,
        };
        if !all.contains(&sort) {
            all.push(sort);
        }
    }
    all
}

/// May whoever sees only how far it has come know of it.
fn is_progress(event: &Event) -> bool {
    match event {
        Event::StageEntered { row, .. } | Event::RowEnded { row } | Event::Reopened { row } => row.is_main(),
        Event::Numbered { number: Some(_), of: dengwen_case::NumberOf::Case, .. } => true,
        _ => false,
    }
}

fn opens(event: &Event) -> Option<&RowKey> {
    if let Event::RowOpened { row, .. } = event { Some(row) } else { None }
}
