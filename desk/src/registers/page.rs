//! Registers as pages show them: the list, and one register with the rows that somebody may see.

use std::{collections::BTreeSet, sync::Arc};

use dengwen_case::{Actor, Begin};
use dengwen_regulation::{
    model::{Act, Id, Lang, Register, Regulation, Sees},
    value::Value,
};
use dengwen_store::RegisterRow;
use serde::Serialize;

use super::{WRITE, pen, readers};
use crate::{
    act::surroundings::register_name,
    actor::{Eyes, in_lists},
    audit::Read,
    desk::Desk,
    engine,
    incoming::of_office,
    look::Look,
    office::Office,
    show::{Show, form::OpenAct},
    view::{Cited, FormView, LimitView, Rejection, Session, ValueView},
};

/// How many rows of a register a page shows.
const ROWS_MAX: u32 = 500;

/// A register in the list.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterLine {
    /// Its name in addresses: `REGULATION/REGISTER`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Title of the regulation.
    pub regulation: String,
    /// The article.
    pub cited: Cited,
    /// How many rows there are for whoever looks.
    pub rows: usize,
    /// They may write in it.
    pub writes: bool,
}

/// A row of a register.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterRowView {
    /// The case that it came from, or the row itself where it has a life, for whoever may open it.
    pub case: Option<String>,
    /// When it was entered, in words.
    pub when: String,
    /// The stage of a row with a life.
    pub stage: String,
    /// A value for each column.
    pub cells: Vec<ValueView>,
}

/// One register.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterPage {
    /// The register.
    pub line: RegisterLine,
    /// Its columns.
    pub columns: Vec<String>,
    /// Its rows have stages.
    pub staged: bool,
    /// The rows, newest first.
    pub rows: Vec<RegisterRowView>,
    /// Limits of the register as a whole.
    pub limits: Vec<LimitView>,
    /// The form in which a row is written by hand, and those of the acts that open one.
    pub forms: Vec<FormView>,
}

/// Rows that a case has in a register: the name of the register, its columns, the cells.
pub(crate) type InRegister = (String, Vec<String>, Vec<Vec<String>>);

/// A register as somebody looks at it.
pub(super) struct Open<'a> {
    office: &'a Arc<Office>,
    pub(super) regulation: &'a Arc<Regulation>,
    id: &'a Id,
    pub(super) register: &'a Register,
    /// The rows they may see.
    pub(super) rows: Vec<RegisterRow>,
    /// The cases among them that they may open.
    cases: BTreeSet<String>,
    writes: bool,
    /// The acts by which they open a row.
    opens: Vec<Begin>,
    /// It is there for them even while it is empty.
    own: bool,
}

