//! What people are told of: notices for principals, and how far each person has read and been written to.

use crate::delta::Delta;
use crate::error::Result;
use crate::inbox::{Viewer, unless_barred, unless_out};
use crate::open::Store;
use crate::rows::Due;
use crate::sql::Sql;
use crate::table::{Row as _, columns, rows, select};
use jiff::Timestamp;
use serde_json::Value;

rows! {
    /// Something that a principal is told of. It says what was; what is owed now stands in `todo`.
    NoticeRow in "notices" key 2 {
        /// The same for all who are told the same.
        id: String,
        /// Who is told, as lists have it.
        principal: String,
        /// When it happened.
        at: Timestamp,
        /// What happened: `new`, `told`, `close`, `late`, `taken`.
        sort: String,
        /// The case.
        stream: String,
        /// The row within the case.
        row_no: u32,
        /// What is owed.
        item: String,
        /// The person who brought it about, who need not be told; empty where nobody did.
        by_person: String,
        /// The organisation.
        organisation: String,
        /// The regulation.
        regulation: String,
        /// Until when it is owed.
        due_at: Due,
        /// Why, as lists of what is owed have it.
        why: Value,
    }

    /// How far a person has read, and been written to.
    NoticeMarkRow in "notice_marks" key 1 {
        /// Whose.
        person: String,
        /// What lies before is read.
        read_until: Timestamp,
        /// What lies before was written of.
        mailed_until: Timestamp,
    }

    /// How a person wants mail.
    MailWayRow in "mail_ways" key 1 {
        /// Whose.
        person: String,
        /// The address and all else, sealed.
        sealed: Vec<u8>,
    }
}

/// How many notices are thrown away at a time.
const FORGOTTEN: u32 = 1_000;

/// The mark of somebody who has never read.
fn unmarked(person: &str) -> NoticeMarkRow {
    NoticeMarkRow { person: person.to_owned(), read_until: Timestamp::UNIX_EPOCH, mailed_until: Timestamp::UNIX_EPOCH }
}

impl Store {
    /// The newest notices for a viewer from after one instant until another, each once; `unread` leaves out what was read one by one.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notices(
        &self,
        (viewer, account): (Viewer<'_>, &str),
        (after, until): (Timestamp, Timestamp),
        unread: bool,
        limit: u32,
    ) -> Result<Vec<NoticeRow>> {
        if viewer.principals.is_empty() {
            return Ok(Vec::new());
        }
        let sql = notices_sql((viewer, account), (after, until), unread, limit);
        let mut rows: Vec<NoticeRow> = sql.all(&mut self.reader().await?).await?;
        rows.dedup_by(|a, b| a.id == b.id);
        Ok(rows)
    }

