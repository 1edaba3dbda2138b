//! What the holder of a receipt sees: where it stands, until when something must happen, what was told, what can be done.

use dengwen_case::{Commit, Copied, Done, Entry, Event, LimitView as Run, Offer, Principal, RowKey};
use dengwen_regulation::{
    model::{Id, Sensitive, Side, Who},
    value::{Ref, Value},
};

use super::{Show, Viewer, case::holds};
use crate::view::{FollowView, LimitView, StoryView, ValueView};

impl Show<'_> {
    /// The view of a party.
    #[must_use]
    pub fn follow_view(&self, party: u32, commits: &[&Commit], limits: &[Run], offers: &[Offer]) -> FollowView {
        let viewer = Viewer::party(party);
        let mine = Principal::Party(party);
        let promised: Vec<Run> = limits
            .iter()
            .filter(|run| self.is_promise(run) && run.row.is_main())
            .filter(|run| !run.outside || run.who.contains(&mine))
            .cloned()
            .collect();
        let stage = self.case.stage().map(|stage| self.stage_public(&RowKey::main(), stage)).unwrap_or_default();
        let mut story: Vec<StoryView> = commits.iter().filter_map(|commit| self.told_party(commit, party)).collect();
        story.reverse();
        FollowView {
            number: self.case.number.clone(),
            office: self.names.office.clone(),
            matter: self.start(self.kind_label()),
            stage,
            ended: self.case.ended(),
            strip: self.strip(&self.nearest(&promised), true),
            limits: self.promises_to(&promised, viewer),
            forms: offers.iter().filter_map(|offer| self.offered(offer)).map(|form| self.for_public(form)).collect(),
            story,
            papers: self.papers(viewer, &dengwen_case::Seen::default()),
            given: self.given(party),
            seq: self.case.seq,
            statement: String::new(),
        }
    }

    /// Limits as a party reads them: whom they bind is the office or the party itself, never somebody by name.
    fn promises_to(&self, runs: &[Run], viewer: Viewer) -> Vec<LimitView> {
        let you = self.pick("您", "You");
        let mut views = self.limits(runs, viewer);
        for view in &mut views {
            let run = runs.iter().find(|run| run.limit == *view.id);
            let own = run.zip(viewer.party).is_some_and(|(run, party)| self.is_among(&run.who, party));
            view.who = if own { you.to_owned() } else { self.names.office.clone() };
        }
        views
    }

    /// What a commit says to a party; nothing, if nothing of it is for them.
    #[must_use]
    pub fn told_party(&self, commit: &Commit, party: u32) -> Option<StoryView> {
        let mut sentences = Vec::new();
        let mut own = false;
        let mut told = false;
        for event in &commit.events {
            match event {
                Event::ActDone { row, act, option, by, .. } if by.party == Some(party) || self.began(event, party) => {
                    own = true;
                    sentences.push(self.act_words(row, act, option.as_ref()));
                }
                Event::Told { who, document, manner, .. } if self.is_among(who, party) => {
                    told = true;
                    sentences.push(self.told_you(document.as_ref(), manner.as_ref()));
                }
                Event::Asked { whom, act, row, .. } if self.is_asked(whom, row, act, party) => {
                    told = true;
                    let act = self.act_words(row, act, None);
                    sentences.push(self.either(format!("请您办理“{act}”"), format!("asks you for “{act}”")));
                }
                Event::Issued { copies, document, to, filed: false, .. } if self.is_for(copies, to, party) => {
                    let paper = self.quoted(document);
                    sentences.push(self.either(format!("制作{paper}"), format!("issues {paper}")));
                }
                Event::StageEntered { row, stage, .. } if row.is_main() => {
                    let stage = self.stage_public(row, stage);
                    sentences.push(self.either(format!("进入“{stage}”"), format!("moves on to “{stage}”")));
                }
                _ => {}
            }
        }
        if sentences.is_empty() {
            return None;
        }
        let base = self.told_of(commit, Viewer::party(party));
        let (at, when) =
            base.map_or_else(|| (commit.entered, self.moment(commit.entered)), |story| (story.at, story.when));
        let who = if own { self.pick("您", "You").to_owned() } else { self.names.office.clone() };
        let details = if told && !own && self.may_be_told(party) { self.said_with(commit) } else { Vec::new() };
        let text = self.start(sentences.join(self.pick("；", "; ")));
        Some(StoryView {
            at,
            when,
            entered: None,
            who,
            text,
            details,
            told: true,
            article: self.article_told(commit),
            sorts: Vec::new(),
        })
    }

    fn told_you(&self, document: Option<&Id>, manner: Option<&Id>) -> String {
        let (zh, en) = match manner.map(|manner| manner.as_str()) {
            Some("reminder") => ("提醒您", "reminds you"),
            Some("urging") => ("催促您", "urges you"),
            Some("order") => ("要求您办理", "orders you to see to it"),
            _ => ("告知您", "tells you"),
        };
        match document {
            Some(document) => {
                let paper = self.quoted(document);
                self.either(format!("{zh}：{paper}"), format!("{en}: {paper}"))
            }
            None => self.pick(zh, en).to_owned(),
        }
    }

    /// The act that began the case is the complaining party's own, whoever entered it.
    fn began(&self, event: &Event, party: u32) -> bool {
        let Event::ActDone { row, act, .. } = event else { return false };
        let begins = self.act(row, act).is_some_and(|act| act.begins != dengwen_regulation::model::Begins::No);
        begins && self.side(party) == Some(Side::Complaining)
    }

    fn side(&self, party: u32) -> Option<Side> {
        let kind = &self.case.parties.iter().find(|known| known.n == party)?.kind;
        self.regulation.parties.get(kind).map(|party| party.side)
    }

    /// The side complained of is told by papers alone.
    fn may_be_told(&self, party: u32) -> bool {
        self.side(party).is_some_and(|side| side != Side::ComplainedOf)
    }

    fn is_among(&self, who: &[Principal], party: u32) -> bool {
        let known = self.case.parties.iter().find(|known| known.n == party);
        let inside = known.map(dengwen_case::PartyOn::principals).unwrap_or_default();
        who.iter()
            .any(|one| *one == Principal::Party(party) || matches!(one, Principal::Party(_)) && inside.contains(one))
    }

    /// Is the party asked for an act: by name, or because nobody is named and the act is its kind's.
    fn is_asked(&self, whom: &[Principal], row: &RowKey, act: &Id, party: u32) -> bool {
        if !whom.is_empty() {
            return self.is_among(whom, party);
        }
        let kind = self.case.parties.iter().find(|known| known.n == party).map(|known| &known.kind);
        kind.zip(self.act(row, act)).is_some_and(|(kind, act)| names(&act.by, kind))
    }

    fn is_for(&self, copies: &[Copied], to: &[Principal], party: u32) -> bool {
        let held = copies.iter().any(|copy| self.is_among(&copy.holder, party));
        held || copies.is_empty() && self.is_among(to, party)
    }

    /// What was said with the act that told the party: texts and dates, nobody's name and no files.
    fn said_with(&self, commit: &Commit) -> Vec<ValueView> {
        let mut all = Vec::new();
        for event in &commit.events {
            let Event::ActDone { row, act, input, .. } = event else { continue };
            for (key, entry) in &input.0 {
                let Entry::Value(value) = entry else { continue };
                let shown = key != "to" && !key.contains('.') && is_plain(value);
                if shown {
                    all.extend(self.entry(row, act, key, entry));
                }
            }
        }
        all.retain(|value| !value.sealed);
        all
    }

    fn article_told(&self, commit: &Commit) -> Option<String> {
        commit.events.iter().find_map(|event| match event {
            Event::ActDone { row, act, option, .. } => self.article_of_act(row, act, option.as_ref()),
            _ => None,
        })
    }

    /// What the party handed in, other than who they are.
    fn given(&self, party: u32) -> Vec<ValueView> {
        let complains = self.side(party) == Some(Side::Complaining);
        let main = RowKey::main();
        let own = |done: &&Done| {
            let begins =
                self.act(&main, &done.act).is_some_and(|act| act.begins != dengwen_regulation::model::Begins::No);
            done.by.party == Some(party) || complains && begins
        };
        let mut all: Vec<ValueView> = Vec::new();
        for done in self.case.acts.iter().filter(own) {
            let row = self.case.rows.get(done.row).map_or_else(|| main.clone(), |row| row.key.clone());
            for (key, entry) in &done.input.0 {
                let by_staff = done.by.person.is_some() && key.starts_with("class.");
                let of_others = key.starts_with("party.") || key.starts_with("role.");
                let identity = self.field(&row, key).is_some_and(|field| field.sensitive == Some(Sensitive::Identity));
                if !by_staff && !of_others && !identity {
                    all.extend(self.entry(&row, &done.act, key, entry));
                }
            }
        }
        self.start_labels(&mut all);
        all
    }

    /// Does the party hold a copy of this paper.
    #[must_use]
    pub fn holds_paper(&self, n: u32, party: u32) -> bool {
        self.case.paper(n).is_some_and(|paper| holds(self.case, paper, party))
    }
}

/// Does a WHO name a kind of party.
fn names(who: &Who, kind: &Id) -> bool {
    match who {
        Who::Party(named) => named == kind,
        Who::Chain(all) | Who::Either(all) | Who::List(all) => all.iter().any(|one| names(one, kind)),
        _ => false,
    }
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::Sealed(_) => false,
        Value::Ref(to) => matches!(to, Ref::Body(_) | Ref::Place(_) | Ref::Unit(_)),
        Value::Many(all) => all.iter().all(is_plain),
        _ => true,
    }
}
