-- Files whose sealed pieces lie in an object store, and under which name. A row with remove_at is no file's any more: its objects
-- are taken away from then on, and then the row.

CREATE TABLE attachment_objects (
    object    TEXT   NOT NULL PRIMARY KEY,
    id        TEXT   NOT NULL,
    piece     BIGINT NOT NULL,
    bytes     BIGINT NOT NULL,
    remove_at BIGINT
);
CREATE INDEX attachment_objects_by_id ON attachment_objects (id);

-- The folder of the object store that is this database's own; one row at most.
CREATE TABLE object_home (
    one    BIGINT NOT NULL PRIMARY KEY,
    folder TEXT   NOT NULL
);
