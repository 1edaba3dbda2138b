//! A case as one person may see it.

use dengwen_case::{
    Case, Code, Commit, LimitState, LimitView as Run, Offer, OfferState, Paper, Principal, Row, RowKey, Seen,
};
use dengwen_regulation::{
    model::{Options, Sensitive, ShapeRef, Side},
    value::Value,
};

use super::{
    Show, Viewer, level,
    limit::{due_of, is_running},
    paper::is_of_kind,
    value::Said,
    words,
};
use crate::view::{CaseView, ClassView, ClosedView, LimitView, PaperView, PartView, PartyView, ValueView};

/// The longest title, in characters.
const TITLE_MAX: usize = 48;

/// What a case view is made of beside the case itself.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// Who looks.
    pub viewer: Viewer,
    /// The log.
    pub commits: &'a [&'a Commit],
    /// Runs of limits.
    pub limits: &'a [Run],
    /// What the engine offers to the viewer.
    pub offers: &'a [Offer],
    /// What of the case they may see.
    pub seen: &'a Seen,
}

impl Show<'_> {
    /// The whole view.
    #[must_use]
    pub fn case_view(&self, parts: &Parts<'_>) -> CaseView {
        let (case, viewer, facts) = (self.case, parts.viewer, parts.viewer.sees_facts());
        let limits = self.limits(parts.limits, viewer);
        let note = self.nearest(parts.limits);
        let mut view = CaseView {
            id: case.id.clone(),
            number: self.number(),
            title: self.title(viewer),
            regulation: self.regulation_line(),
            tags: if facts { self.tags() } else { Vec::new() },
            strip: self.strip(&note, false),
            ended: case.ended(),
            open: parts.offers.iter().filter_map(|offer| self.offered(offer)).collect(),
            main: None,
            closed: self.closed_acts(parts.offers),
            limits,
            story: self.story(parts.commits.iter().copied(), viewer),
            parties: if facts { self.parties(viewer) } else { Vec::new() },
            values: case.main().filter(|_| facts).map(|row| self.values(row)).unwrap_or_default(),
            classes: if facts { self.classes() } else { Vec::new() },
            papers: self.papers(viewer, parts.seen),
            files: if facts { self.files(parts.seen) } else { Vec::new() },
            assigned: if facts { self.assigned() } else { Vec::new() },
            parts: if facts { self.parts(parts.seen) } else { Vec::new() },
            links: if facts { self.links() } else { Vec::new() },
            requests: if facts { self.requests(parts.seen) } else { Vec::new() },
            held: if facts { self.held() } else { Vec::new() },
            openings: Vec::new(),
            related: None,
            seq: case.seq,
            sees: level(viewer.sees).to_owned(),
        };
        for form in view.open.iter_mut().filter(|_| facts && viewer.party.is_none()) {
            self.offer_extracts(&mut form.fields);
            form.options.iter_mut().for_each(|option| self.offer_extracts(&mut option.fields));
        }
        self.start_labels(&mut view.values);
        view.parties.iter_mut().for_each(|party| self.start_labels(&mut party.values));
        view.parts.iter_mut().for_each(|part| self.start_labels(&mut part.values));
        view
    }

    /// Labels that stand by themselves.
    pub(super) fn start_labels(&self, values: &mut [ValueView]) {
        for value in values {
            value.label = self.start(std::mem::take(&mut value.label));
        }
    }

    /// Acts that are closed: those that a condition or time keeps closed before those whose stage it is not.
    fn closed_acts(&self, offers: &[Offer]) -> Vec<ClosedView> {
        let mut closed: Vec<&Offer> = offers.iter().filter(|offer| !offer.standing).collect();
        let by_stage = |offer: &Offer| match &offer.state {
            OfferState::Closed(why) => {
                why.iter().any(|refusal| matches!(refusal.code, Code::NotInStage | Code::NotAsked))
            }
            OfferState::Open { .. } => false,
        };
        closed.sort_by_key(|offer| by_stage(offer));
        closed.into_iter().filter_map(|offer| self.closed(offer)).collect()
    }

    /// The number, or what stands for it.
    #[must_use]
    pub fn number(&self) -> String {
        self.case.number.clone().unwrap_or_else(|| {
            let when = self.case.received.map(|at| self.day(at.happened)).unwrap_or_default();
            self.either(format!("{when} 收件"), format!("received {when}"))
        })
    }

    /// What it is about: the first text that the viewer may see, without identity.
    #[must_use]
    pub fn title(&self, viewer: Viewer) -> String {
        let main = self.case.main().filter(|_| viewer.sees_facts());
        let texts = main.into_iter().flat_map(|row| &row.values).filter_map(|(id, value)| {
            let field = self.field(&RowKey::main(), id)?;
            let shown = !matches!(field.sensitive, Some(Sensitive::Identity)) && matches!(field.options, Options::None);
            match value {
                Value::Text(_) | Value::Sealed(_) if shown => {
                    Some(self.value(&RowKey::main(), Some(field), value).text)
                }
                _ => None,
            }
        });
        let first = texts.map(|text| words::shortened(&text, TITLE_MAX)).find(|text| !text.is_empty());
        first.unwrap_or_else(|| {
            let label = self.kind_label();
            match self.case.channel.as_ref().map(|channel| self.channel_label(channel)) {
                Some(channel) if viewer.sees_facts() => format!("{label} · {channel}"),
                _ => label,
            }
        })
    }

    /// What one such case is called.
    #[must_use]
    pub fn kind_label(&self) -> String {
        match self.case.main().map(|row| &row.shape) {
            Some(ShapeRef::Kind(kind)) => self.label(self.regulation.kinds.get(kind).map(|kind| &kind.label), kind),
            _ => self.text(&self.regulation.case_label),
        }
    }

    fn regulation_line(&self) -> String {
        let title = self.text(&self.regulation.title);
        let version = if self.case.version.is_empty() { &self.regulation.version.id } else { &self.case.version };
        self.either(format!("{title} · {version} 版"), format!("{title} · version {version}"))
    }

    /// Marks: classes, protection, more time given.
    #[must_use]
    pub fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        let Some(main) = self.case.main() else { return tags };
        for (axis, state) in &main.axes {
            tags.extend(state.now.iter().map(|value| self.class_value(&main.key, axis, value)));
        }
        if self.regulation.protection.iter().any(|row| row.sealed && row.cond.is_none()) {
            tags.push(self.pick("密封", "sealed").to_owned());
        }
        let running = self.case.runs.iter().filter(|run| run.end.is_none());
        for (moved, _) in running.flat_map(|run| &run.moved) {
            if let dengwen_case::Moved::By { span, .. } = moved {
                let span = words::span(*span, self.lang);
                tags.push(self.either(format!("已延期 {span}"), format!("extended by {span}")));
            }
        }
        tags
    }

    /// Limits, those that run first, the nearest before the others.
    #[must_use]
    pub fn limits(&self, runs: &[Run], viewer: Viewer) -> Vec<LimitView> {
        let seen = |run: &&Run| viewer.party.is_none() || self.is_promise(run);
        let mut all: Vec<&Run> = runs.iter().filter(seen).collect();
        all.sort_by_key(|run| (!is_running(run), due_of(run).is_none(), due_of(run).map(|due| due.at)));
        all.into_iter().filter_map(|run| self.limit_view(run)).collect()
    }

    /// The nearest due date that binds, in few words.
    #[must_use]
    pub fn nearest(&self, runs: &[Run]) -> String {
        let dated = runs.iter().filter(|run| is_running(run) && due_of(run).is_some_and(|due| !due.measured));
        let nearest = dated.min_by_key(|run| due_of(run).map(|due| due.at));
        nearest.and_then(|run| self.run_due(run)).map(|due| due.head).unwrap_or_default()
    }

    /// Parties; who they are stays sealed unless it was opened.
    fn parties(&self, viewer: Viewer) -> Vec<PartyView> {
        let one = |party: &dengwen_case::PartyOn| {
            let kind = self.regulation.parties.get(&party.kind);
            let mut values: Vec<ValueView> = Vec::new();
            if let Some(who) = &party.who {
                let label = self.pick("对应", "Is").to_owned();
                values.push(ValueView { label, value: self.inside(who), sealed: false });
            }
            for (id, value) in &party.fields {
                let said = kind
                    .map_or_else(|| self.value(&RowKey::main(), None, value), |kind| self.party_field(kind, id, value));
                if said != Said::default() {
                    values
                        .push(said.under(self.label(kind.and_then(|kind| kind.fields.get(id)).map(|f| &f.label), id)));
                }
            }
            let can_open = viewer.may_open && values.iter().any(|value| value.sealed);
            let kind = self.party(party.n);
            PartyView { n: party.n, kind, values, can_open, second: false, until: None, said: None }
        };
        self.case.parties.iter().map(one).collect()
    }

    /// The facts of a row, in file order.
    #[must_use]
    pub fn values(&self, row: &Row) -> Vec<ValueView> {
        let shape = self.regulation.shape(&row.shape);
        let fields = shape.into_iter().flat_map(|shape| &shape.fields);
        fields
            .filter_map(|(id, field)| {
                let said = match row.values.get(id) {
                    Some(value) => self.guarded(&row.key, Some(field), value),
                    None if row.unknown.contains(id) => {
                        return Some(ValueView {
                            label: self.text(&field.label),
                            value: self.pick("暂不清楚", "not known yet").to_owned(),
                            sealed: false,
                        });
                    }
                    None => return None,
                };
                (said != Said::default()).then(|| said.under(self.text(&field.label)))
            })
            .collect()
    }

    /// Classes with the grounds they rest on.
    fn classes(&self) -> Vec<ClassView> {
        let Some(main) = self.case.main() else { return Vec::new() };
        let of = |(axis, state): (&dengwen_regulation::model::Id, &dengwen_case::AxisState)| {
            if state.now.is_empty() {
                return None;
            }
            let known = self.axis(&main.key, axis)?;
            let mut grounds = Vec::new();
            for ground in &known.grounds {
                let holds = state.ticked.contains(&ground.id) || state.holding.contains(&ground.id);
                if holds {
                    let value = self.class_value(&main.key, axis, &ground.value);
                    grounds.push(
                        self.cited(
                            format!("{}{}{value}", self.text(&ground.label), self.pick("：", ": ")),
                            &ground.rule,
                        ),
                    );
                }
            }
            let values: Vec<String> = state.now.iter().map(|value| self.class_value(&main.key, axis, value)).collect();
            Some(ClassView {
                axis: self.text(&known.label),
                value: words::listed(&values, self.lang),
                grounds,
                settled: state.firm == Some(dengwen_case::Firm::Final),
            })
        };
        main.axes.iter().filter_map(of).collect()
    }

    /// Papers, the newest first. A party sees those of which it holds a copy.
    #[must_use]
    pub fn papers(&self, viewer: Viewer, seen_rows: &Seen) -> Vec<PaperView> {
        let seen = |paper: &&Paper| match viewer.party {
            Some(party) => holds(self.case, paper, party),
            None => viewer.sees_facts() && seen_rows.place(self.case, paper.row),
        };
        let shown: Vec<&Paper> = self.case.papers.iter().filter(seen).collect();
        let inside = viewer.party.is_none();
        let reissued = |paper: &Paper| inside && shown.iter().any(|one| one.n < paper.n && is_of_kind(one, paper));
        let view = |paper: &&Paper| PaperView { reissued: reissued(paper), ..self.paper_view(paper, viewer) };
        shown.iter().rev().map(view).collect()
    }

    fn paper_view(&self, paper: &Paper, viewer: Viewer) -> PaperView {
        let document = self.regulation.documents.get(&paper.document);
        let mut label = self.document_label(&paper.document);
        if let Some(per) = &paper.per {
            label = format!("{label}{}{}", self.pick("：", ": "), self.principal(per));
        }
        let mailed = |copy: &dengwen_case::Copied| {
            let party = |n: u32| {
                self.case.parties.iter().find(|party| party.n == n).and_then(|p| self.regulation.parties.get(&p.kind))
            };
            let complains = |one: &Principal| matches!(one, Principal::Party(n) if party(*n).is_some_and(|kind| kind.side == Side::Complaining));
            viewer.party.is_none() && !self.regulation.organisation.mail.is_empty() && copy.holder.iter().any(complains)
        };
        let enveloped = (1_u32..).zip(&paper.copies).filter(|(_, copy)| mailed(copy)).map(|(n, _)| n).collect();
        let copies = self.copies_for(paper, viewer.party);
        PaperView {
            public: crate::public_papers::address(self, paper),
            id: paper.n.to_string(),
            label,
            number: paper.number.clone(),
            when: self.day(paper.at.happened),
            state: self.paper_state(paper),
            copies,
            enveloped,
            article: document.and_then(|document| document.rule.article.clone()),
            reissued: false,
        }
    }

    /// How a paper stands.
    #[must_use]
    pub fn paper_state(&self, paper: &Paper) -> String {
        let to_sign =
            self.regulation.documents.get(&paper.document).is_some_and(|document| !document.signed_by.is_empty());
        let (zh, en) = if !paper.served.is_empty() {
            ("已送达", "served")
        } else if !paper.refused.is_empty() {
            ("有人拒签", "signing refused")
        } else if paper.signed.is_some() {
            ("已签署", "signed")
        } else if to_sign && !paper.signatures.is_empty() {
            ("部分签署", "partly signed")
        } else if to_sign {
            ("待签署", "to be signed")
        } else if paper.published.is_some() {
            ("已公开", "made public")
        } else if paper.filed {
            ("收存", "on file")
        } else if paper.live {
            ("随办随新", "kept current")
        } else {
            ("已制作", "issued")
        };
        self.pick(zh, en).to_owned()
    }

    fn assigned(&self) -> Vec<(String, String)> {
        let one = |held: &dengwen_case::Assigned| (self.place(&held.place), self.found_or(&held.who, &held.named));
        self.case.assigned.iter().map(one).collect()
    }

    fn parts(&self, seen: &Seen) -> Vec<PartView> {
        let rows = self.case.rows.iter().filter(|row| !row.key.is_main() && seen.row(&row.key));
        rows.map(|row| PartView {
            id: format!("{}.{}", row.key.part, row.key.n),
            label: self.row_label(&row.key),
            stage: row.stage.as_ref().map(|stage| self.stage_label(&row.key, stage)).unwrap_or_default(),
            ended: row.ended.is_some(),
            values: self.values(row),
        })
        .collect()
    }

    fn links(&self) -> Vec<(String, String, String)> {
        let one = |(name, case, ended): &(dengwen_regulation::model::Id, String, bool)| {
            // A case that whoever looks may not know of is not there.
            let number = self.names.cases.get(case)?;
            let (zh, en) = if *ended { ("（已办结）", " (ended)") } else { ("", "") };
            Some((self.link_label(name), case.clone(), format!("{number}{}", self.pick(zh, en))))
        };
        self.case.links.iter().filter_map(one).collect()
    }

    /// A link's name in words: those everybody has, else as the regulation writes it.
    fn link_label(&self, name: &str) -> String {
        if name == "repeat_of" {
            return self.pick("重复件", "Repeat of").to_owned();
        }
        let label = self.regulation.registers.get(name).map(|register| &register.shape.label);
        match label {
            Some(label) => self.text(label),
            None => self.pick("关联件", "Linked").to_owned(),
        }
    }

    fn requests(&self, seen: &Seen) -> Vec<(String, String)> {
        let row = |place: usize| self.case.rows.get(place).map_or_else(RowKey::main, |row| row.key.clone());
        let asked = self.case.open_requests().filter(|request| seen.request(self.case, request));
        let open = asked.map(|request| {
            let row = row(request.row);
            let whom = match (request.whom.is_empty(), self.act(&row, &request.act)) {
                (true, Some(act)) => self.who(&act.by),
                _ => self.principals(&request.whom),
            };
            (self.act_words(&row, &request.act, None), whom)
        });
        let waiting =
            self.case.waiting.iter().filter(|waiting| !waiting.over && seen.waiting(waiting)).map(|waiting| {
                let row = waiting.command.row.clone().unwrap_or_else(RowKey::main);
                let label = self.act_words(&row, &waiting.command.act, waiting.command.option.as_ref());
                let hands: Vec<Principal> = waiting.hands.first().cloned().unwrap_or_default();
                (
                    self.either(format!("{label}（待确认）"), format!("{label} (to be confirmed)")),
                    self.principals(&hands),
                )
            });
        open.chain(waiting).collect()
    }

    fn held(&self) -> Vec<String> {
        let one = |held: &dengwen_case::HeldBack| {
            let (what, why) = (self.held_words(&held.what), self.held_why(&held.why));
            self.either(format!("{what}：{why}"), format!("{what}: {why}"))
        };
        self.case.held.iter().map(one).collect()
    }

    /// Is a run a promise to the party that follows the case: a hard limit of ours, or one of its own.
    #[must_use]
    pub fn is_promise(&self, run: &Run) -> bool {
        use dengwen_regulation::model::Binding;
        let running = matches!(run.state, LimitState::Running { .. });
        running && matches!(run.binding, Binding::Hard | Binding::Recommended | Binding::Right)
    }
}

