-- Key pairs of persons, circles, cases and mailboxes. Of the secret half there are only locks.

CREATE TABLE key_pairs (
    id         TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL,
    public     BYTEA  NOT NULL,
    body       TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    retired_at BIGINT
);
CREATE INDEX key_pairs_by_owner ON key_pairs (owner, made_at, id);

-- The secret half of `pair`, sealed to `holder`: the id of another pair, or `password:LOGIN`. Empty bytes: it is owed, for
-- nobody who has the secret was there when it was granted.
CREATE TABLE key_locks (
    pair    TEXT   NOT NULL,
    holder  TEXT   NOT NULL,
    bytes   BYTEA  NOT NULL,
    owed    BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (pair, holder)
);
CREATE INDEX key_locks_by_holder ON key_locks (holder, pair);
CREATE INDEX key_locks_owed ON key_locks (pair) WHERE owed = 1;