impl Desk {
    /// The registers of which somebody may see something, or in which they write.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn register_list(&self, session: &Session, lang: Lang) -> Result<Vec<RegisterLine>, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let mut all = Vec::new();
        for regulation in self.regulations_of(&office) {
            for (id, register) in &regulation.registers {
                let open = self.open_register(&office, &regulation, (id, register), &actor).await?;
                if open.is_there() {
                    all.push(self.with_show(&office, &regulation, lang, |show| line(&open, show)));
                }
            }
        }
        Ok(all)
    }

    /// One register with the rows that somebody may see. `id` is `REGULATION/REGISTER`.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if nothing of it is there for them.
    pub async fn register_page(&self, session: &Session, id: &str, lang: Lang) -> Result<RegisterPage, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let (regulation, name) = self.register_named(&office, id)?;
        let register = regulation.registers.get(&name).ok_or(Rejection::NotFound)?;
        let open = self.open_register(&office, &regulation, (&name, register), &actor).await?;
        if !open.is_there() {
            return Err(Rejection::NotFound);
        }
        self.record_read(&format!("register:{}/{id}", office.id), &session.person, Read::Register).await?;
        let limits = self.limits_of_register(&open, &actor, lang).await?;
        let act = pen(register).filter(|_| open.writes);
        Ok(self.with_show(&office, &regulation, lang, |show| RegisterPage {
            line: line(&open, show),
            columns: columns(register).iter().map(|column| column_label(show, register, column)).collect(),
            staged: register.has_life(),
            rows: open.rows.iter().map(|row| open.row(row, show)).collect(),
            limits,
            forms: act
                .iter()
                .map(pen_form(&show))
                .chain(open.opens.iter().filter_map(|act| show.beginning(act)))
                .collect(),
        }))
    }

    /// A register by its name in addresses.
    pub(crate) fn register_named(&self, office: &Office, id: &str) -> Result<(Arc<Regulation>, Id), Rejection> {
        let (regulation, register) = id.split_once('/').ok_or(Rejection::NotFound)?;
        if !office.regulations.iter().any(|known| known == regulation) {
            return Err(Rejection::NotFound);
        }
        let regulation = self.regulation_of(office, regulation)?;
        let name = regulation.registers.get_key_value(register).map(|(name, _)| name.clone());
        Ok((regulation, name.ok_or(Rejection::NotFound)?))
    }

    /// What somebody may see: all of it where it is there for them, else what belongs to cases they may read.
    pub(super) async fn open_register<'a>(
        &self,
        office: &'a Arc<Office>,
        regulation: &'a Arc<Regulation>,
        (id, register): (&'a Id, &'a Register),
        actor: &Actor,
    ) -> Result<Open<'a>, Rejection> {
        let now = self.now();
        let is_one = |whos: Vec<&dengwen_regulation::model::Who>| {
            whos.into_iter().any(|who| actor.is_any(&of_office(office, regulation, who, now)))
        };
        let writes = is_one(register.write.iter().collect());
        let own = is_one(readers(register));
        let name = register_name(&office.id, &regulation.id, id);
        let eyes = Eyes::of(&office.id, actor);
        let (mut rows, mut cases) = (Vec::new(), BTreeSet::new());
        let stored = self.store().register_rows(&name, None, ROWS_MAX).await?.rows;
        let streams: Vec<String> = stored.iter().map(|row| row.stream.clone()).collect();
        let barred = self.store().barred_among(&streams, eyes.viewer()).await?;
        let sights = self.store().sights(&streams, eyes.viewer()).await?;
        for row in stored {
            if barred.contains(&row.stream) {
                continue;
            }
            let reads = sights.iter().filter(|one| one.stream == row.stream).any(|one| {
                one.principal != in_lists(&office.id, &dengwen_case::Principal::Staff)
                    && matches!(one.level.as_str(), "facts" | "all")
            });
            if reads {
                cases.insert(row.stream.clone());
            }
            // A register that names its readers is theirs alone; a row with a life belongs to those who act on it as well.
            let mine = own || (reads && (register.visible_to.is_none() || row.stage.is_some()));
            if mine {
                rows.push(row);
            }
        }
        let itself = self.register_stream(&office.id, &regulation.id, id);
        cases.remove(&itself);
        let opens = engine::openings(self, office, regulation, id, actor, now).await?;
        Ok(Open { office, regulation, id, register, rows, cases, writes, opens, own })
    }

    /// The rows that a case has in registers, of those that somebody may see.
    pub(crate) async fn rows_in_registers(&self, look: &Look, actor: &Actor) -> Result<Vec<InRegister>, Rejection> {
        let (office, regulation, show) = (&look.loaded.office, &look.loaded.regulation, look.show());
        let stored = self.store().register_rows_of(&look.loaded.case.id).await?;
        let mut all = Vec::new();
        for (id, register) in &regulation.registers {
            let name = register_name(&office.id, &regulation.id, id);
            let is_reader =
                readers(register).into_iter().any(|who| actor.is_any(&of_office(office, regulation, who, look.now)));
            let mine = is_reader || (look.viewer.sees_facts() && register.visible_to.is_none());
            let said = |row: &RegisterRow, column: &str| {
                let said = cell(show, register, column, row.body.get(column).cloned());
                if said.sealed { show.pick("（密封）", "(sealed)").to_owned() } else { said.text }
            };
            let columns = columns(register);
            let of = stored.iter().filter(|row| mine && row.register == name);
            let rows: Vec<Vec<String>> =
                of.map(|row| columns.iter().map(|column| said(row, column)).collect()).collect();
            if !rows.is_empty() {
                let labels = columns.iter().map(|column| column_label(show, register, column)).collect();
                all.push((show.text(&register.shape.label), labels, rows));
            }
        }
        Ok(all)
    }

    async fn limits_of_register(
        &self,
        open: &Open<'_>,
        actor: &Actor,
        lang: Lang,
    ) -> Result<Vec<LimitView>, Rejection> {
        let stream = self.register_stream(&open.office.id, &open.regulation.id, open.id);
        if !open.own || self.store().head(&stream).await?.is_none() {
            return Ok(Vec::new());
        }
        let look = self.look(&stream, actor, lang).await?;
        Ok(look.show().limits(&look.seen.limits, crate::show::Viewer::staff(Sees::All)))
    }
}

