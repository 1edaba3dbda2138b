//! Tables of a regulation that the office fills in: who is responsible by subject, which time by class. A row is dated, replaced
//! by a later one for the same columns, and ended; nothing is taken out. Administrators write in them, and whoever the
//! regulation names as `edited-by`.

use dengwen_calendar::Counting;
use dengwen_case::{OfficeRow, Principal};
use dengwen_regulation::{
    model::{Given, Id, Lang, Regulation, Table, TableRow, Who},
    value::{Ref, Value},
};
use indexmap::IndexMap;
use jiff::Timestamp;

use super::{Office, OfficeEvent, RowEntry};
use crate::{
    desk::Desk,
    show::{Show, words},
    typed,
    view::{FieldView, Rejection, Session},
};

/// How many rows an office enters into its tables.
const ROWS_MAX: usize = 2_000;
/// What the key of a column begins with in a form.
const BY: &str = "by.";
/// The same for what a row gives.
const GIVES: &str = "gives.";

/// A table that the office fills in.
#[derive(Debug, Clone)]
pub struct TableView {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The article.
    pub article: Option<String>,
    /// How it is understood.
    pub reading: Option<String>,
    /// Names of the columns: by which a row is found, then what it gives.
    pub columns: Vec<String>,
    /// Rows of the regulation itself.
    pub text_rows: Vec<RowView>,
    /// Rows of the office, the latest first.
    pub rows: Vec<RowView>,
    /// What holds where no row fits.
    pub fallback: Option<String>,
    /// The form for one more row.
    pub fields: Vec<FieldView>,
    /// What is missing or no longer right.
    pub findings: Vec<String>,
}

/// A row that the office has entered, or of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowView {
    /// Which, for ending it.
    pub place: usize,
    /// One cell for each column.
    pub cells: Vec<String>,
    /// From when it holds.
    pub from: Option<Timestamp>,
    /// Before when it ends.
    pub until: Option<Timestamp>,
    /// It holds now.
    pub holds: bool,
    /// It may be ended.
    pub open: bool,
    /// What was typed, by the key of its field.
    pub typed: Vec<(String, Vec<String>)>,
}

impl Desk {
    /// The tables of a regulation that somebody may fill in.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] where the office does not run the regulation.
    pub async fn tables(&self, session: &Session, regulation: &str, lang: Lang) -> Result<Vec<TableView>, Rejection> {
        let (office, text) = self.table_book(session, regulation).await?;
        let mut all = Vec::new();
        for (id, table) in &text.tables {
            if self.may_fill(session, table).await? {
                all.push(self.with_show(&office, &text, lang, |show| view(&show, &office, id, table)));
            }
        }
        Ok(all)
    }

    /// Enters a row, each column as typed under the key of its field. Rows for the same columns end where it begins.
    ///
    /// # Errors
    /// As [`Desk::tables`]; [`Rejection::Invalid`] with the key of what does not fit.
    pub async fn enter_table_row(
        &self,
        session: &Session,
        regulation: &str,
        table: &str,
        typed: &[(String, String)],
        from: Option<Timestamp>,
        lang: Lang,
    ) -> Result<(), Rejection> {
        let (office, text) = self.table_book(session, regulation).await?;
        let known = text.tables.get(table).ok_or(Rejection::NotFound)?;
        if !self.may_fill(session, known).await? {
            return Err(Rejection::NotFound);
        }
        let from = from.unwrap_or(self.now());
        let row = self.with_show(&office, &text, lang, |show| read(&show, &office, known, typed))?;
        let row = OfficeRow { from: Some(from), ..row };
        if office.rows.iter().filter(|one| one.regulation == regulation).count() >= ROWS_MAX {
            return Err(Rejection::Invalid(vec![(String::new(), ROWS_MAX.to_string())]));
        }
        let same = |one: &RowEntry| {
            one.regulation == regulation && one.table == table && one.row.when == row.when && one.row.until.is_none()
        };
        let replaced = office.rows.iter().enumerate().filter(|(_, one)| same(one)).map(|(place, one)| {
            let begun = one.row.from.unwrap_or(Timestamp::UNIX_EPOCH);
            OfficeEvent::RowEnded { place, at: from.max(begun) }
        });
        let entry = RowEntry { regulation: regulation.to_owned(), table: table.to_owned(), row: row.clone() };
        let events: Vec<OfficeEvent> = replaced.chain([OfficeEvent::RowSaved { entry }]).collect();
        self.office_append(&office.id, &session.person, None, events).await?;
        Ok(())
    }

