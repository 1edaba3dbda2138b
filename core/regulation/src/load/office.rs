//! Parties, roles, channels, rosters, registers, tables, guides.

use super::cx::{Cx, Entry, Scope};
use super::names::{FieldName, strs};
use crate::{
    model::{
        Channel, During, Field, FieldType, Given, Guide, GuideStep, Id, Map, Party, PartyOf, Reach, Register, Role,
        Roster, Sees, Shape, ShapeRef, Side, Table, TableRow,
    },
    tree::Node,
    value::Value,
};
use dengwen_calendar::DutyDays;

const SEES: [(&str, Sees); 6] = [
    ("all", Sees::All),
    ("facts", Sees::Facts),
    ("progress", Sees::Progress),
    ("own", Sees::Own),
    ("figures", Sees::Figures),
    ("nothing", Sees::Nothing),
];

/// The kinds of relation that staff declare.
const RELATIONS: [(&str, &str); 4] = [("kin", "kin"), ("work", "work"), ("interest", "interest"), ("other", "other")];

impl Cx {
    pub(super) fn parties(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Party> {
        let sides = [("complaining", Side::Complaining), ("complained_of", Side::ComplainedOf)];
        let of = [("person", PartyOf::Person), ("unit", PartyOf::Unit), ("outside", PartyOf::Outside)];
        self.section(node, "parties", scope, |cx, id, e, s| {
            let sorts = e.take("of").map_or(&[][..], Node::items);
            let party = |cx: &mut Self, node: &Node| cx.words(node, s).map(|text| cx.party(&text, node.span(), s));
            Party {
                label: cx.label_of(e, s),
                of: sorts.iter().filter_map(|node| cx.one_of(node, s, &of)).collect(),
                many: cx.yes_at(e, "many", s),
                side: cx.one_of_at(e, "side", s, &sides).unwrap_or(Side::Other),
                fields: cx.fields(e.take("fields"), s),
                identity: cx.own_fields(id, e, "identity", s),
                among: e.take("among").and_then(|node| party(cx, node)),
                speaks_for: e.take("speaks-for").and_then(|node| party(cx, node)),
                required: cx.required(e, s),
                sees: cx.one_of_at(e, "sees", s, &SEES),
                same_by: cx.own_fields(id, e, "same-by", s),
                entered_by: cx.whos_at(e, "entered-by", s),
                rule: s.rule(),
            }
        })
    }

    fn own_fields(&mut self, party: &Id, e: &mut Entry<'_>, key: &'static str, s: &Scope) -> Vec<Id> {
        let items = e.take(key).map_or(&[][..], Node::items);
        let mut all = Vec::new();
        for item in items {
            if let Some(text) = self.words(item, s) {
                let party = party.clone();
                let fields = |names: &super::names::Names| {
                    names.parties.get(&party).map(|f| f.keys().cloned().collect::<Vec<Id>>())
                };
                let known = fields(&self.names).unwrap_or_default();
                if !known.iter().any(|id| *id == *text) {
                    self.unknown(&text, item.span(), s, ("当事人的栏目", "field of this party"), &strs(&known));
                }
                all.push(Id::from(text));
            }
        }
        all
    }

    pub(super) fn roles(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Role> {
        let reach = [("own_unit", Reach::OwnUnit), ("below", Reach::Below), ("all", Reach::All)];
        self.section(node, "roles", scope, |cx, _, e, s| Role {
            label: cx.label_of(e, s),
            is: cx.who_at(e, "is", s),
            of_case: cx.one_of_at(e, "of", s, &[("case", true)]).unwrap_or(false),
            many: cx.yes_at(e, "many", s),
            stays: cx.yes_at(e, "stays", s),
            may_be: cx.ids_at(e, "may-be", s),
            certificate: cx.text_at(e, "certificate", s),
            not_with: cx.whos_at(e, "not-with", s),
            unrelated: {
                let items = e.take("unrelated").map_or(&[][..], Node::items);
                items.iter().filter_map(|item| cx.one_of(item, s, &RELATIONS)).map(Id::from).collect()
            },
            named_by: cx.who_at(e, "named-by", s),
            sees: cx.one_of_at(e, "sees", s, &SEES),
            reach: cx.one_of_at(e, "reach", s, &reach),
            fallback: cx.who_at(e, "fallback", s),
            rule: s.rule(),
        })
    }

    pub(super) fn channels(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Channel> {
        self.section(node, "channels", scope, |cx, _, e, s| Channel {
            label: cx.label_of(e, s),
            desk: cx.who_at(e, "desk", s),
            hours: cx.text_at(e, "hours", s),
            address: cx.text_at(e, "address", s),
            asks: cx.paths_at(e, "asks", s),
            rule: s.rule(),
        })
    }

    pub(super) fn rosters(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Roster> {
        self.section(node, "rosters", scope, |cx, _, e, s| Roster {
            label: cx.label_of(e, s),
            who: cx.who_at(e, "who", s),
            by: cx.who_at(e, "by", s),
            during: {
                let items = e.take("during").map_or(&[][..], Node::items);
                items.iter().filter_map(|item| cx.during(item, s)).collect()
            },
            hours: e.take("hours").and_then(|node| {
                let text = cx.words(node, s)?;
                let hours = text.parse().ok();
                if hours.is_none() {
                    cx.error(
                        "bad-hours",
                        node.span(),
                        s,
                        &text,
                        ("时段写作 00:00-08:00, 20:00-24:00", "hours are written as 00:00-08:00, 20:00-24:00"),
                    );
                }
                hours
            }),
            cover: cx.yes_at(e, "cover", s),
            warn: e.take("warn").and_then(|node| cx.within(node, s)),
            rule: s.rule(),
        })
    }

    /// Days of a roster: `holidays`, `days-off`, `working-days`, `setting x`, or periods.
    fn during(&mut self, node: &Node, s: &Scope) -> Option<During> {
        let text = self.words(node, s)?;
        let days = match text.as_str() {
            "holidays" => DutyDays::Holidays,
            "days-off" => DutyDays::DaysOff,
            "working-days" => DutyDays::WorkingDays,
            other => {
                if let Some(id) = other.strip_prefix("setting ") {
                    return Some(During::Setting(self.setting(id.trim(), node.span(), s)));
                }
                let Ok(periods) = other.parse() else {
                    self.error(
                        "bad-during",
                        node.span(),
                        s,
                        other,
                        (
                            "写作 holidays、days-off、working-days、setting 设置，或者 2026-03-20..2026-04-10",
                            "write `holidays`, `days-off`, `working-days`, `setting x`, or 2026-03-20..2026-04-10",
                        ),
                    );
                    return None;
                };
                DutyDays::In(periods)
            }
        };
        Some(During::Days(days))
    }

    pub(super) fn registers(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Register> {
        self.section(node, "registers", scope, |cx, id, e, s| {
            let s = s.in_shape(ShapeRef::Register(id.clone()));
            let label = cx.label_of(e, &s);
            let of = e.take("of").and_then(|node| cx.of(node, &s));
            let outer = cx.scope_of(of.as_ref(), &s);
            let appraises = e.take("appraises");
            let shape = Shape { label, ..cx.shape(e, &s) };
            Register {
                among: cx.cond_at(e, "among", &outer),
                by: cx.paths_at(e, "by", &outer),
                columns: cx.paths_at(e, "columns", &s),
                one_for: cx.id_at(e, "one-for", &s),
                write: cx.who_at(e, "write", &s),
                visible_to: cx.who_at(e, "visible-to", &s),
                appraises: appraises.and_then(|node| cx.appraised(node, &shape, &s)),
                shape,
                of,
            }
        })
    }

    /// The field of a register that holds whoever is appraised: a unit, a person, a role, a body or somebody else by name.
    fn appraised(&mut self, node: &Node, shape: &Shape, s: &Scope) -> Option<Id> {
        let text = self.words(node, s)?;
        let is_who = |field: &Field| !field.types.iter().any(|one| matches!(one, FieldType::Number | FieldType::Money));
        let known: Vec<Id> = shape.fields.iter().filter(|(_, field)| is_who(field)).map(|(id, _)| id.clone()).collect();
        if known.iter().any(|id| *id == *text) {
            return Some(Id::from(text));
        }
        self.unknown(
            &text,
            node.span(),
            s,
            ("本册簿可考核的栏目", "field of this register to appraise by"),
            &strs(&known),
        );
        None
    }

    pub(super) fn tables(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Table> {
        self.section(node, "tables", scope, |cx, _, e, s| {
            let gives = e.take("gives").map_or_else(Vec::new, |node| cx.gives(node, s));
            let by = cx.texts_at(e, "by", s);
            let main = gives.first().map_or("text", |(_, kind)| kind).to_owned();
            let fallback = e.take("fallback").filter(|node| node.text() != Some("none"));
            let rows = e.take("rows").map_or(&[][..], Node::items);
            Table {
                label: cx.label_of(e, s),
                rows: rows.iter().enumerate().map(|(n, row)| cx.table_row(n, row, &gives, s)).collect(),
                fallback: fallback.map(|node| cx.given_kind(node, &main, s)),
                dated: cx.yes_at(e, "dated", s),
                edited_by: cx.who_at(e, "edited-by", s),
                not: cx.whos_at(e, "not", s),
                by,
                gives,
                rule: s.rule(),
            }
        })
    }

    fn gives(&mut self, node: &Node, s: &Scope) -> Vec<(Id, Id)> {
        const KINDS: [&str; 9] = ["unit", "role", "person", "time", "number", "money", "text", "channel", "regulation"];
        let known = KINDS.map(|kind| (kind, kind));
        match node.map() {
            None => self.one_of(node, s, &known).map(|kind| (Id::from("is"), Id::from(kind))).into_iter().collect(),
            Some(map) => {
                let mut all = Vec::new();
                for (column, kind) in &map.entries {
                    let kind = self.one_of(kind, s, &known).unwrap_or("text");
                    all.push((Id::from(column.text.as_str()), Id::from(kind)));
                }
                all
            }
        }
    }

    fn table_row(&mut self, n: usize, node: &Node, gives: &[(Id, Id)], outer: &Scope) -> TableRow {
        let (e, s) = self.enter(&format!("rows.{}", n + 1), node.span(), node, outer);
        let (mut when, mut is): (Map<Value>, Map<Given>) = (Map::new(), Map::new());
        for (key, value) in e.others() {
            let id = Id::from(key.text.as_str());
            match gives.iter().find(|(column, _)| *column == id) {
                Some((_, kind)) => {
                    is.insert(id, self.given_kind(value, kind, &s));
                }
                None => {
                    let value = self.column(&key.text, value, &s);
                    when.insert(id, value);
                }
            }
        }
        if is.is_empty() {
            self.error("no-value", node.span(), &s, "is", ("这一行没有写结果", "this row gives nothing"));
        }
        TableRow { when, is, rule: s.rule() }
    }

    /// The value of a column by which a row is found.
    fn column(&mut self, name: &str, node: &Node, s: &Scope) -> Value {
        let word = ["kind", "channel", "stage"].contains(&name);
        if word || self.names.shapes.values().any(|shape| shape.classes.contains_key(name)) {
            return self.value(node, &FieldName::one(FieldType::Choice), s);
        }
        let field = self.names.shapes.values().find_map(|shape| shape.fields.get(name)).cloned();
        let field = field.unwrap_or_else(|| FieldName::one(FieldType::Text));
        self.value(node, &FieldName { many: false, ..field }, s)
    }

    pub(super) fn guides(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Guide> {
        self.section(node, "guides", scope, |cx, _, e, s| {
            let label = cx.label_of(e, s);
            let mut steps = Vec::new();
            for (n, item) in e.take("steps").map_or(&[][..], Node::items).iter().enumerate() {
                let (mut e, row) = cx.enter(&format!("steps.{}", n + 1), item.span(), item, s);
                let label = cx.label_of(&mut e, &row);
                let trace = cx.one_of_at(&mut e, "trace", &row, &[("required", true), ("optional", false)]);
                cx.leave(&e, &row);
                steps.push(GuideStep { label, required: trace.unwrap_or(false), rule: row.rule() });
            }
            Guide { label, steps, rule: s.rule() }
        })
    }
}
