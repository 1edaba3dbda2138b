//! Every indicator of every regulation against an auditor's own computation: cases made by living through the stories of the packs
//! with other days, paces, classes and amounts; then SQL over the log alone (`tests/kpi`), compared to the last digit, for each
//! office, month and line. `cargo xtask kpi` does the same with 20,000 cases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::indexing_slicing, reason = "what is not there ends the test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

use dengwen_packs::Packs;
use dengwen_regulation::{load::load, model::Regulation};
use dengwen_store::Durability;
use jiff::civil::Date;
use serde_json::Value;
use sqlx::{Connection as _, Executor as _, Row as _, SqliteConnection, sqlite::SqliteConnectOptions};

/// So many cases at least where nothing else is asked for: one round of each story.
const CASES: &str = "500";
/// Figures that come to nothing in one round of the stories; with more cases fewer do.
const SILENT: [&str; 8] = [
    "r03-environmental-rectification trained",
    "r08-auto-service assessed",
    "r08-auto-service satisfied",
    "r32-insurance closed_cases",
    "r32-insurance declined_cases",
    "r34-telecom-voice repeated",
    "r35-home-furnishing multiple",
    "r35-home-furnishing timely_service",
];

/// Office, month (empty: all there is), line (none: the whole).
type Key = (String, String, Option<String>);
/// Numerator and denominator.
type Number = (i64, i64);

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn asked(name: &str, otherwise: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}

/// A value as plain text, as `log.sql` writes it.
fn plain(value: &Value) -> String {
    let Some((kind, of)) = value.as_object().and_then(|one| one.iter().next()) else { return String::new() };
    match (kind.as_str(), of) {
        ("yes", yes) => if yes == true { "yes" } else { "no" }.to_owned(),
        ("many", Value::Array(all)) => all.iter().map(plain).collect::<Vec<_>>().join(","),
        ("ref", Value::Object(who)) => who.values().next().map_or_else(String::new, bare),
        ("decimal", Value::Array(parts)) => parts.first().map_or_else(String::new, bare),
        (_, other) => bare(other),
    }
}

fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What the engine has kept.
fn kept(folder: &Path) -> BTreeMap<String, BTreeMap<Key, Number>> {
    let text = std::fs::read_to_string(folder.join("figures.json")).unwrap();
    let mut all: BTreeMap<String, BTreeMap<Key, Number>> = BTreeMap::new();
    for one in serde_json::from_str::<Vec<Value>>(&text).unwrap() {
        let of = all.entry(bare(&one["indicator"])).or_default();
        for line in one["lines"].as_array().unwrap() {
            let by = line["by"].as_array().unwrap();
            let by = (!by.is_empty()).then(|| by.iter().map(plain).collect::<Vec<_>>().join("|"));
            let number = |name: &str| line["figure"][name].as_i64().unwrap();
            of.insert((bare(&one["office"]), bare(&one["month"]), by), (number("over"), number("under")));
        }
    }
    all
}

/// The commits as they were written, in place of those that are packed.
async fn lay_open(folder: &Path, log: &mut SqliteConnection) {
    log.execute("CREATE TEMP TABLE commits (stream, seq, body)").await.unwrap();
    let store = dengwen_store::Store::open_sqlite(&folder.join("dengwen.sqlite"), Durability::Full).await.unwrap();
    let mut all = Vec::new();
    store.every_commit(|commit| all.push((commit.stream, commit.seq, commit.body))).await.unwrap();
    store.close().await;
    for (stream, seq, body) in all {
        let insert = sqlx::query("INSERT INTO temp.commits VALUES (?, ?, ?)").bind(stream);
        insert.bind(i64::try_from(seq).unwrap()).bind(body).execute(&mut *log).await.unwrap();
    }
}

/// The log of a store, laid out for counting.
async fn laid_out(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.join("dengwen.sqlite")).read_only(true);
    let mut log = SqliteConnection::connect_with(&options).await.unwrap();
    log.execute("CREATE TEMP TABLE off (day); CREATE TEMP TABLE made_up (day);").await.unwrap();
    for year in 2021..=2026 {
        let notice = here(&format!("../../core/calendar/data/cn/{year}.txt"));
        for line in std::fs::read_to_string(notice).unwrap().lines() {
            let mut words = line.split_whitespace();
            let table = match words.next() {
                Some("holiday") => "off",
                Some("working") => "made_up",
                _ => continue,
            };
            let days = words.next().unwrap();
            let (first, last) = days.split_once("..").unwrap_or((days, days));
            let last: Date = last.parse().unwrap();
            let days = first.parse::<Date>().unwrap().series(jiff::ToSpan::day(1)).take_while(|day| *day <= last);
            for day in days {
                let sql = sqlx::AssertSqlSafe(format!("INSERT INTO {table} VALUES ('{day}')"));
                log.execute(sql).await.unwrap();
            }
        }
    }
    lay_open(folder, &mut log).await;
    let views = std::fs::read_to_string(here("tests/kpi/log.sql")).unwrap();
    log.execute(sqlx::AssertSqlSafe(views)).await.unwrap();
    log
}

/// The statements of a file, by the indicator they compute.
fn statements(text: &str) -> BTreeMap<String, String> {
    let parts = text.split("-- figure ").skip(1).map(|part| part.split_once('\n').unwrap());
    parts.map(|(id, sql)| (id.to_owned(), sql.trim().trim_end_matches(';').to_owned())).collect()
}

