-- The first schema of a workspace file. Migrations are only ever added.

CREATE TABLE workspace (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    entity     TEXT    NOT NULL,
    zone       TEXT    NOT NULL, -- IANA name
    created_at INTEGER NOT NULL  -- milliseconds since 1970, UTC
) STRICT;

-- The event log: append-only, each event holds the hash of the one before it.
CREATE TABLE event (
    sequence  INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL, -- milliseconds since 1970, UTC
    person    TEXT,             -- NULL without sign-in
    action    TEXT    NOT NULL,
    payload   TEXT    NOT NULL, -- compact JSON
    previous  BLOB    NOT NULL CHECK (length(previous) = 32),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    signature BLOB
) STRICT;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

-- Original bytes: chunks of at most 1 MiB, compressed, each kept once.
CREATE TABLE chunk (
    id    INTEGER PRIMARY KEY,
    hash  BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32), -- of the compressed bytes
    bytes INTEGER NOT NULL,                                  -- before compression
    data  BLOB    NOT NULL                                   -- zstd
) STRICT;

CREATE TABLE blob (
    id     INTEGER PRIMARY KEY,
    sha256 BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
    bytes  INTEGER NOT NULL
) STRICT;

CREATE TABLE blob_chunk (
    blob    INTEGER NOT NULL REFERENCES blob (id),
    ordinal INTEGER NOT NULL,
    chunk   INTEGER NOT NULL REFERENCES chunk (id),
    PRIMARY KEY (blob, ordinal)
) STRICT, WITHOUT ROWID;

-- One reading of a file. A file that is read again, since it was declared otherwise, is another
-- source; the older one is superseded and stays readable.
CREATE TABLE source (
    id            INTEGER PRIMARY KEY,
    blob          INTEGER NOT NULL REFERENCES blob (id),
    file          TEXT    NOT NULL,
    reading       TEXT    NOT NULL, -- JSON
    records       INTEGER NOT NULL, -- how many were read
    spans         TEXT    NOT NULL, -- JSON: for each kind of record how many, the first and the last time
    superseded_by INTEGER REFERENCES event (sequence)
) STRICT;

CREATE INDEX source_by_blob ON source (blob);

-- What was declared about a source, each time: the newest counts.
CREATE TABLE declaration (
    source INTEGER NOT NULL REFERENCES source (id),
    event  INTEGER NOT NULL REFERENCES event (sequence),
    body   TEXT    NOT NULL, -- JSON
    PRIMARY KEY (source, event)
) STRICT, WITHOUT ROWID;

-- Rows that were left out, and values that could not be read.
CREATE TABLE row_issue (
    source      INTEGER NOT NULL REFERENCES source (id),
    ordinal     INTEGER NOT NULL,
    place       TEXT    NOT NULL,
    column_name TEXT,
    message     TEXT    NOT NULL,
    rejected    INTEGER NOT NULL CHECK (rejected IN (0, 1)),
    PRIMARY KEY (source, ordinal)
) STRICT, WITHOUT ROWID;

-- Records in the order of their file, many a piece: see record_set.rs.
CREATE TABLE record_piece (
    source  INTEGER NOT NULL REFERENCES source (id),
    ordinal INTEGER NOT NULL,
    bytes   INTEGER NOT NULL, -- before compression
    data    BLOB    NOT NULL, -- zstd
    PRIMARY KEY (source, ordinal)
) STRICT;

CREATE TABLE evaluation (
    id              INTEGER PRIMARY KEY,
    from_date       TEXT    NOT NULL,
    to_date         TEXT    NOT NULL,
    zone            TEXT    NOT NULL,
    as_of           INTEGER NOT NULL,
    data_sequence   INTEGER NOT NULL REFERENCES event (sequence), -- what was imported up to here
    event           INTEGER NOT NULL REFERENCES event (sequence), -- that tells of this evaluation
    parameters      TEXT    NOT NULL, -- JSON
    controls        TEXT    NOT NULL, -- JSON: ids and versions, in the order of the verdicts
    app_version     TEXT    NOT NULL,
    results_hash    BLOB    NOT NULL CHECK (length(results_hash) = 32),
    population_hash BLOB    NOT NULL CHECK (length(population_hash) = 32),
    subjects        INTEGER NOT NULL,
    coverage        TEXT    NOT NULL  -- JSON: what the evidence covered, for the screens
) STRICT;

-- Subjects within the period, by time, service and id. Verdicts: two bytes a control, the rank of
-- the outcome and the set of overlays.
CREATE TABLE subject (
    evaluation    INTEGER NOT NULL REFERENCES evaluation (id),
    ordinal       INTEGER NOT NULL,
    kind          TEXT    NOT NULL,
    source        TEXT    NOT NULL,
    source_id     TEXT    NOT NULL,
    service       TEXT    NOT NULL,
    environment   TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    revision      TEXT,
    version       TEXT,
    deployer      TEXT, -- the person's name where the roster knows it, else the account
    author        TEXT, -- the same, of the first change that names one
    changes       TEXT    NOT NULL, -- keys, one a line: change records, else pull requests, else commits
    pull_requests TEXT    NOT NULL, -- keys, one a line
    categories    TEXT    NOT NULL, -- of its change records, one a line
    verdicts      BLOB    NOT NULL,
    PRIMARY KEY (evaluation, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE summary (
    evaluation INTEGER NOT NULL REFERENCES evaluation (id),
    control    INTEGER NOT NULL, -- position in the evaluation's controls
    month      TEXT    NOT NULL, -- YYYY-MM in the workspace's zone
    service    TEXT    NOT NULL,
    outcome    INTEGER NOT NULL, -- rank
    n          INTEGER NOT NULL,
    PRIMARY KEY (evaluation, control, month, service, outcome)
) STRICT, WITHOUT ROWID;
