-- What somebody is told of: beside the read models and no part of them, for it says what was, not what is. Nothing of a case
-- stands here but what the lists of what is owed hold too. Kept for a while, then thrown away.

-- One row for each principal that is told; what is told is the same under one id.
CREATE TABLE notices (
    id           TEXT   NOT NULL,
    principal    TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    sort         TEXT   NOT NULL,
    stream       TEXT   NOT NULL,
    row_no       BIGINT NOT NULL,
    item         TEXT   NOT NULL,
    by_person    TEXT   NOT NULL,
    organisation TEXT   NOT NULL,
    regulation   TEXT   NOT NULL,
    due_at       BIGINT NOT NULL,
    why          TEXT   NOT NULL,
    PRIMARY KEY (id, principal)
);
CREATE INDEX notices_by_principal ON notices (principal, at, id);
CREATE INDEX notices_by_stream ON notices (stream);
CREATE INDEX notices_by_age ON notices (at);

-- Which of them a person has read, one by one; and until when all.
CREATE TABLE notices_read (
    person TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, id)
);
CREATE INDEX notices_read_by_age ON notices_read (at);

CREATE TABLE notice_marks (
    person       TEXT   NOT NULL PRIMARY KEY,
    read_until   BIGINT NOT NULL,
    mailed_until BIGINT NOT NULL
);

-- How a person wants mail, address and all sealed with the ring.
CREATE TABLE mail_ways (
    person TEXT  NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);

-- The outbox has two lanes: what the desk does itself, and letters, for which a relay may have to be waited.
CREATE INDEX outbox_letters ON outbox (due_at, id) WHERE done_at IS NULL AND kind = 'letter';
