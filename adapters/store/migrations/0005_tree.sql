-- The ledger as a Merkle tree: the root after each leaf in place of a linear chain, the right edge to append to, and
-- every complete subtree of 256 leaves, of 256 of those, and so on, so that a proof reads few rows. What was written
-- before is filled in by the program.
ALTER TABLE leaves DROP COLUMN chained;
ALTER TABLE leaves ADD COLUMN root BYTEA;
ALTER TABLE ledger DROP COLUMN chained;
ALTER TABLE ledger ADD COLUMN frontier BYTEA;
CREATE TABLE tree (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash  BYTEA  NOT NULL,
    PRIMARY KEY (level, place)
);
