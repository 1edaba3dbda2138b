-- The log: what happened, and the proof of it. One text serves SQLite and PostgreSQL; SQLite takes BYTEA as any other
-- name of a type and keeps the bytes as they are. Instants are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE streams (
    id        TEXT   NOT NULL PRIMARY KEY,
    sort      TEXT   NOT NULL,
    head_seq  BIGINT NOT NULL,
    head_hash BYTEA  NOT NULL
);
CREATE INDEX streams_by_sort ON streams (sort, id);

CREATE TABLE commits (
    stream     TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    leaf       BIGINT NOT NULL UNIQUE,
    form       BIGINT NOT NULL,
    command    TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    previous   BYTEA  NOT NULL,
    hash       BYTEA  NOT NULL,
    entered_at BIGINT NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- One leaf for each commit of the store, numbered without gaps.
CREATE TABLE leaves (
    leaf    BIGINT NOT NULL PRIMARY KEY,
    stream  TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    hash    BYTEA  NOT NULL,
    chained BYTEA  NOT NULL
);

-- One row, written with the first commit: where the ledger stands.
CREATE TABLE ledger (
    id      BIGINT NOT NULL PRIMARY KEY,
    leaves  BIGINT NOT NULL,
    chained BYTEA  NOT NULL
);
-- A command handed in twice is performed once.
CREATE TABLE commands (
    id     TEXT   NOT NULL PRIMARY KEY,
    stream TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    at     BIGINT NOT NULL
);

-- Numbers of cases and papers: the last one given out for a filled-in pattern.
CREATE TABLE numbers (
    key  TEXT   NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

-- What other programs and other streams are to be told, at least once each.
CREATE TABLE outbox (
    id         TEXT   NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,
    stream     TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    due_at     BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    failure    TEXT,
    done_at    BIGINT
);
CREATE INDEX outbox_waiting ON outbox (due_at, id) WHERE done_at IS NULL;

-- Identity and other sensitive values, encrypted with a key that is not in this database.
CREATE TABLE sealed (
    blob       TEXT  NOT NULL PRIMARY KEY,
    stream     TEXT  NOT NULL,
    path       TEXT  NOT NULL,
    key_id     TEXT  NOT NULL,
    nonce      BYTEA NOT NULL,
    ciphertext BYTEA NOT NULL
);
CREATE INDEX sealed_by_stream ON sealed (stream);

-- Attachments, encrypted like the values above.
CREATE TABLE attachments (
    id         TEXT   NOT NULL PRIMARY KEY,
    stream     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    media      TEXT   NOT NULL,
    size       BIGINT NOT NULL,
    digest     TEXT   NOT NULL,
    added_at   BIGINT NOT NULL,
    added_by   TEXT   NOT NULL
);
CREATE INDEX attachments_by_stream ON attachments (stream, added_at, id);
CREATE TABLE attachment_blobs (
    id    TEXT  NOT NULL PRIMARY KEY,
    bytes BYTEA NOT NULL
);

-- Receipt codes of the portal, as keyed hashes only.
CREATE TABLE receipts (
    code_hash BYTEA  NOT NULL PRIMARY KEY,
    stream    TEXT   NOT NULL,
    party     TEXT   NOT NULL,
    issued_at BIGINT NOT NULL
);
CREATE INDEX receipts_by_stream ON receipts (stream);

-- A crossing of a counter whose consequence was performed.
CREATE TABLE crossings (
    counter  TEXT   NOT NULL,
    key      TEXT   NOT NULL,
    crossing TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (counter, key, crossing)
);
