//! Indices of a SQLite file that is being filled. Rows come in the order of their tables and would fall all over each index: taken
//! down before, an index is sorted and written in one go afterwards. What was taken down stands in a table of its own until then, so
//! that whoever is cut off finds it.

use crate::conn::Conn;
use crate::error::Result;
use crate::open::Backend;
use crate::sql::Sql;

/// Its name is none that a table of an office has: [`crate::whole::shapes`] leaves it out.
const TAKEN_DOWN: &str = "_taken_down";

/// Takes down all that were made by name, unless that was done before. A server keeps its own.
pub(crate) async fn take_down(conn: &mut Conn, backend: Backend) -> Result<()> {
    if backend == Backend::Postgres || is_begun(conn).await? {
        return Ok(());
    }
    let made = "FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
    let any: Option<(i64,)> = Sql::new(&format!("SELECT COUNT(*) {made}")).first(conn).await?;
    if any.is_none_or(|(count,)| count == 0) {
        return Ok(());
    }
    let table = format!("CREATE TABLE {TAKEN_DOWN} (name TEXT PRIMARY KEY, sql TEXT NOT NULL)");
    Sql::new(&table).run(conn).await?;
    Sql::new(&format!("INSERT INTO {TAKEN_DOWN} SELECT name, sql {made}")).run(conn).await?;
    for (name, _) in noted(conn).await? {
        Sql::new(&format!("DROP INDEX \"{name}\"")).run(conn).await?;
    }
    Ok(())
}

/// Those that are still to be put up: names, and how each is made.
pub(crate) async fn left(conn: &mut Conn, backend: Backend) -> Result<Vec<(String, String)>> {
    if backend == Backend::Postgres || !is_begun(conn).await? {
        return Ok(Vec::new());
    }
    noted(conn).await
}

/// Puts one up. It is sorted in memory, like everything else: nothing of an office lies in a file outside of its folder.
pub(crate) async fn put_up(conn: &mut Conn, name: &String, sql: &str) -> Result<()> {
    Sql::new(sql).run(conn).await?;
    Sql::new(&format!("DELETE FROM {TAKEN_DOWN} WHERE name = $1")).with(name).run(conn).await?;
    if noted(conn).await?.is_empty() {
        Sql::new(&format!("DROP TABLE {TAKEN_DOWN}")).run(conn).await?;
    }
    Ok(())
}

async fn is_begun(conn: &mut Conn) -> Result<bool> {
    let named = Sql::new("SELECT COUNT(*) FROM sqlite_master WHERE name = $1").with(&TAKEN_DOWN.to_owned());
    Ok(named.first::<(i64,)>(conn).await?.is_some_and(|(count,)| count > 0))
}

async fn noted(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    Sql::new(&format!("SELECT name, sql FROM {TAKEN_DOWN} ORDER BY name")).all(conn).await
}