/// The form in which a row is written by hand.
fn pen_form(show: &Show<'_>) -> impl Fn(&Act) -> FormView {
    move |act| {
        let name = Id::from(WRITE);
        FormView { follows: Vec::new(), ..show.form(&OpenAct::whole(&name, act, dengwen_case::RowKey::main())) }
    }
}

impl Open<'_> {
    pub(super) fn is_there(&self) -> bool {
        self.own || !self.rows.is_empty() || !self.opens.is_empty()
    }

    fn row(&self, row: &RegisterRow, show: Show<'_>) -> RegisterRowView {
        let cells = columns(self.register).into_iter().map(|column| {
            let stored = row.body.get(column).cloned();
            let label = column_label(show, self.register, column);
            cell(show, self.register, column, stored).under(label)
        });
        let stage = row.stage.as_deref().and_then(|stage| self.register.shape.stages.get(stage));
        RegisterRowView {
            case: self.cases.contains(&row.stream).then(|| row.stream.clone()),
            when: show.moment(row.at),
            stage: stage.map(|stage| show.text(&stage.label)).unwrap_or_default(),
            cells: cells.collect(),
        }
    }
}

fn line(open: &Open<'_>, show: Show<'_>) -> RegisterLine {
    let shape = &open.register.shape;
    RegisterLine {
        id: format!("{}/{}", open.regulation.id, open.id),
        label: show.text(&shape.label),
        regulation: show.text(&open.regulation.title),
        cited: show.cited(String::new(), &shape.rule),
        rows: open.rows.len(),
        writes: open.writes || !open.opens.is_empty(),
    }
}

/// The columns named, or else all fields.
fn columns(register: &Register) -> Vec<&str> {
    if register.columns.is_empty() {
        register.shape.fields.keys().map(Id::as_str).collect()
    } else {
        register.columns.iter().map(String::as_str).collect()
    }
}

pub(super) fn column_label(show: Show<'_>, register: &Register, column: &str) -> String {
    match register.shape.fields.get(column) {
        Some(field) => show.text(&field.label),
        None => show.path_label(column),
    }
}

pub(super) fn cell(
    show: Show<'_>,
    register: &Register,
    column: &str,
    stored: Option<serde_json::Value>,
) -> crate::show::value::Said {
    let main = dengwen_case::RowKey::main();
    let Some(stored) = stored else { return crate::show::value::Said::default() };
    let field = register.shape.fields.get(column);
    match serde_json::from_value::<Value>(stored.clone()) {
        Ok(value) if field.is_some() => show.value(&main, field, &value),
        Ok(value) => show.value_of_path(column, &value),
        Err(_) => crate::show::value::Said { text: plain(show, column, &stored), sealed: false },
    }
}

/// What the read model holds as plain text: number, stage, way in, instant, values of a class.
fn plain(show: Show<'_>, column: &str, stored: &serde_json::Value) -> String {
    let main = dengwen_case::RowKey::main();
    match stored {
        serde_json::Value::String(text) if column == "stage" => show.stage_label(&main, text),
        serde_json::Value::String(text) if column == "channel" => show.channel_label(text),
        serde_json::Value::String(text) => match text.parse::<jiff::Timestamp>() {
            Ok(at) => show.moment(at),
            Err(_) => text.clone(),
        },
        serde_json::Value::Array(all) => {
            let axis = column.strip_prefix("class.").unwrap_or(column);
            let named = all.iter().filter_map(serde_json::Value::as_str);
            let labels: Vec<String> = named.map(|id| show.class_value(&main, axis, &Id::from(id))).collect();
            crate::show::words::listed(&labels, show.lang)
        }
        other => other.to_string(),
    }
}