/// What an auditor counts.
async fn counted(log: &mut SqliteConnection, sql: &str) -> BTreeMap<Key, Number> {
    let sql = format!(
        "SELECT office, substr(day, 1, 7), line, CAST(SUM(COALESCE(over, 0)) AS INTEGER), CAST(SUM(under) AS INTEGER) \
         FROM ({sql}) GROUP BY 1, 2, 3"
    );
    let mut all: BTreeMap<Key, Number> = BTreeMap::new();
    for row in log.fetch_all(sqlx::AssertSqlSafe(sql)).await.unwrap() {
        let (office, month, line): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        for month in [String::new(), month] {
            for line in [None, Some(line.clone())] {
                let sum = all.entry((office.clone(), month.clone(), line)).or_default();
                *sum = (sum.0 + row.get::<i64, _>(3), sum.1 + row.get::<i64, _>(4));
            }
        }
    }
    all
}

/// What was compared, and where the two differ.
#[derive(Default)]
struct Found {
    indicators: usize,
    numbers: usize,
    cases: i64,
    differing: Vec<String>,
    nothing: BTreeSet<String>,
}

impl Found {
    /// A sum has no denominator; a figure without a breakdown no lines.
    fn compare(
        &mut self,
        regulation: &Regulation,
        id: &str,
        kept: &BTreeMap<Key, Number>,
        own: &BTreeMap<Key, Number>,
    ) {
        let indicator = &regulation.indicators[id];
        let divided = indicator.manner.as_deref().is_some_and(|manner| matches!(manner, "share" | "mean"));
        let of = |from: &BTreeMap<Key, Number>, key: &Key| {
            let (over, under) = from.get(key).copied().unwrap_or_default();
            (over, if divided { under } else { 0 })
        };
        let keys: BTreeSet<&Key> = kept.keys().chain(own.keys()).collect();
        // Months after an office's stories are not told apart; they are in all that there is.
        let told: BTreeSet<(&str, &str)> =
            kept.keys().map(|(office, month, _)| (office.as_str(), month.as_str())).collect();
        let keys = keys.into_iter().filter(|(office, month, line)| {
            (line.is_none() || !indicator.by.is_empty()) && told.contains(&(office.as_str(), month.as_str()))
        });
        let mut any = false;
        for key in keys {
            let (engine, auditor) = (of(kept, key), of(own, key));
            any |= engine.0 != 0;
            self.numbers += usize::from(engine != (0, 0));
            if engine != auditor {
                self.differing.push(format!("{} {id} {key:?}: kept {engine:?}, counted {auditor:?}", regulation.id));
            }
        }
        self.indicators += 1;
        if !any {
            self.nothing.insert(format!("{} {id}", regulation.id));
        }
    }
}

/// Compares all indicators of a regulation.
async fn prove(found: &mut Found, id: &str, folder: &Path) {
    let regulation = load(&Packs::BuiltIn, id).regulation.unwrap();
    let mut log = laid_out(folder).await;
    let cases = log.fetch_one("SELECT COUNT(*) FROM cases").await.unwrap();
    found.cases += cases.get::<i64, _>(0);
    let own = statements(&std::fs::read_to_string(here(&format!("tests/kpi/{id}.sql"))).unwrap());
    let wanted: BTreeSet<String> = regulation.indicators.keys().map(ToString::to_string).collect();
    assert_eq!(own.keys().cloned().collect::<BTreeSet<_>>(), wanted, "{id}: one computation for each indicator");
    let kept = kept(folder);
    for (indicator, sql) in &own {
        let counted = counted(&mut log, sql).await;
        found.compare(&regulation, indicator, kept.get(indicator).unwrap_or(&BTreeMap::new()), &counted);
    }
}

#[tokio::test]
async fn every_figure_is_what_an_auditor_counts_in_the_log() {
    let (cases, seed) = (asked("DENGWEN_KPI_CASES", CASES), asked("DENGWEN_KPI_SEED", "1"));
    // A folder that is named stays, so that a difference can be looked into.
    let scratch = std::env::temp_dir().join(format!("dengwen-kpi-{}", std::process::id()));
    let stays = std::env::var("DENGWEN_KPI_INTO").ok().map(PathBuf::from);
    let folder = stays.clone().unwrap_or(scratch);
    std::fs::create_dir_all(&folder).unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_dengwen"))
        .args(["scenario", "many", "--cases", &cases, "--seed", &seed, "--into"])
        .args([&folder, &here("../../packs")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut found = Found::default();
    let made: Vec<Value> = serde_json::from_slice(&made.stdout).unwrap();
    for one in &made {
        assert_eq!(one["differing"], Value::Array(Vec::new()), "{}: kept otherwise than counted", one["regulation"]);
        prove(&mut found, one["regulation"].as_str().unwrap(), &folder.join(one["regulation"].as_str().unwrap())).await;
    }
    if stays.is_none() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    println!(
        "{} regulations, {} indicators, {} cases, {} numbers compared, {} differ; at nothing throughout: {:?}",
        made.len(),
        found.indicators,
        found.cases,
        found.numbers,
        found.differing.len(),
        found.nothing
    );
    assert!(found.differing.is_empty(), "{}", found.differing.join("\n"));
    assert!(found.cases >= cases.parse().unwrap(), "{} cases", found.cases);
    let silent = SILENT.map(str::to_owned).into();
    assert!(found.nothing.is_subset(&silent), "nothing to compare: {:?}", found.nothing.difference(&silent));
}