    /// Ends a row of the office from an instant on.
    ///
    /// # Errors
    /// As [`Desk::tables`].
    pub async fn end_table_row(
        &self,
        session: &Session,
        regulation: &str,
        table: &str,
        place: usize,
        at: Timestamp,
    ) -> Result<(), Rejection> {
        let (office, text) = self.table_book(session, regulation).await?;
        let known = text.tables.get(table).ok_or(Rejection::NotFound)?;
        let meant = |one: &&RowEntry| one.regulation == regulation && one.table == table && one.row.until.is_none();
        let row = office.rows.get(place).filter(meant);
        if row.is_none() || !self.may_fill(session, known).await? {
            return Err(Rejection::NotFound);
        }
        let begun = row.and_then(|one| one.row.from).unwrap_or(Timestamp::UNIX_EPOCH);
        let event = OfficeEvent::RowEnded { place, at: at.max(begun) };
        self.office_append(&office.id, &session.person, None, vec![event]).await?;
        Ok(())
    }

    /// What the office says in the place of a row: by what it is found, and what it gives since when.
    pub(super) fn row_facts(&self, office: &Office, entry: &RowEntry, lang: Lang) -> (String, Vec<(String, String)>) {
        let unknown = || (format!("{} · {}", entry.regulation, entry.table), Vec::new());
        let Ok(text) = self.regulation_of(office, &entry.regulation) else { return unknown() };
        let Some(table) = text.tables.get(entry.table.as_str()) else { return unknown() };
        let same = |one: &&RowEntry| {
            one.regulation == entry.regulation && one.table == entry.table && one.row.when == entry.row.when
        };
        // A row in whose place another is put ends when that begins.
        let stands =
            |one: &&RowEntry| one.row.until.is_none_or(|until| entry.row.from.is_some_and(|from| from <= until));
        let now = office.rows.iter().rev().filter(same).find(stands);
        self.with_show(office, &text, lang, |show| {
            let value = |row: &OfficeRow, column: &str| row.is.get(column).map(|value| plain(&show, value));
            let given = |(column, kind): &(Id, Id)| {
                let said = now.and_then(|one| value(&one.row, column)).unwrap_or_default();
                (gift_label(&show, table, column, kind), said)
            };
            let day = |at: Timestamp| {
                let date = Counting::default().date_of(at);
                if at > Timestamp::UNIX_EPOCH { words::full_day(date, lang) } else { String::new() }
            };
            let when =
                |column: &String| entry.row.when.get(column.as_str()).map(|value| show.column_words(column, value));
            let found_by: Vec<String> = table.by.iter().filter_map(when).collect();
            let label = std::iter::once(show.start(show.text(&table.label))).chain(found_by).collect::<Vec<_>>();
            let since = now.and_then(|one| one.row.from).map(day).unwrap_or_default();
            let until = entry.row.until.map(|until| (show.pick("至", "Until").to_owned(), day(until)));
            let dates = std::iter::once((show.pick("自", "From").to_owned(), since)).chain(until);
            (label.join(" · "), table.gives.iter().map(given).chain(dates).collect())
        })
    }

    async fn table_book(
        &self,
        session: &Session,
        regulation: &str,
    ) -> Result<(std::sync::Arc<Office>, std::sync::Arc<Regulation>), Rejection> {
        let office = self.office_state(&session.office).await?;
        if !office.regulations.iter().any(|one| one == regulation) {
            return Err(Rejection::NotFound);
        }
        let text = self.regulation_of(&office, regulation)?;
        Ok((office, text))
    }

    async fn may_fill(&self, session: &Session, table: &Table) -> Result<bool, Rejection> {
        let (_, actor) = self.seat(session).await?;
        let Some(Who::Role(role)) = &table.edited_by else { return Ok(session.administrator) };
        let holds = |one: &Principal| matches!(one, Principal::Post { role: held, .. } if held == role);
        Ok(session.administrator || actor.principals.iter().any(holds))
    }
}

