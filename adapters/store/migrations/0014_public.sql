-- Papers that are public now: what an organisation shows to everybody, the newest first.
CREATE TABLE public_papers (
    stream       TEXT   NOT NULL,
    paper        BIGINT NOT NULL,
    id           TEXT   NOT NULL,
    organisation TEXT   NOT NULL,
    regulation   TEXT   NOT NULL,
    document     TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,
    PRIMARY KEY (stream, paper)
);
CREATE INDEX public_papers_newest ON public_papers (organisation, published_at, id);
CREATE UNIQUE INDEX public_papers_by_id ON public_papers (id);