    /// Tells people of something that follows from no commit.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notices_put(&self, rows: &[NoticeRow]) -> Result<()> {
        let mut delta = Delta::default();
        rows.iter().for_each(|row| delta.put(row));
        self.write(move |conn| Box::pin(delta.write(conn))).await
    }

    /// How many of them nobody has marked as read, one by one or all at once, counted up to `most`. One question: every page asks it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notices_count(
        &self,
        whose: (Viewer<'_>, &str),
        between: (Timestamp, Timestamp),
        most: u32,
    ) -> Result<u64> {
        if whose.0.principals.is_empty() {
            return Ok(0);
        }
        let sql = notices_sql(whose, between, true, most).within("SELECT COUNT(DISTINCT id) FROM (", ") AS counted");
        Ok(sql.first(&mut self.reader().await?).await?.map_or(0, |(count,): (u64,)| count))
    }

    /// Which of these notices a person has read one by one.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notices_read(&self, account: &str, ids: &[String]) -> Result<Vec<String>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT id FROM notices_read WHERE person = ");
        sql.arg(&account.to_owned()).push(" AND id IN (").args(ids).push(")");
        let found: Vec<(String,)> = sql.all(&mut self.reader().await?).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// A notice for a viewer, by its id.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notice(&self, viewer: Viewer<'_>, id: &str) -> Result<Option<NoticeRow>> {
        let mut sql = select::<NoticeRow>("WHERE id = ");
        sql.arg(&id.to_owned()).push(" AND principal IN (");
        sql.args(viewer.principals.iter().chain(viewer.stands_in.iter().flat_map(|seat| &seat.principals))).push(")");
        unless_barred(&mut sql, "notices", viewer);
        still_there(&mut sql);
        sql.push(" ORDER BY principal");
        sql.first(&mut self.reader().await?).await
    }

    /// Notes that a person has read one.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notice_seen(&self, account: &str, id: &str, at: Timestamp) -> Result<()> {
        let sql = Sql::new("INSERT INTO notices_read (person, id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        self.run(sql.with(&account.to_owned()).with(&id.to_owned()).with(&at)).await.map(|_| ())
    }

    /// How far a person has read, and been written to.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notice_mark(&self, account: &str) -> Result<NoticeMarkRow> {
        let sql = select::<NoticeMarkRow>("WHERE person = $1").with(&account.to_owned());
        Ok(sql.first(&mut self.reader().await?).await?.unwrap_or_else(|| unmarked(account)))
    }

    /// All until this instant is read.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notices_seen(&self, account: &str, until: Timestamp) -> Result<()> {
        self.mark("read_until", account, until).await
    }

    /// A letter told of all until this instant.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notices_mailed(&self, account: &str, until: Timestamp) -> Result<()> {
        self.mark("mailed_until", account, until).await
    }

    /// Moves a mark forward, never back.
    async fn mark(&self, column: &'static str, account: &str, until: Timestamp) -> Result<()> {
        let (read, mailed) = if column == "read_until" { ("$2", "0") } else { ("0", "$2") };
        let sql = Sql::new(&format!(
            "INSERT INTO notice_marks (person, read_until, mailed_until) VALUES ($1, {read}, {mailed}) \
             ON CONFLICT (person) DO UPDATE SET {column} = excluded.{column} \
             WHERE notice_marks.{column} < excluded.{column}"
        ));
        self.run(sql.with(&account.to_owned()).with(&until)).await.map(|_| ())
    }

    /// Throws away what happened before this instant, some at a time: whoever acts meanwhile does not wait for all of it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn notices_forget(&self, before: Timestamp) -> Result<()> {
        for (table, key) in [("notices", "id, principal"), ("notices_read", "person, id")] {
            let some = format!(
                "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE at < $1 ORDER BY at LIMIT $2)"
            );
            while self.run(Sql::new(&some).with(&before).with(&FORGOTTEN)).await? > 0 {}
        }
        Ok(())
    }

    /// How a person wants mail.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn mail_way(&self, account: &str) -> Result<Option<MailWayRow>> {
        let sql = select::<MailWayRow>("WHERE person = $1").with(&account.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// How the people of an organisation want mail.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn mail_ways(&self, organisation: &str) -> Result<Vec<MailWayRow>> {
        // `0` follows `/`.
        let sql = select::<MailWayRow>("WHERE person > $1 AND person < $2 ORDER BY person");
        let sql = sql.with(&format!("{organisation}/")).with(&format!("{organisation}0"));
        sql.all(&mut self.reader().await?).await
    }

    /// Writes how a person wants mail.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn mail_way_put(&self, row: &MailWayRow) -> Result<()> {
        self.put(row).await
    }
}

fn notices_sql(
    (viewer, account): (Viewer<'_>, &str),
    (after, until): (Timestamp, Timestamp),
    unread: bool,
    limit: u32,
) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(&NoticeRow::TABLE.columns.join(", ")).push(" FROM (");
    for (index, (principal, seat)) in viewer.principals().enumerate() {
        sql.push(if index == 0 { "SELECT * FROM (SELECT " } else { " UNION ALL SELECT * FROM (SELECT " });
        sql.push(&columns::<NoticeRow>("")).push(" FROM notices WHERE principal = ").arg(principal);
        sql.push(" AND at > ").arg(&after).push(" AND at <= ").arg(&until);
        sql.push(" AND by_person <> ").arg(&viewer.person.to_owned());
        if unread {
            sql.push(" AND NOT EXISTS (SELECT 1 FROM notices_read r WHERE r.id = notices.id AND r.person = ");
            sql.arg(&account.to_owned())
                .push(") AND at > (SELECT COALESCE(MAX(read_until), 0) FROM notice_marks WHERE person = ");
            sql.arg(&account.to_owned()).push(")");
        }
        unless_barred(&mut sql, "notices", viewer);
        still_there(&mut sql);
        if let Some(seat) = seat {
            unless_out(&mut sql, "notices", &seat.person, &seat.principals);
        }
        sql.push(" ORDER BY at DESC, id DESC LIMIT ").arg(&limit);
        sql.push(&format!(") AS scan{index}"));
    }
    sql.push(") AS scans ORDER BY at DESC, id DESC LIMIT ").arg(&limit);
    sql
}

/// Who may not know of something stands with its lists: where these are gone, as of a matter that has become a case, nobody is told
/// of it any more. Reports have no outline; of an opening people are told while it waits for them, and whoever asked how it ended.
fn still_there(sql: &mut Sql) {
    sql.push(" AND (stream LIKE 'report:%' OR EXISTS (SELECT 1 FROM cases c WHERE c.stream = notices.stream)");
    sql.push(" OR (stream LIKE 'opening:%' AND (item = 'decided' OR EXISTS (SELECT 1 FROM todo t WHERE t.stream = notices.stream");
    sql.push(" AND t.row_no = notices.row_no AND t.item = notices.item AND t.principal = notices.principal))))");
}