fn view(show: &Show<'_>, office: &Office, id: &Id, table: &Table) -> TableView {
    let by = table.by.iter().map(|column| (format!("{BY}{column}"), show.column_asked(column)));
    let gives = table.gives.iter().map(|(column, kind)| {
        (
            format!("{GIVES}{column}"),
            FieldView { must: true, ..show.gift_asked(&gift_label(show, table, column, kind), kind) },
        )
    });
    let fields: Vec<FieldView> = by.chain(gives).map(|(key, field)| FieldView { key, ..field }).collect();
    let mut rows = rows(show, office, id, table);
    rows.reverse();
    TableView {
        id: id.to_string(),
        label: show.start(show.text(&table.label)),
        article: table.rule.article.clone(),
        reading: table.rule.reading.as_ref().map(|reading| show.text(reading)),
        columns: fields.iter().map(|field| field.label.clone()).collect(),
        text_rows: table.rows.iter().map(|row| text_row(show, table, row)).collect(),
        fallback: table.fallback.as_ref().map(|given| said(show, given)),
        findings: findings(show, office, id, table),
        rows,
        fields,
    }
}

fn text_row(show: &Show<'_>, table: &Table, row: &TableRow) -> RowView {
    let given = |column: &str| row.is.get(column).map(|given| said(show, given)).unwrap_or_default();
    let by = row.when.iter().map(|(column, value)| (format!("{BY}{column}"), show.as_typed(value)));
    let gives = row.is.iter().map(|(column, given)| {
        let typed = match given {
            Given::Literal(value) => show.as_typed(value),
            Given::Who(Who::Role(role)) => vec![role.to_string()],
            Given::Who(_) | Given::Computed(_) => Vec::new(),
        };
        (format!("{GIVES}{column}"), typed)
    });
    RowView {
        place: 0,
        cells: cells(show, table, |column| row.when.get(column), given),
        from: None,
        until: None,
        holds: true,
        open: true,
        typed: by.chain(gives).collect(),
    }
}

fn rows(show: &Show<'_>, office: &Office, id: &Id, table: &Table) -> Vec<RowView> {
    let mine = |one: &&(usize, &RowEntry)| *one.1.regulation == *show.regulation.id && *one.1.table == **id;
    let entries: Vec<(usize, &RowEntry)> = office.rows.iter().enumerate().collect();
    let row = |(place, one): &(usize, &RowEntry)| RowView {
        place: *place,
        cells: cells(
            show,
            table,
            |column| one.row.when.get(column),
            |column| one.row.is.get(column).map(|value| plain(show, value)).unwrap_or_default(),
        ),
        from: one.row.from,
        until: one.row.until,
        holds: one.row.holds(show.now),
        open: one.row.until.is_none(),
        typed: typed_again(show, &one.row),
    };
    entries.iter().filter(mine).map(row).collect()
}

fn typed_again(show: &Show<'_>, row: &OfficeRow) -> Vec<(String, Vec<String>)> {
    let by = row.when.iter().map(|(column, value)| (format!("{BY}{column}"), show.as_typed(value)));
    by.chain(row.is.iter().map(|(column, value)| (format!("{GIVES}{column}"), show.as_typed(value)))).collect()
}

fn cells<'v>(
    show: &Show<'_>,
    table: &Table,
    when: impl Fn(&str) -> Option<&'v Value>,
    is: impl Fn(&str) -> String,
) -> Vec<String> {
    let any = || show.pick("不限", "any").to_owned();
    let by = table.by.iter().map(|column| when(column).map_or_else(any, |value| show.column_words(column, value)));
    by.chain(table.gives.iter().map(|(column, _)| is(column))).collect()
}

fn gift_label(show: &Show<'_>, table: &Table, column: &Id, kind: &str) -> String {
    if table.gives.len() > 1 {
        return column.to_string();
    }
    let (zh, en) = match kind {
        "unit" => ("归口单位", "unit"),
        "role" => ("职务", "role"),
        "person" => ("人员", "person"),
        "time" => ("时限", "time"),
        "number" => ("数值", "number"),
        "money" => ("金额（元）", "amount in yuan"),
        "channel" => ("渠道", "way in"),
        "regulation" => ("制度", "regulation"),
        _ => ("内容", "what it says"),
    };
    show.pick(zh, en).to_owned()
}

