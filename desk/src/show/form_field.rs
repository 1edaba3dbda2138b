//! A field of a form: how it is asked, with its choices, hints and what stands in it.

use dengwen_case::{Principal, Row, RowKey};
use dengwen_regulation::{
    decimal,
    model::{Axis, Field, FieldType, Id, InputWhat, Options, Party, PartyOf, Required, Role, Sensitive, Side},
    value::{Ref, Value},
};

use super::{
    Show,
    form::{Ask, OpenAct},
    is_identity, words,
};
use crate::{
    keys::is_sealed,
    view::{Choice, Control, FieldView, Stands},
};

/// More cases than this are not listed; the number is typed.
const CASES_LISTED_MAX: usize = 50;
/// What is sent for "not known yet".
const UNKNOWN: &str = "?";

impl Show<'_> {
    /// Fields for what is asked.
    #[must_use]
    pub fn fields(&self, open: &OpenAct<'_>, asks: &[Ask]) -> Vec<FieldView> {
        asks.iter().filter_map(|ask| self.asked(open, ask)).collect()
    }

    fn asked(&self, open: &OpenAct<'_>, ask: &Ask) -> Option<FieldView> {
        let row = &open.row;
        let key = ask.what.key();
        let label = self.input_label(row, Some(open.act), &ask.what);
        let mut asked = match &ask.what {
            InputWhat::Field(id) => match self.asked_field(open, id) {
                Some(field) => self.field_asked(row, &key, field, self.on_file(open, id)),
                None => FieldView::new(&key, "", Control::Text),
            },
            InputWhat::Own(_, field) => match self.standing(open, &key) {
                Some(options) => FieldView { options, ..FieldView::new(&key, "", Control::One) },
                None if key == "reason" => FieldView::new(&key, "", Control::Long),
                None => self.field_asked(row, &key, field, None),
            },
            InputWhat::Class(id) => {
                let fresh = self.opened_by(Some(open.act)).and_then(|shape| shape.classes.get(id));
                self.class_asked(row, &key, id, fresh)?
            }
            InputWhat::Party(kind) => self.party_asked(&key, kind)?,
            InputWhat::Role(id) => self.role_asked(&key, id),
            InputWhat::Document(_) => FieldView::new(&key, "", Control::Files),
        };
        asked.label = self.start(label);
        asked.must |= ask.must;
        let article = asked.article.take().or_else(|| ask.rule.article.clone());
        asked.article = article.filter(|article| open.act.rule.article.as_ref() != Some(article));
        Some(asked)
    }

    /// The field an input sets: of the row the act opens, of its own row, of the case.
    fn asked_field(&self, open: &OpenAct<'_>, id: &Id) -> Option<&Field> {
        let opened = self.opened_by(Some(open.act));
        opened.and_then(|shape| shape.fields.get(id)).or_else(|| self.field(&open.row, id))
    }

    /// What stands in a field now.
    fn on_file(&self, open: &OpenAct<'_>, id: &Id) -> Option<Value> {
        let row = &open.row;
        if open.act.opens.is_some() {
            return None;
        }
        let own = self.case.row(row).and_then(|row| row.values.get(id));
        own.or_else(|| self.case.main().and_then(|main| main.values.get(id))).cloned()
    }

    /// A field as it is asked.
    fn field_asked(&self, row: &RowKey, key: &str, field: &Field, now: Option<Value>) -> FieldView {
        let (control, options) = self.known_or_not(field, self.control(row, field));
        let many = field.many && !matches!(control, Control::Many | Control::Files);
        let value = now.or_else(|| field.default.clone()).map(|value| self.as_typed(&value)).unwrap_or_default();
        let label = self.label(Some(&field.label), key);
        let sealed = field.sensitive.is_some();
        FieldView {
            hint: self.hint(field, &control),
            must: matches!(field.required, Required::Always),
            many: many || field.many,
            options,
            value,
            sealed,
            keepable: !sealed && !is_sealed(self.regulation),
            article: field.rule.article.clone(),
            ..FieldView::new(key, label, control)
        }
    }

    /// A setting of the office, asked like a field.
    pub(crate) fn setting_asked(&self, key: &str, field: &Field, now: Option<Value>) -> FieldView {
        self.field_asked(&RowKey::main(), key, field, now)
    }

    /// Where "not known yet" is allowed, it can be chosen or written as `?`.
    fn known_or_not(&self, field: &Field, (control, mut options): (Control, Vec<Choice>)) -> (Control, Vec<Choice>) {
        let Some(unknown) = &field.unknown else { return (control, options) };
        let label = self.text(&unknown.label);
        match control {
            Control::YesNo => {
                options.push(choice("yes".to_owned(), self.pick("是", "yes").to_owned()));
                options.push(choice("no".to_owned(), self.pick("否", "no").to_owned()));
                options.push(choice(UNKNOWN.to_owned(), label));
                (Control::One, options)
            }
            Control::One | Control::Many => {
                options.push(choice(UNKNOWN.to_owned(), label));
                (control, options)
            }
            Control::Long | Control::Files => (control, options),
            _ => (Control::Text, options),
        }
    }

    fn hint(&self, field: &Field, control: &Control) -> Option<String> {
        let mut said: Vec<String> = Vec::new();
        if matches!(field.required, Required::IfPossible) {
            said.push(self.pick("尽量填写，不影响提交", "if you can; leaving it out stops nothing").to_owned());
        }
        let form = match control {
            Control::Money => Some(("单位：元，例如 1234.50", "in yuan, such as 1234.50")),
            Control::Interval => Some((
                "例如：15 working-days、30 days、2 weeks、24 hours",
                "such as 15 working-days, 30 days, 2 weeks, 24 hours",
            )),
            Control::Text if field.types.contains(&FieldType::Case) => Some(("填写编号", "its number")),
            Control::Decimal if field.types.contains(&FieldType::Percent) => {
                Some(("百分数，例如 12.5", "in percent, such as 12.5"))
            }
            _ => None,
        };
        if let Some((zh, en)) = form {
            said.push(self.pick(zh, en).to_owned());
        }
        if matches!(control, Control::Decimal) && (1..=decimal::MOST).contains(&field.decimals) {
            let places = field.decimals;
            said.push(self.either(format!("小数最多 {places} 位"), format!("at most {places} decimals")));
        }
        if let (Some(unknown), Control::Text | Control::Long) = (&field.unknown, control) {
            let label = self.text(&unknown.label);
            said.push(self.either(format!("{label}的，填“{UNKNOWN}”"), format!("{label}: write “{UNKNOWN}”")));
        }
        if field.many && matches!(control, Control::Text | Control::Date | Control::Moment | Control::Interval) {
            said.push(self.pick("一行一个", "one a line").to_owned());
        }
        match field.sensitive {
            Some(Sensitive::Identity) => said.push(self.sealed_hint()),
            Some(Sensitive::Content) => {
                said.push(
                    self.pick(
                        "密封保存，只有登记和承办此件的人员能看到",
                        "kept sealed; only those who register or handle it see it",
                    )
                    .to_owned(),
                );
            }
            None => {}
        }
        (!said.is_empty()).then(|| said.join(self.pick("；", "; ")))
    }

    fn sealed_hint(&self) -> String {
        let text = self.pick(
            "加密保存；登记后须写明用途方可查看，每次查看都有记录",
            "kept encrypted; once registered, it is seen only for a stated purpose, and every look is recorded",
        );
        text.to_owned()
    }

    /// How a field is asked and what can be chosen.
    fn control(&self, row: &RowKey, field: &Field) -> (Control, Vec<Choice>) {
        let of = field.types.first().copied().unwrap_or(FieldType::Text);
        let choosing = if field.many { Control::Many } else { Control::One };
        match of {
            FieldType::Text | FieldType::Place | FieldType::Body | FieldType::Periods => (Control::Text, Vec::new()),
            FieldType::Long => (Control::Long, Vec::new()),
            FieldType::Percent => (Control::Decimal, Vec::new()),
            FieldType::Number if field.decimals > 0 => (Control::Decimal, Vec::new()),
            FieldType::Number => (Control::Number, Vec::new()),
            FieldType::Money => (Control::Money, Vec::new()),
            FieldType::YesNo => (Control::YesNo, Vec::new()),
            FieldType::Date => (Control::Date, Vec::new()),
            FieldType::Moment => (Control::Moment, Vec::new()),
            FieldType::Time => (Control::Time, Vec::new()),
            FieldType::Interval | FieldType::Due | FieldType::Limit => (Control::Interval, Vec::new()),
            FieldType::File => (Control::Files, Vec::new()),
            FieldType::Phone => (Control::Phone, Vec::new()),
            FieldType::Choice => (choosing, self.choices(row, field)),
            FieldType::Person | FieldType::Unit | FieldType::Role => {
                let options = self.somebody(&field.types);
                if options.is_empty() { (Control::Text, options) } else { (choosing, options) }
            }
            FieldType::Case => {
                let others = self.names.cases.iter().filter(|(id, _)| **id != self.case.id);
                let options: Vec<Choice> = others.map(|(_, name)| choice(name.clone(), name.clone())).collect();
                let few = !options.is_empty() && options.len() <= CASES_LISTED_MAX;
                if few { (choosing, options) } else { (Control::Text, Vec::new()) }
            }
            FieldType::Row => (choosing, self.choices(row, field)),
            FieldType::Regulation => {
                let all = self.names.regulations.iter().map(|(id, title)| choice(id.clone(), title.clone())).collect();
                (choosing, all)
            }
        }
    }

    /// The choices of a field.
    fn choices(&self, row: &RowKey, field: &Field) -> Vec<Choice> {
        match &field.options {
            Options::None => Vec::new(),
            Options::Listed(all) => {
                let offered = all.iter().filter(|(_, one)| !one.rule.off);
                offered.map(|(id, one)| choice(id.to_string(), self.text(&one.label))).collect()
            }
            Options::From(from) => match self.axis(row, from) {
                Some(axis) => self.class_choices(axis),
                None => {
                    let open = |row: &&Row| row.key.part == *from && row.is_open();
                    let rows = self.case.rows.iter().filter(open);
                    rows.map(|row| choice(format!("{}.{}", row.key.part, row.key.n), self.row_title(row))).collect()
                }
            },
        }
    }

    /// A row with the first thing known of it.
    #[must_use]
    pub fn row_title(&self, row: &Row) -> String {
        let label = self.row_label(&row.key);
        let first = row.values.iter().find_map(|(id, value)| {
            let said = self.guarded(&row.key, self.field(&row.key, id), value);
            (!said.text.is_empty()).then_some(said.text)
        });
        match first {
            Some(first) => format!("{label} · {}", words::shortened(&first, 24)),
            None => label,
        }
    }

    /// People, units and roles of the office.
    fn somebody(&self, types: &[FieldType]) -> Vec<Choice> {
        let mut all = Vec::new();
        if types.contains(&FieldType::Unit) {
            all.extend(self.names.units.iter().map(|(id, name)| choice(id.clone(), name.clone())));
        }
        if types.contains(&FieldType::Person) {
            all.extend(self.names.people.iter().map(|(id, name)| choice(id.clone(), name.clone())));
            let named = types.contains(&FieldType::Role).then_some(&self.case.parties);
            let parties = named.into_iter().flatten();
            all.extend(parties.map(|party| choice(format!("party:{}", party.n), self.party(party.n))));
        }
        if types.contains(&FieldType::Role) {
            let roles = self.regulation.roles.iter();
            all.extend(roles.map(|(id, role)| choice(id.to_string(), self.text(&role.label))));
        }
        all
    }

    fn class_asked(&self, row: &RowKey, key: &str, id: &Id, fresh: Option<&Axis>) -> Option<FieldView> {
        let axis = fresh.or_else(|| self.axis(row, id))?;
        let ticks = axis.grounds.iter().filter(|ground| ground.when.is_none() || ground.confirmed_by.is_some());
        let grounds: Vec<Choice> = ticks
            .map(|ground| Choice {
                value: ground.id.to_string(),
                label: {
                    let value = self.label(axis.values.get(&ground.value).map(|value| &value.label), &ground.value);
                    format!("{value}{}{}", self.pick("：", ": "), self.text(&ground.label))
                },
                meaning: ground.rule.article.clone(),
            })
            .collect();
        let many = axis.many || !grounds.is_empty();
        let now = self.case.row(row).or_else(|| self.case.main()).and_then(|row| row.axes.get(id));
        let now = now.filter(|_| fresh.is_none());
        let value = now.map(|state| state.now.iter().map(ToString::to_string).collect());
        let default = || axis.default.iter().map(ToString::to_string).collect();
        Some(FieldView {
            many,
            options: self.class_choices(axis).into_iter().chain(grounds).collect(),
            value: value.unwrap_or_else(default),
            article: axis.rule.article.clone(),
            ..FieldView::new(key, self.text(&axis.label), if many { Control::Many } else { Control::One })
        })
    }

    /// Values of an axis, those shown first before the others, with their meaning.
    pub(super) fn class_choices(&self, axis: &Axis) -> Vec<Choice> {
        let offered = axis.values.iter().filter(|(_, value)| !value.rule.off);
        let (first, rest): (Vec<_>, Vec<_>) = offered.partition(|(_, value)| value.first);
        let shown = first.into_iter().chain(rest).map(|(id, value)| {
            let above = value.of.as_ref().and_then(|of| axis.values.get(of)).map(|above| self.text(&above.label));
            let label = self.text(&value.label);
            Choice {
                value: id.to_string(),
                label: above.map_or_else(|| label.clone(), |above| format!("{above} › {label}")),
                meaning: value.meaning.as_ref().map(|meaning| self.text(meaning)),
            }
        });
        shown.collect()
    }

    fn role_asked(&self, key: &str, id: &Id) -> FieldView {
        let role: Option<&Role> = self.regulation.roles.get(id);
        let many = role.is_some_and(|role| role.many);
        let control = if many { Control::Many } else { Control::One };
        let holders = self.case.holders(id);
        let value = holders.iter().filter_map(|holder| match holder {
            Principal::Person(id) | Principal::Unit(id) => Some(id.clone()),
            _ => None,
        });
        FieldView {
            many,
            options: self.somebody(&[FieldType::Person, FieldType::Unit]),
            value: value.collect(),
            article: role.and_then(|role| role.rule.article.clone()),
            ..FieldView::new(key, self.role_label(id), control)
        }
    }

    fn party_asked(&self, key: &str, kind: &Id) -> Option<FieldView> {
        let party = self.regulation.parties.get(kind)?;
        let mut children: Vec<FieldView> = self.party_who(key, party).into_iter().collect();
        for (id, field) in &party.fields {
            let sealed = is_identity(party, id);
            let name = format!("{key}.0.{id}");
            let mut asked = self.field_asked(&RowKey::main(), &name, field, None);
            asked.label = self.start(asked.label);
            asked.sealed |= sealed;
            asked.keepable = false;
            // How it is kept stands once, above them all, and so does the article.
            if field.sensitive == Some(Sensitive::Identity) {
                asked.hint = self.hint(&Field { sensitive: None, ..field.clone() }, &asked.control);
            }
            asked.article = asked.article.filter(|article| party.rule.article.as_ref() != Some(article));
            children.push(asked);
        }
        let sealed = party.fields.keys().any(|id| is_identity(party, id));
        Some(FieldView {
            hint: sealed.then(|| self.sealed_hint()),
            must: matches!(party.required, Required::Always),
            many: party.many,
            children,
            sealed,
            article: party.rule.article.clone(),
            stands: Some(stands(party)),
            ..FieldView::new(key, self.text(&party.label), Control::Group)
        })
    }

    /// Who of the office, or of the parties there, it is.
    fn party_who(&self, key: &str, party: &Party) -> Option<FieldView> {
        let name = format!("{key}.0.who");
        if let Some(among) = &party.among {
            let there: Vec<Choice> = self
                .case
                .parties_of(among)
                .map(|known| choice(format!("party:{}", known.n), self.party(known.n)))
                .collect();
            let label = self.party_label(among);
            if there.is_empty() {
                let label = self.pick("第几位", "Which of them: ").to_owned() + &label;
                let hint = self.pick("按上面填写的先后，从 1 数起", "in the order given above, from 1").to_owned();
                return Some(FieldView { hint: Some(hint), ..FieldView::new(&name, label, Control::Number) });
            }
            return Some(FieldView { options: there, ..FieldView::new(&name, label, Control::One) });
        }
        let mut types = Vec::new();
        if party.of.contains(&PartyOf::Unit) {
            types.push(FieldType::Unit);
        }
        if party.of.contains(&PartyOf::Person) && party.side != Side::Complaining {
            types.push(FieldType::Person);
        }
        let options = self.somebody(&types);
        let label = self.pick("本单位的人员或部门（如是）", "Who of the office, if it is somebody of it");
        (!options.is_empty()).then(|| FieldView { options, ..FieldView::new(&name, label, Control::One) })
    }
}

