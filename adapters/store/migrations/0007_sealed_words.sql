-- Words of sealed cases, as hashes under a key that only those open who hold the case: `holder` is the circle or person whose
-- key it is. `least` is what whoever asks must see of the case: 1 its facts, 2 all of it.
CREATE TABLE sealed_words (
    stream TEXT   NOT NULL,
    holder TEXT   NOT NULL,
    word   BYTEA  NOT NULL,
    least  BIGINT NOT NULL,
    titled BIGINT NOT NULL,
    PRIMARY KEY (stream, holder, word)
);
CREATE INDEX sealed_words_by_word ON sealed_words (word, stream, holder, least, titled);

-- What of a case is indexed for a holder: `mark` follows from the values that were, and says nothing of them. Owed: there are
-- values that are not, for nobody who can read them was there.
CREATE TABLE sealed_marks (
    stream TEXT   NOT NULL,
    holder TEXT   NOT NULL,
    mark   TEXT   NOT NULL,
    owed   BIGINT NOT NULL,
    PRIMARY KEY (stream, holder)
);
CREATE INDEX sealed_marks_owed ON sealed_marks (holder, stream) WHERE owed = 1;