fn said(show: &Show<'_>, given: &Given) -> String {
    match given {
        Given::Literal(value) => plain(show, value),
        Given::Who(who) => show.who(who),
        Given::Computed(_) => show.pick("按公式计算", "computed").to_owned(),
    }
}

fn plain(show: &Show<'_>, value: &Value) -> String {
    match value {
        Value::Text(text) if show.regulation.roles.contains_key(text.as_str()) => show.role_label(text),
        value => show.value(&dengwen_case::RowKey::main(), None, value).text,
    }
}

/// A row as typed; what does not fit is told at its key.
fn read(show: &Show<'_>, office: &Office, table: &Table, given: &[(String, String)]) -> Result<OfficeRow, Rejection> {
    let typed = |key: &str| given.iter().find(|(known, _)| known == key).map_or("", |(_, text)| text.trim());
    let (mut when, mut is, mut wrong) = (IndexMap::new(), IndexMap::new(), Vec::new());
    let unfit = || show.pick("这个内容不合适，请核对", "this does not fit").to_owned();
    for column in &table.by {
        let key = format!("{BY}{column}");
        match typed(&key) {
            "" => {}
            text => match show.column_typed(office, column, text) {
                Some(value) => drop(when.insert(Id::from(column.as_str()), value)),
                None => wrong.push((key, unfit())),
            },
        }
    }
    for (column, kind) in &table.gives {
        let key = format!("{GIVES}{column}");
        let field = show.gift_field(kind);
        match typed::entered(office, show.regulation, &field, typed(&key)).filter(|_| !typed(&key).is_empty()) {
            Some(value) => drop(is.insert(column.clone(), value)),
            None => wrong.push((key, unfit())),
        }
    }
    if wrong.is_empty() { Ok(OfficeRow { when, is, from: None, until: None }) } else { Err(Rejection::Invalid(wrong)) }
}

/// What is missing or no longer right: values without a row, people who have left, roles that nobody holds.
fn findings(show: &Show<'_>, office: &Office, id: &Id, table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    let mine =
        |one: &&RowEntry| *one.regulation == *show.regulation.id && *one.table == **id && one.row.holds(show.now);
    let held: Vec<&RowEntry> = office.rows.iter().filter(mine).collect();
    if let ([column], None) = (table.by.as_slice(), &table.fallback) {
        let whens = held.iter().map(|one| one.row.when.get(column.as_str()));
        let whens: Vec<Option<&Value>> =
            whens.chain(table.rows.iter().map(|row| row.when.get(column.as_str()))).collect();
        let bare = show.column_bare(column, &whens);
        if !bare.is_empty() {
            let all = words::listed(&bare, show.lang);
            found.push(show.pick("还没有对应的行：", "no row yet for: ").to_owned() + &all);
        }
    } else if held.is_empty() && table.rows.is_empty() && table.fallback.is_none() {
        found.push(show.pick("还没有一行，办到这里时没有结果", "there is no row yet: it gives nothing").to_owned());
    }
    for value in held.iter().flat_map(|one| one.row.is.values()) {
        found.extend(no_longer_right(show, office, value));
    }
    found
}

fn no_longer_right(show: &Show<'_>, office: &Office, value: &Value) -> Option<String> {
    match value {
        Value::Ref(Ref::Person(id)) if !office.people.get(id).is_some_and(|person| person.active) => {
            Some(show.person(id) + show.pick("已不在职", " is no longer with the office"))
        }
        Value::Ref(Ref::Role(id)) => {
            let now = show.now;
            let holds =
                |post: &super::Post| post.role == **id && post.from <= now && post.until.is_none_or(|u| now < u);
            let held = office.posts.values().any(holds);
            (!held).then(|| show.pick("目前没有人担任：", "nobody holds today: ").to_owned() + &show.role_label(id))
        }
        _ => None,
    }
}
