-- Outcomes on what is no deployment: imported files, the period as a whole.
CREATE TABLE other_outcome (
    evaluation INTEGER NOT NULL REFERENCES evaluation (id),
    ordinal    INTEGER NOT NULL,
    control    TEXT    NOT NULL, -- its id
    kind       TEXT    NOT NULL, -- of the subject
    source     TEXT    NOT NULL,
    source_id  TEXT    NOT NULL,
    name       TEXT    NOT NULL, -- for people
    at         INTEGER,
    outcome    INTEGER NOT NULL, -- rank
    overlays   INTEGER NOT NULL, -- a bit each
    PRIMARY KEY (evaluation, ordinal)
) STRICT, WITHOUT ROWID;
