-- Kept figures. What one case adds to an indicator is a read model like any other; the sums of it by day are changed by the
-- difference in the same transaction, so that a figure over a month adds up days and lines, never cases.

-- One element: `day` counts from 1970-01-01, `by_values` is what it is broken down by as JSON, `unit` is empty where it has no
-- value to be added up.
CREATE TABLE measures (
    stream       TEXT   NOT NULL,
    formula      TEXT   NOT NULL,
    n            BIGINT NOT NULL,
    organisation TEXT   NOT NULL,
    day          BIGINT NOT NULL,
    by_hash      TEXT   NOT NULL,
    by_values    TEXT   NOT NULL,
    unit         TEXT   NOT NULL,
    counts       BIGINT NOT NULL,
    amount       BIGINT NOT NULL,
    PRIMARY KEY (stream, formula, n)
);
CREATE INDEX measures_by_formula ON measures (organisation, formula, day, stream);

CREATE TABLE tallies (
    organisation TEXT   NOT NULL,
    formula      TEXT   NOT NULL,
    day          BIGINT NOT NULL,
    by_hash      TEXT   NOT NULL,
    unit         TEXT   NOT NULL,
    by_values    TEXT   NOT NULL,
    elements     BIGINT NOT NULL,
    counting     BIGINT NOT NULL,
    total        BIGINT NOT NULL,
    PRIMARY KEY (organisation, formula, day, by_hash, unit)
);

-- What a case adds to this formula cannot be kept as it stands: it is judged anew each time.
CREATE TABLE unsettled (
    stream       TEXT NOT NULL,
    formula      TEXT NOT NULL,
    organisation TEXT NOT NULL,
    PRIMARY KEY (stream, formula)
);
CREATE INDEX unsettled_by_formula ON unsettled (organisation, formula, stream);

-- By which formulas a case was last measured. Those that there are have been measured by none.
CREATE TABLE measured (
    stream       TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    regulation   TEXT NOT NULL,
    formulas     TEXT NOT NULL
);
CREATE INDEX measured_by_formulas ON measured (organisation, regulation, formulas, stream);
INSERT INTO measured (stream, organisation, regulation, formulas) SELECT stream, organisation, regulation, '' FROM cases;
