//! Who somebody is, in words: staff by post and name, parties by their kind and never by identity.

use dengwen_case::{Case, Doer, Principal, RowKey};
use dengwen_regulation::{
    model::{Act, Id, Who},
    value::Ref,
};

use super::{Show, words};

impl Show<'_> {
    /// A party by its kind, with its number where the case has several of them.
    #[must_use]
    pub fn party(&self, n: u32) -> String {
        party_name(self, self.case, n)
    }

    /// Somebody as rules see them.
    #[must_use]
    pub fn principal(&self, who: &Principal) -> String {
        match who {
            Principal::Person(id) => self.person(id),
            Principal::Unit(id) => self.unit(id),
            Principal::Post { role, unit: None } => self.role_label(role),
            Principal::Post { role, unit: Some(unit) } => {
                format!("{}{}{}", self.unit(unit), self.pick("", " · "), self.role_label(role))
            }
            Principal::Party(n) => self.party(*n),
            Principal::Staff => self.pick("工作人员", "staff").to_owned(),
            Principal::Public => self.pick("公众", "the public").to_owned(),
            Principal::System => self.pick("系统", "the system").to_owned(),
        }
    }

    /// Several of them, each once.
    #[must_use]
    pub fn principals(&self, who: &[Principal]) -> String {
        let mut all: Vec<String> = Vec::new();
        for one in who {
            // A party that is a unit or person of the office is both: it is named once, as the party.
            let inside =
                |n: &u32| self.case.parties.iter().any(|party| party.n == *n && party.principals().contains(one));
            let again = !matches!(one, Principal::Party(_))
                && who.iter().any(|other| matches!(other, Principal::Party(n) if inside(n)));
            let name = self.principal(one);
            if !again && !all.contains(&name) {
                all.push(name);
            }
        }
        words::listed(&all, self.lang)
    }

    /// Those found, else as the regulation writes them.
    #[must_use]
    pub fn found_or(&self, who: &[Principal], named: &str) -> String {
        if who.is_empty() { self.written(named) } else { self.principals(who) }
    }

    /// A person of the office.
    #[must_use]
    pub fn person(&self, id: &str) -> String {
        self.names.people.get(id).map_or(id, String::as_str).to_owned()
    }

    /// Another case by its number; one that whoever looks may not know of has none.
    #[must_use]
    pub fn other_case(&self, id: &str) -> String {
        let known = self.names.cases.get(id).cloned();
        known.unwrap_or_else(|| self.pick("另一案件", "another case").to_owned())
    }

    /// A unit.
    #[must_use]
    pub fn unit(&self, id: &str) -> String {
        self.names.units.get(id).map_or(id, String::as_str).to_owned()
    }

    /// Who did something: `承办部门 陈立`, `实名举报人`, `系统`.
    #[must_use]
    pub fn doer(&self, by: &Doer) -> String {
        self.doer_as(by, None)
    }

    /// The same, in the post in which they did this act.
    #[must_use]
    pub fn doer_as(&self, by: &Doer, act: Option<&Act>) -> String {
        if by.system {
            return self.pick("系统", "The system").to_owned();
        }
        let person = by.person.as_deref().map(|id| {
            let name = self.names.people.get(id).cloned().unwrap_or_else(|| by.name.clone());
            if name.is_empty() { id.to_owned() } else { name }
        });
        let held = |role: &&Id| self.regulation.role_label(role).is_some();
        let named = act.and_then(|act| by.roles.iter().find(|role| held(role) && names_role(&act.by, role)));
        let post = named.or_else(|| by.roles.iter().find(held)).map(|role| self.role_label(role));
        let staff = match (post, person) {
            (Some(post), Some(person)) => Some(format!("{post} {person}")),
            (Some(one), None) | (None, Some(one)) => Some(one),
            (None, None) => by.unit.as_deref().map(|unit| self.unit(unit)),
        };
        let staff = staff.map(|staff| match &by.deputy_of {
            Some(absent) => {
                let absent = self.person(absent);
                staff + &self.either(format!("（代{absent}）"), format!(" (for {absent})"))
            }
            None => staff,
        });
        match (by.party, staff) {
            (Some(n), None) => self.party(n),
            (Some(n), Some(staff)) => {
                let party = self.party(n);
                format!("{party}{}", self.pick("（由", " (entered by ").to_owned() + &staff + self.pick("代录）", ")"))
            }
            (None, Some(staff)) => staff,
            (None, None) => self.pick("来件人", "The sender").to_owned(),
        }
    }

    /// The same for a party who looks on: staff by post or office, never by name.
    #[must_use]
    pub fn doer_outside(&self, by: &Doer) -> String {
        match by.party {
            Some(n) => self.party(n),
            None => self.names.office.clone(),
        }
    }

    /// WHO as the regulation writes it, in labels: `head of field body` → `处理机关的负责人`.
    #[must_use]
    pub fn written(&self, named: &str) -> String {
        let all: Vec<String> = named.split(", ").map(|one| self.written_one(one.trim())).collect();
        words::listed(&all, self.lang)
    }

    fn written_one(&self, text: &str) -> String {
        let (zh, en) = match text {
            "staff" => ("工作人员", "staff"),
            "public" => ("公众", "the public"),
            "system" => ("系统", "the system"),
            "lead" => ("承办人", "the lead"),
            "joint" => ("协办", "those who work on it jointly"),
            "helper" => ("协助人", "helpers"),
            "watcher" => ("知悉人", "watchers"),
            "desk" => ("受理窗口", "the desk"),
            "receiver" => ("接收人", "the receiver"),
            "owner" => ("当前环节责任人", "the owner of the stage"),
            "=actor.person" => ("经办人", "whoever does it"),
            "=actor.unit" => ("经办单位", "the unit of whoever does it"),
            "" => ("", ""),
            other => return self.written_form(other),
        };
        self.pick(zh, en).to_owned()
    }

    fn written_form(&self, text: &str) -> String {
        let main = RowKey::main();
        let of = |of: &str, zh: &str, en: &str| match self.pick("zh", "en") {
            "zh" => format!("{of}的{zh}"),
            _ => format!("{en} of {of}"),
        };
        if let Some(rest) = text.strip_prefix("head of ") {
            return of(&self.written_one(rest), "负责人", "head");
        }
        if let Some(rest) = text.strip_prefix("superior of ") {
            return of(&self.written_one(rest), "上级", "superior");
        }
        if let Some(act) = text.strip_prefix("did ") {
            let act = self.act_label(&main, act);
            return self.pick("办理“", "whoever did “").to_owned() + &act + self.pick("”的人", "”");
        }
        if let Some(path) = text.strip_prefix("field ") {
            return self.field_label(&main, path.rsplit('.').next().unwrap_or(path));
        }
        if let Some(id) = text.strip_prefix("=input.") {
            return self.field_label(&main, id);
        }
        if let Some(id) = text.strip_prefix("setting ") {
            return self.label(self.regulation.settings.get(id).map(|setting| &setting.field.label), id);
        }
        if let Some(id) = text.strip_prefix("table ") {
            return self.label(self.regulation.tables.get(id).map(|table| &table.label), id);
        }
        if let Some((role, rest)) = text.split_once(" of ") {
            let role = self.role_label(role);
            return of(&self.written_one(rest), &role, &role);
        }
        if let Some((role, _)) = text.split_once(" as ") {
            return self.role_label(role);
        }
        if self.regulation.parties.contains_key(text) { self.party_label(text) } else { self.role_label(text) }
    }

    /// A WHO of the regulation in labels.
    #[must_use]
    pub fn who(&self, who: &Who) -> String {
        self.written(&who.to_string())
    }

    /// A place on the case: `承办人`, or the role's label.
    #[must_use]
    pub fn place(&self, place: &str) -> String {
        let (zh, en) = match place {
            "lead" => ("承办", "Lead"),
            "joint" => ("协办", "Joint"),
            "helper" => ("协助", "Helper"),
            "watcher" => ("知悉", "Watcher"),
            role => return self.role_label(role),
        };
        self.pick(zh, en).to_owned()
    }

    /// Who it is that a party turns out to be inside the office, if it is somebody of it.
    #[must_use]
    pub fn inside(&self, who: &Ref) -> String {
        match who {
            Ref::Person(id) => self.person(id),
            Ref::Unit(id) => self.unit(id),
            Ref::Party(n) => self.party(*n),
            Ref::Body(name) | Ref::Place(name) => name.clone(),
            Ref::Role(id) => self.role_label(id),
            Ref::Case(id) => self.other_case(id),
            Ref::Row(part, n) => self.row_label(&RowKey::new(part.clone(), *n)),
            Ref::File(id) => self.names.files.get(id).map_or(id, |file| &file.name).clone(),
            Ref::Regulation(id) => {
                self.names.regulations.get(id.as_str()).map_or(id.as_str(), String::as_str).to_owned()
            }
        }
    }
}

/// Does a WHO name a role.
fn names_role(who: &Who, role: &Id) -> bool {
    match who {
        Who::Role(named) | Who::RoleOf(named, _) | Who::RoleAs(named, _) => named == role,
        Who::Chain(all) | Who::Either(all) | Who::List(all) => all.iter().any(|one| names_role(one, role)),
        _ => false,
    }
}

fn party_name(show: &Show<'_>, case: &Case, n: u32) -> String {
    let Some(party) = case.parties.iter().find(|party| party.n == n) else {
        return show.pick("当事人", "A party").to_owned();
    };
    let label = show.party_label(&party.kind);
    let same: Vec<u32> = case.parties_of(&party.kind).map(|party| party.n).collect();
    match same.iter().position(|known| *known == n) {
        Some(place) if same.len() > 1 => format!("{label} {}", place + 1),
        _ => label,
    }
}
