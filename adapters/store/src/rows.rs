//! The rows of the read models. `stream` is always the stream whose projection owns the row.

use crate::table::rows;
use jiff::Timestamp;
use serde_json::Value;

rows! {
    /// The outline of a case, as lists show it.
    CaseRow in "cases" key 1 {
        /// The case.
        stream: String,
        /// Its number, once given.
        number: Option<String>,
        /// The organisation whose regulation it runs under.
        organisation: String,
        /// The regulation's id.
        regulation: String,
        /// The regulation's version.
        version: String,
        /// The kind of case.
        kind: String,
        /// The stage it is in.
        stage: String,
        /// A line about it, without anything sensitive.
        title: String,
        /// How it came in.
        channel: String,
        /// The unit that has it.
        unit: Option<String>,
        /// When it was received.
        received_at: Timestamp,
        /// When it ended.
        ended_at: Option<Timestamp>,
        /// The next date due of any running limit.
        due_at: Option<Timestamp>,
        /// When the last commit was entered.
        updated_at: Timestamp,
        /// The last commit.
        updated_seq: u64,
        /// Whatever else the desk shows in lists.
        outline: Value,
    }

    /// Somebody may see something of a case.
    SightRow in "sight" key 4 {
        /// The case.
        stream: String,
        /// Who: a person, unit, post or party.
        principal: String,
        /// The row within the case; 0 is the case itself.
        row_no: u32,
        /// How much.
        level: String,
        /// When the case was received: lists are in this order.
        at: Timestamp,
    }

    /// Something owed by somebody.
    TodoRow in "todo" key 4 {
        /// The case.
        stream: String,
        /// The row within the case.
        row_no: u32,
        /// Who owes it.
        principal: String,
        /// What: an act, a request, a signature; unique for the row and principal.
        item: String,
        /// Not owed yet, but coming.
        ahead: bool,
        /// When; [`Due::NEVER`] comes last.
        due_at: Due,
        /// The organisation, for filtering.
        organisation: String,
        /// The regulation, for filtering.
        regulation: String,
        /// Why, as the desk shows it.
        why: Value,
    }

    /// Somebody who may not see the case, whatever else says so.
    BarredRow in "barred" key 2 {
        /// The case.
        stream: String,
        /// The person; or a unit as principals name it, with all who are in it.
        person: String,
    }

    /// A running limit.
    ClockRow in "clocks" key 5 reset "claimed_until = 0" {
        /// The case.
        stream: String,
        /// The row within the case.
        row_no: u32,
        /// The limit's name.
        limit_id: String,
        /// The addressee, empty where the limit runs once.
        each_party: String,
        /// Which run of it.
        run: u32,
        /// The next instant at which something happens; none while it waits.
        fires_at: Option<Timestamp>,
        /// When it is due.
        due_at: Option<Timestamp>,
        /// The date reaches past the last published year.
        provisional: bool,
        /// Who is bound by it.
        principal: String,
        /// The revision of the calendar that the dates were derived from.
        calendar_revision: u64,
    }

    /// A case counts for a key of a counter.
    MemberRow in "members" key 4 {
        /// The case.
        stream: String,
        /// The counter.
        counter: String,
        /// The key.
        key: String,
        /// What tells members of one case apart; often a blind token.
        token: String,
        /// Since when.
        at: Timestamp,
    }

    /// What happens in `stream_read` may change what holds in `stream`.
    WakeRow in "wakes" key 2 {
        /// The reader.
        stream: String,
        /// The case read.
        stream_read: String,
    }

    /// A link to another stream.
    LinkRow in "links" key 3 {
        /// The case that links.
        stream: String,
        /// As what.
        as_name: String,
        /// To which stream.
        to_stream: String,
        /// Since which commit.
        since_seq: u64,
    }

    /// A paper of a case.
    PaperRow in "papers" key 2 {
        /// The case.
        stream: String,
        /// The paper's id within the case.
        paper: String,
        /// The document's name.
        document: String,
        /// Its number, once given.
        number: Option<String>,
        /// When it was issued.
        issued_at: Option<Timestamp>,
        /// The copies and their holders.
        copies: Value,
        /// What the paper said when it was issued.
        frozen: Value,
    }

    /// A paper that is public now.
    PublicRow in "public_papers" key 2 {
        /// The case.
        stream: String,
        /// The paper's number within the case.
        paper: u32,
        /// What it is called in addresses; tells nothing of the case.
        id: String,
        /// The organisation.
        organisation: String,
        /// The regulation.
        regulation: String,
        /// The document's name.
        document: String,
        /// Since when.
        published_at: Timestamp,
        /// Until when; [`Due::NEVER`]: until it is taken down.
        until_at: Due,
    }

    /// A word by which the case is found.
    WordRow in "words" key 2 {
        /// The case.
        stream: String,
        /// The word, or a pair of Chinese characters.
        word: String,
    }

    /// A row of a register.
    RegisterRow in "register_rows" key 3 {
        /// The stream: the case that the row came from, or the row's own.
        stream: String,
        /// The register.
        register: String,
        /// The row.
        row_id: String,
        /// When it was entered: registers are listed in this order.
        at: Timestamp,
        /// The stage of a row with a life.
        stage: Option<String>,
        /// Its columns.
        body: Value,
    }

    /// One element that a case adds to a figure.
    MeasureRow in "measures" key 3 {
        /// The case.
        stream: String,
        /// The formula.
        formula: String,
        /// Its place among those of the case.
        n: u32,
        /// The organisation.
        organisation: String,
        /// The day by which it falls into a period, counted from 1970-01-01.
        day: i64,
        /// What it is broken down by, hashed.
        by_hash: String,
        /// The same as JSON.
        by_values: String,
        /// What its value is in; empty where there is none to be added up.
        unit: String,
        /// It is in the numerator.
        counts: bool,
        /// Its value.
        amount: i64,
    }

    /// What a case adds to this formula is judged anew each time.
    UnsettledRow in "unsettled" key 2 {
        /// The case.
        stream: String,
        /// The formula.
        formula: String,
        /// The organisation.
        organisation: String,
    }

    /// By which formulas a case was measured.
    MeasuredRow in "measured" key 1 {
        /// The case.
        stream: String,
        /// The organisation.
        organisation: String,
        /// The regulation.
        regulation: String,
        /// All formulas together, hashed.
        formulas: String,
    }

    /// A person of the office.
    PersonRow in "people" key 2 {
        /// The office's stream.
        stream: String,
        /// The person.
        id: String,
        /// The name as shown.
        name: String,
        /// The home unit.
        unit: Option<String>,
        /// Still with the office.
        active: bool,
        /// Whatever else the desk keeps.
        body: Value,
    }

    /// A unit of an organisation.
    UnitRow in "units" key 2 {
        /// The office's stream.
        stream: String,
        /// The unit.
        id: String,
        /// Its organisation.
        organisation: String,
        /// The unit above.
        parent: Option<String>,
        /// The order in lists.
        position: u32,
        /// Its name in Chinese and English.
        name: Value,
        /// Whatever else the desk keeps.
        body: Value,
    }

    /// Somebody holds a role in a unit for some time.
    PostRow in "posts" key 2 {
        /// The office's stream.
        stream: String,
        /// The post's id.
        id: String,
        /// The role.
        role: String,
        /// The unit.
        unit: String,
        /// The holder.
        person: String,
        /// From when.
        from_at: Timestamp,
        /// Until when; open where none.
        until_at: Option<Timestamp>,
        /// Whatever else the desk keeps.
        body: Value,
    }

    /// A dated entry that the office lays over a regulation: a setting, a row of a table, a day of the calendar.
    EntryRow in "entries" key 4 {
        /// The office's stream.
        stream: String,
        /// What sort of entry.
        sort: String,
        /// Its name within the sort.
        key: String,
        /// From when it holds.
        from_at: Timestamp,
        /// Its content.
        body: Value,
    }
}

/// When something owed is due, in an order that puts what has no date last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Due(i64);

impl Due {
    /// No date.
    pub const NEVER: Self = Self(i64::MAX);

    /// At this instant.
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        Self(instant.as_microsecond())
    }

    /// The instant, if there is one.
    #[must_use]
    pub fn instant(self) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.0).ok()
    }
}

impl From<Option<Timestamp>> for Due {
    fn from(instant: Option<Timestamp>) -> Self {
        instant.map_or(Self::NEVER, Self::at)
    }
}

impl crate::sql::Column for Due {
    fn cell(&self) -> crate::sql::Cell {
        crate::sql::Cell::Int(Some(self.0))
    }
    fn read(row: &crate::sql::Fetched<'_>, at: usize) -> crate::error::Result<Self> {
        i64::read(row, at).map(Self)
    }
}
