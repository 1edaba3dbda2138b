-- Files of forms put aside, each sealed with the key of its draft. They go with it.
CREATE TABLE draft_files (
    draft TEXT   NOT NULL,
    n     BIGINT NOT NULL,
    body  BYTEA  NOT NULL,
    PRIMARY KEY (draft, n)
);
