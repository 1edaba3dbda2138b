-- SQLite alone: tables whose key is what they are read by lie in the order of that key, without a second tree for it. That is a
-- third of what a complaint writes.

CREATE TABLE streams_dense (
    id        TEXT   NOT NULL PRIMARY KEY,
    sort      TEXT   NOT NULL,
    head_seq  BIGINT NOT NULL,
    head_hash BYTEA  NOT NULL
) WITHOUT ROWID;
INSERT INTO streams_dense SELECT * FROM streams ORDER BY id;
DROP TABLE streams;
ALTER TABLE streams_dense RENAME TO streams;
CREATE INDEX streams_by_sort ON streams (sort, id);

CREATE TABLE commands_dense (
    id     TEXT   NOT NULL PRIMARY KEY,
    stream TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    at     BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO commands_dense SELECT * FROM commands ORDER BY id;
DROP TABLE commands;
ALTER TABLE commands_dense RENAME TO commands;

CREATE TABLE leaves_dense (
    leaf    BIGINT NOT NULL PRIMARY KEY,
    stream  TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    hash    BYTEA  NOT NULL,
    root    BYTEA
) WITHOUT ROWID;
INSERT INTO leaves_dense SELECT * FROM leaves ORDER BY leaf;
DROP TABLE leaves;
ALTER TABLE leaves_dense RENAME TO leaves;

CREATE TABLE tree_dense (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash  BYTEA  NOT NULL,
    PRIMARY KEY (level, place)
) WITHOUT ROWID;
INSERT INTO tree_dense SELECT * FROM tree ORDER BY level, place;
DROP TABLE tree;
ALTER TABLE tree_dense RENAME TO tree;

CREATE TABLE receipts_dense (
    code_hash BYTEA  NOT NULL PRIMARY KEY,
    stream    TEXT   NOT NULL,
    party     TEXT   NOT NULL,
    issued_at BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO receipts_dense SELECT * FROM receipts ORDER BY code_hash;
DROP TABLE receipts;
ALTER TABLE receipts_dense RENAME TO receipts;
CREATE INDEX receipts_by_stream ON receipts (stream);

CREATE TABLE sight_dense (
    stream    TEXT   NOT NULL,
    row_no    BIGINT NOT NULL,
    level     TEXT   NOT NULL,
    principal TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (stream, principal, row_no, level)
) WITHOUT ROWID;
INSERT INTO sight_dense SELECT * FROM sight ORDER BY stream, principal, row_no, level;
DROP TABLE sight;
ALTER TABLE sight_dense RENAME TO sight;
CREATE INDEX sight_by_principal ON sight (principal, at, stream);

CREATE TABLE todo_dense (
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
) WITHOUT ROWID;
INSERT INTO todo_dense SELECT * FROM todo ORDER BY stream, row_no, principal, item;
DROP TABLE todo;
ALTER TABLE todo_dense RENAME TO todo;
CREATE INDEX todo_by_principal ON todo (principal, due_at, stream, row_no, item);
CREATE INDEX todo_by_due ON todo (organisation, due_at, stream);

CREATE TABLE barred_dense (
    stream TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (stream, person)
) WITHOUT ROWID;
INSERT INTO barred_dense SELECT * FROM barred ORDER BY stream, person;
DROP TABLE barred;
ALTER TABLE barred_dense RENAME TO barred;

CREATE TABLE members_dense (
    stream  TEXT   NOT NULL,
    counter TEXT   NOT NULL,
    key     TEXT   NOT NULL,
    token   TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (stream, counter, key, token)
) WITHOUT ROWID;
INSERT INTO members_dense SELECT * FROM members ORDER BY stream, counter, key, token;
DROP TABLE members;
ALTER TABLE members_dense RENAME TO members;
CREATE INDEX members_by_key ON members (counter, key, at, stream);

CREATE TABLE wakes_dense (
    stream      TEXT NOT NULL,
    stream_read TEXT NOT NULL,
    PRIMARY KEY (stream, stream_read)
) WITHOUT ROWID;
INSERT INTO wakes_dense SELECT * FROM wakes ORDER BY stream, stream_read;
DROP TABLE wakes;
ALTER TABLE wakes_dense RENAME TO wakes;
CREATE INDEX wakes_by_read ON wakes (stream_read, stream);

CREATE TABLE links_dense (
    stream    TEXT   NOT NULL,
    as_name   TEXT   NOT NULL,
    to_stream TEXT   NOT NULL,
    since_seq BIGINT NOT NULL,
    PRIMARY KEY (stream, as_name, to_stream)
) WITHOUT ROWID;
INSERT INTO links_dense SELECT * FROM links ORDER BY stream, as_name, to_stream;
DROP TABLE links;
ALTER TABLE links_dense RENAME TO links;
CREATE INDEX links_by_target ON links (to_stream, as_name, stream);

CREATE TABLE words_dense (
    stream TEXT NOT NULL,
    word   TEXT NOT NULL,
    PRIMARY KEY (stream, word)
) WITHOUT ROWID;
INSERT INTO words_dense SELECT * FROM words ORDER BY stream, word;
DROP TABLE words;
ALTER TABLE words_dense RENAME TO words;
CREATE INDEX words_by_word ON words (word, stream);

CREATE TABLE sealed_words_dense (
    stream TEXT   NOT NULL,
    holder TEXT   NOT NULL,
    word   BYTEA  NOT NULL,
    least  BIGINT NOT NULL,
    titled BIGINT NOT NULL,
    PRIMARY KEY (stream, holder, word)
) WITHOUT ROWID;
INSERT INTO sealed_words_dense SELECT * FROM sealed_words ORDER BY stream, holder, word;
DROP TABLE sealed_words;
ALTER TABLE sealed_words_dense RENAME TO sealed_words;
CREATE INDEX sealed_words_by_word ON sealed_words (word, stream, holder, least, titled);

CREATE TABLE measures_dense (
    stream       TEXT   NOT NULL,
    formula      TEXT   NOT NULL,
    n            BIGINT NOT NULL,
    organisation TEXT   NOT NULL,
    day          BIGINT NOT NULL,
    by_hash      TEXT   NOT NULL,
    by_values    TEXT   NOT NULL,
    unit         TEXT   NOT NULL,
    counts       BIGINT NOT NULL,
    amount       BIGINT NOT NULL,
    PRIMARY KEY (stream, formula, n)
) WITHOUT ROWID;
INSERT INTO measures_dense SELECT * FROM measures ORDER BY stream, formula, n;
DROP TABLE measures;
ALTER TABLE measures_dense RENAME TO measures;
CREATE INDEX measures_by_formula ON measures (organisation, formula, day, stream);

CREATE TABLE tallies_dense (
    organisation TEXT   NOT NULL,
    formula      TEXT   NOT NULL,
    day          BIGINT NOT NULL,
    by_hash      TEXT   NOT NULL,
    unit         TEXT   NOT NULL,
    by_values    TEXT   NOT NULL,
    elements     BIGINT NOT NULL,
    counting     BIGINT NOT NULL,
    total        BIGINT NOT NULL,
    PRIMARY KEY (organisation, formula, day, by_hash, unit)
) WITHOUT ROWID;
INSERT INTO tallies_dense SELECT * FROM tallies ORDER BY organisation, formula, day, by_hash, unit;
DROP TABLE tallies;
ALTER TABLE tallies_dense RENAME TO tallies;

CREATE TABLE unsettled_dense (
    stream       TEXT NOT NULL,
    formula      TEXT NOT NULL,
    organisation TEXT NOT NULL,
    PRIMARY KEY (stream, formula)
) WITHOUT ROWID;
INSERT INTO unsettled_dense SELECT * FROM unsettled ORDER BY stream, formula;
DROP TABLE unsettled;
ALTER TABLE unsettled_dense RENAME TO unsettled;
CREATE INDEX unsettled_by_formula ON unsettled (organisation, formula, stream);

CREATE TABLE measured_dense (
    stream       TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    regulation   TEXT NOT NULL,
    formulas     TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO measured_dense SELECT * FROM measured ORDER BY stream;
DROP TABLE measured;
ALTER TABLE measured_dense RENAME TO measured;
CREATE INDEX measured_by_formulas ON measured (organisation, regulation, formulas, stream);
