-- Passkeys of people who sign in. Of the key there is only its public half.
CREATE TABLE passkeys (
    id         TEXT   NOT NULL PRIMARY KEY,
    credential BYTEA  NOT NULL UNIQUE,
    person     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    public_key BYTEA  NOT NULL,
    counter    BIGINT NOT NULL,
    made_at    BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX passkeys_by_person ON passkeys (person);

-- Challenges that were answered: each counts once. What was not answered is stored nowhere.
CREATE TABLE spent_challenges (
    hash       BYTEA  NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX spent_challenges_by_age ON spent_challenges (expires_at);
