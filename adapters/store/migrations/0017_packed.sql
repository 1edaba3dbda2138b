-- The body of a commit, packed: what it says is the body and after it what is packed. One of them is empty.
ALTER TABLE commits ADD COLUMN packed BYTEA;
