-- How often the read models of a stream were derived again without a commit. A node that keeps them in memory sees by it that
-- another one has written them.
ALTER TABLE streams ADD COLUMN redone BIGINT NOT NULL DEFAULT 0;