fn stands(party: &Party) -> Stands {
    match (party.side, &party.among, &party.speaks_for) {
        (_, Some(_), _) => Stands::Among,
        (_, None, Some(_)) => Stands::For,
        (Side::Complaining, ..) => Stands::Complaining,
        (Side::ComplainedOf, ..) => Stands::Against,
        (Side::Other, ..) => Stands::Beside,
    }
}

pub(super) fn choice(value: String, label: String) -> Choice {
    Choice { value, label, meaning: None }
}

/// Somebody or something by reference, as a choice sends it.
fn ref_as_typed(to: &Ref) -> Option<String> {
    Some(match to {
        Ref::Person(id) | Ref::Unit(id) | Ref::Case(id) => id.clone(),
        Ref::Role(id) | Ref::Regulation(id) => id.to_string(),
        Ref::Row(part, n) => format!("{part}.{n}"),
        Ref::Party(n) => format!("party:{n}"),
        Ref::Body(name) | Ref::Place(name) => name.clone(),
        Ref::File(_) => return None,
    })
}

impl Show<'_> {
    /// A value as it would be typed; what is sealed is never typed again.
    #[must_use]
    pub fn as_typed(&self, value: &Value) -> Vec<String> {
        let text = match value {
            Value::Empty | Value::NotApplicable | Value::Sealed(_) | Value::Seconds(_) => return Vec::new(),
            Value::Many(all) => return all.iter().flat_map(|one| self.as_typed(one)).collect(),
            Value::Yes(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Value::Int(n) => n.to_string(),
            Value::Money(fen) => {
                let sign = if *fen < 0 { "-" } else { "" };
                format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
            }
            Value::Decimal(n, places) => decimal::written(*n, *places),
            Value::Share(over, under) => words::percent(*over, *under).trim_end_matches('%').to_owned(),
            Value::Text(text) => text.clone(),
            Value::Choice(id) => id.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Time(time) => words::time(*time),
            Value::Moment(at) => {
                let local = self.counting.local(*at);
                format!("{}T{}", local.date(), words::time(local.time()))
            }
            Value::Interval(span) => span.to_string(),
            Value::Ref(Ref::Case(id)) => return self.names.cases.get(id).cloned().into_iter().collect(),
            Value::Ref(to) => return ref_as_typed(to).into_iter().collect(),
        };
        vec![text]
    }
}
