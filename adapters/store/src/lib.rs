//! Event log, read models and clocks on SQLite and PostgreSQL.
