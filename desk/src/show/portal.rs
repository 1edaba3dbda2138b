//! What the public reads before handing something in: promises, the way a matter takes, who will see it.

use dengwen_regulation::model::{Begins, Binding, Channel, Id, Limit, Sees, Shape, ShapeRef, Side, Who, Within};

use super::Show;
use crate::view::{Cited, MatterView, WayInView};

/// More promises than this are not read.
const PROMISES_MAX: usize = 5;
/// Neither are more acts.
const MAY_MAX: usize = 8;

impl Show<'_> {
    /// A matter that can be brought: the regulation, or one of its kinds. `closed` says why it is not open yet.
    #[must_use]
    pub fn matter_view(&self, id: &str, at: &ShapeRef, closed: Option<String>) -> MatterView {
        let shape = self.regulation.shape(at);
        let label = match (at, shape) {
            (ShapeRef::Kind(_), Some(shape)) => self.text(&shape.label),
            _ => self.text(&self.regulation.case_label),
        };
        MatterView {
            id: id.to_owned(),
            label: self.start(label),
            regulation: self.text(&self.regulation.title),
            promises: shape.map(|shape| self.promises(shape.limits.values())).unwrap_or_default(),
            way: shape.map(|shape| self.whole_way(shape)).unwrap_or_default(),
            who_sees: self.who_sees(),
            ways: self.ways_in(),
            may: shape.map(|shape| self.may_later(shape)).unwrap_or_default(),
            closed,
        }
    }

    /// `发出《受理告知书》：15 个工作日内`: limits that bind the office and have a number.
    pub(super) fn promises<'l>(&self, limits: impl Iterator<Item = &'l Limit>) -> Vec<String> {
        let outside = |limit: &Limit| matches!(limit.who, Some(Who::Party(_) | Who::Public));
        let binds = |limit: &&Limit| matches!(limit.binding, Binding::Hard | Binding::Recommended) && !outside(limit);
        let mut said: Vec<String> = Vec::new();
        for limit in limits.filter(binds) {
            // What holds in some cases alone is promised to nobody beforehand.
            let always = limit.within.iter().filter(|row| row.cond.is_none());
            let Some(row) = always.clone().find(|row| is_number(&row.is)) else { continue };
            let (within, label) = (self.within_row(row), self.text(&limit.label));
            let text = self.start(self.either(format!("{label}：{within}"), format!("{label}: {within}")));
            if !said.contains(&text) {
                said.push(text);
            }
        }
        said.truncate(PROMISES_MAX);
        said
    }

    /// The ways in, with who sits there.
    fn ways_in(&self) -> Vec<WayInView> {
        let open = self.regulation.channels.iter().filter(|(_, channel)| !channel.rule.off);
        let view = |(id, channel): (&Id, &Channel)| WayInView {
            id: id.to_string(),
            label: self.start(self.text(&channel.label)),
            desk: channel.desk.as_ref().map(|desk| self.written(&desk.to_string())).unwrap_or_default(),
            address: channel.address.clone().unwrap_or_default(),
            hours: channel.hours.clone().unwrap_or_default(),
        };
        open.map(view).collect()
    }

    /// What whoever complains may do once a case is there, each with its article.
    fn may_later(&self, shape: &Shape) -> Vec<Cited> {
        let complaining =
            |id: &Id| self.regulation.parties.get(id).is_some_and(|party| party.side == Side::Complaining);
        let mut all: Vec<Cited> = Vec::new();
        let acts = self.regulation.main.acts.iter().chain(&shape.acts).map(|(_, act)| act);
        for act in acts.filter(|act| matches!(act.begins, Begins::No) && !act.standing && names(&act.by, &complaining))
        {
            let label = self.start(self.text(&act.label));
            if !label.is_empty() && !all.iter().any(|known| known.text == label) {
                all.push(self.cited(label, &act.rule));
            }
        }
        all.truncate(MAY_MAX);
        all
    }

    /// Who will see a matter, and by which article.
    #[must_use]
    pub fn who_sees(&self) -> Vec<Cited> {
        let mut all = Vec::new();
        for row in self.regulation.protection.iter().filter(|row| row.cond.is_none()) {
            let text = match row.sealed {
                true => self.pick(
                    "您的身份和所反映的内容都密封保存，只有登记和承办此件的人员能看到，每次查看都有记录",
                    "Who you are and what you say is kept sealed: only those who register or handle it see it, and every look is recorded",
                ),
                false => self.pick(
                    "您的姓名和联系方式加密保存；登记时由登记人员核对，登记后承办人员写明用途方可查看，每次查看都有记录",
                    "Your name and contact are kept encrypted: whoever registers it checks them, afterwards whoever handles the case must state a purpose to see them, and every look is recorded",
                ),
            };
            all.push(self.cited(text.to_owned(), &row.rule));
        }
        for role in self.regulation.roles.values() {
            let (zh, en) = match role.sees {
                Some(Sees::All) => ("可以查看此类事项", "may see matters of this kind"),
                Some(Sees::Facts) => ("可以查看内容，看不到您的身份", "may see what was said, not who you are"),
                Some(Sees::Progress) => ("只能看到办理进度", "sees only how far it has come"),
                _ => continue,
            };
            let label = self.text(&role.label);
            all.push(self.cited(self.start(self.either(format!("{label}{zh}"), format!("{label} {en}"))), &role.rule));
        }
        for party in self.regulation.parties.values().filter(|party| party.side == Side::ComplainedOf) {
            let label = self.text(&party.label);
            let text = self.either(
                format!("{label}只能看到发给其本人的文书，看不到您的原文"),
                format!("{label}: sees only papers addressed to it, never what you wrote"),
            );
            all.push(Cited { text: self.start(text), ..Cited::default() });
        }
        all
    }
}

/// Is a party like this among them.
fn names(who: &Who, party: &impl Fn(&Id) -> bool) -> bool {
    match who {
        Who::Party(id) => party(id),
        Who::Either(all) => all.iter().any(|who| names(who, party)),
        _ => false,
    }
}

fn is_number(within: &Within) -> bool {
    matches!(within, Within::Span(span) if span.unit.is_counted() || span.unit == dengwen_calendar::Unit::SameDay)
}
