-- Read models: every row here can be deleted and built anew from the log. `stream` names the stream whose projection
-- owns the row. Rows are written as the difference of two projections, in the transaction of the commit.

CREATE TABLE cases (
    stream       TEXT   NOT NULL PRIMARY KEY,
    number       TEXT,
    organisation TEXT   NOT NULL,
    regulation   TEXT   NOT NULL,
    version      TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    stage        TEXT   NOT NULL,
    title        TEXT   NOT NULL,
    channel      TEXT   NOT NULL,
    unit         TEXT,
    received_at  BIGINT NOT NULL,
    ended_at     BIGINT,
    due_at       BIGINT,
    updated_at   BIGINT NOT NULL,
    updated_seq  BIGINT NOT NULL,
    outline      TEXT   NOT NULL
);
CREATE INDEX cases_by_number ON cases (number);
CREATE INDEX cases_by_received ON cases (received_at, stream);

-- Who may see what of a case, by principal; `at` is when the case was received, so that lists are scans of an index.
CREATE TABLE sight (
    stream    TEXT   NOT NULL,
    row_no    BIGINT NOT NULL,
    level     TEXT   NOT NULL,
    principal TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (stream, principal, row_no, level)
);
CREATE INDEX sight_by_principal ON sight (principal, at, stream);

-- What somebody owes; `due_at` is the greatest number where nothing is due, so that lists are scans of an index.
CREATE TABLE todo (
    stream       TEXT   NOT NULL,
    row_no       BIGINT NOT NULL,
    principal    TEXT   NOT NULL,
    item         TEXT   NOT NULL,
    ahead        BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    organisation TEXT   NOT NULL,
    regulation   TEXT   NOT NULL,
    why          TEXT   NOT NULL,
    PRIMARY KEY (stream, row_no, principal, item)
);
CREATE INDEX todo_by_principal ON todo (principal, due_at, stream, row_no, item);

CREATE TABLE barred (
    stream TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (stream, person)
);

-- One row a running limit; `fires_at` is its next instant of any sort. `claimed_until` belongs to the
-- ticker that is at work on the row and is no part of the projection.
CREATE TABLE clocks (
    stream            TEXT   NOT NULL,
    row_no            BIGINT NOT NULL,
    limit_id          TEXT   NOT NULL,
    each_party        TEXT   NOT NULL,
    run               BIGINT NOT NULL,
    fires_at          BIGINT,
    due_at            BIGINT,
    provisional       BIGINT NOT NULL,
    principal         TEXT   NOT NULL,
    calendar_revision BIGINT NOT NULL,
    claimed_until     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (stream, row_no, limit_id, each_party, run)
);
CREATE INDEX clocks_by_fires ON clocks (fires_at) WHERE fires_at IS NOT NULL;
CREATE INDEX clocks_by_due ON clocks (due_at);

-- Membership of counters: which case counts for which key since when.
CREATE TABLE members (
    stream  TEXT   NOT NULL,
    counter TEXT   NOT NULL,
    key     TEXT   NOT NULL,
    token   TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (stream, counter, key, token)
);
CREATE INDEX members_by_key ON members (counter, key, at, stream);

-- A change of `stream_read` may change what holds in `stream`.
CREATE TABLE wakes (
    stream      TEXT NOT NULL,
    stream_read TEXT NOT NULL,
    PRIMARY KEY (stream, stream_read)
);
CREATE INDEX wakes_by_read ON wakes (stream_read, stream);

CREATE TABLE links (
    stream    TEXT   NOT NULL,
    as_name   TEXT   NOT NULL,
    to_stream TEXT   NOT NULL,
    since_seq BIGINT NOT NULL,
    PRIMARY KEY (stream, as_name, to_stream)
);
CREATE INDEX links_by_target ON links (to_stream, as_name, stream);

CREATE TABLE papers (
    stream    TEXT   NOT NULL,
    paper     TEXT   NOT NULL,
    document  TEXT   NOT NULL,
    number    TEXT,
    issued_at BIGINT,
    copies    TEXT   NOT NULL,
    frozen    TEXT   NOT NULL,
    PRIMARY KEY (stream, paper)
);
CREATE INDEX papers_by_number ON papers (number);

-- Words of fields that are not sensitive; Chinese by pairs of characters.
CREATE TABLE words (
    stream TEXT NOT NULL,
    word   TEXT NOT NULL,
    PRIMARY KEY (stream, word)
);
CREATE INDEX words_by_word ON words (word, stream);

CREATE TABLE register_rows (
    stream   TEXT   NOT NULL,
    register TEXT   NOT NULL,
    row_id   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    stage    TEXT,
    body     TEXT   NOT NULL,
    PRIMARY KEY (stream, register, row_id)
);
CREATE INDEX register_rows_by_register ON register_rows (register, at, stream, row_id);
