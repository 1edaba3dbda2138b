-- Every text of a regulation that went live, by the hash of its merged content. Cases stay on the text they began under, so a
-- text is never changed and never deleted. `files` is a JSON object: every file that the text is made of, by path.
CREATE TABLE texts (
    content    TEXT   NOT NULL PRIMARY KEY,
    regulation TEXT   NOT NULL,
    version    TEXT   NOT NULL,
    kept_at    BIGINT NOT NULL,
    files      TEXT   NOT NULL
);
CREATE INDEX texts_by_regulation ON texts (regulation, kept_at);
