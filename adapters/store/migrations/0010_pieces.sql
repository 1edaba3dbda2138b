-- An attachment lies in sealed pieces; what opens them stands in attachment_blobs. One without pieces was sealed whole, as
-- before, and stands there itself.

CREATE TABLE attachment_pieces (
    id    TEXT   NOT NULL,
    n     BIGINT NOT NULL,
    bytes BYTEA  NOT NULL,
    PRIMARY KEY (id, n)
);