/// Does a party hold a copy of a paper.
#[must_use]
pub fn holds(case: &Case, paper: &Paper, party: u32) -> bool {
    let who: Vec<Principal> =
        case.parties.iter().find(|known| known.n == party).map(dengwen_case::PartyOn::principals).unwrap_or_default();
    let among = |all: &[Principal]| all.iter().any(|one| *one == Principal::Party(party) || who.contains(one));
    paper.copies.iter().any(|copy| among(&copy.holder))
        || paper.handed.iter().any(|(to, _)| among(to))
        || (paper.copies.is_empty() && among(&paper.to))
        || paper.per.as_ref().is_some_and(|per| among(std::slice::from_ref(per)))
}

impl Show<'_> {
    /// Plain texts of a party's sealed fields, opened for a purpose.
    #[must_use]
    pub fn opened(&self, party: u32, plain: &[(dengwen_regulation::model::Id, String)]) -> Vec<ValueView> {
        let kind =
            self.case.parties.iter().find(|known| known.n == party).and_then(|p| self.regulation.parties.get(&p.kind));
        let label = |id: &dengwen_regulation::model::Id| {
            self.label(kind.and_then(|kind| kind.fields.get(id)).map(|field| &field.label), id)
        };
        plain.iter().map(|(id, text)| ValueView { label: label(id), value: text.clone(), sealed: false }).collect()
    }
}
