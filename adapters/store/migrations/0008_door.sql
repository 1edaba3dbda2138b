-- The door of the workbench.

-- Passwords and codes that were tried and not found right: of a sign-in name, of a device that is known, of a person. The key is a
-- keyed hash; names that are not there have rows like those that are.
CREATE TABLE tries (
    key      BYTEA  NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL
);
CREATE INDEX tries_by_age ON tries (last_at);

-- The second step of a person's sign-in: its secret sealed with the ring, codes for a lost telephone as keyed hashes.
CREATE TABLE second_steps (
    person  TEXT   NOT NULL PRIMARY KEY,
    sealed  BYTEA  NOT NULL,
    used    BIGINT NOT NULL,
    codes   TEXT   NOT NULL,
    made_at BIGINT NOT NULL
);

-- Tokens for programs, found by a keyed hash.
CREATE TABLE api_tokens (
    id         TEXT   NOT NULL PRIMARY KEY,
    hash       BYTEA  NOT NULL UNIQUE,
    person     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    scopes     TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX api_tokens_by_person ON api_tokens (person);

ALTER TABLE accounts DROP COLUMN failures;
ALTER TABLE accounts DROP COLUMN locked_until;
