-- The office. People, units, posts and entries are read models of the office's stream; accounts, sessions and drafts
-- are not events and are written directly.

CREATE TABLE people (
    stream  TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    unit    TEXT,
    active  BIGINT NOT NULL,
    body    TEXT   NOT NULL,
    PRIMARY KEY (stream, id)
);

CREATE TABLE units (
    stream       TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    organisation TEXT   NOT NULL,
    parent       TEXT,
    position     BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (stream, id)
);

-- Who holds a role in a unit, from one instant until another (open where NULL).
CREATE TABLE posts (
    stream   TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    role     TEXT   NOT NULL,
    unit     TEXT   NOT NULL,
    person   TEXT   NOT NULL,
    from_at  BIGINT NOT NULL,
    until_at BIGINT,
    body     TEXT   NOT NULL,
    PRIMARY KEY (stream, id)
);
CREATE INDEX posts_by_person ON posts (person, from_at);
CREATE INDEX posts_by_role ON posts (role, unit, from_at);

-- Settings, rows of tables, entries of the calendar, whatever else the office lays over a regulation.
CREATE TABLE entries (
    stream  TEXT   NOT NULL,
    sort    TEXT   NOT NULL,
    key     TEXT   NOT NULL,
    from_at BIGINT NOT NULL,
    body    TEXT   NOT NULL,
    PRIMARY KEY (stream, sort, key, from_at)
);
CREATE INDEX entries_by_sort ON entries (sort, key, from_at);

CREATE TABLE accounts (
    login         TEXT   NOT NULL PRIMARY KEY,
    person        TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,
    locale        TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    disabled_at   BIGINT,
    failures      BIGINT NOT NULL,
    locked_until  BIGINT
);
CREATE INDEX accounts_by_person ON accounts (person);

CREATE TABLE sessions (
    token_hash BYTEA  NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL,
    csrf       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    body       TEXT   NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- A form not yet handed in. The body is sealed by the desk where it holds identity.
CREATE TABLE drafts (
    id         TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    body       BYTEA  NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX drafts_by_owner ON drafts (owner, updated_at);
CREATE INDEX drafts_by_age ON drafts (updated_at);
