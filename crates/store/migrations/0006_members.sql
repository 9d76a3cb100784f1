-- People who sign in to this workspace. The roster's persons are imported records; these are not.
CREATE TABLE member (
    id             TEXT    PRIMARY KEY,                   -- what the person signs in with
    name           TEXT    NOT NULL,
    added_by       INTEGER NOT NULL REFERENCES event (sequence),
    deactivated_by INTEGER REFERENCES event (sequence)
) STRICT;

-- The roles of a person, as the newest event on them told.
CREATE TABLE member_role (
    member    TEXT    NOT NULL REFERENCES member (id),
    ordinal   INTEGER NOT NULL,
    role      TEXT    NOT NULL,
    from_date TEXT    NOT NULL, -- the first day
    to_date   TEXT,             -- the last day; NULL until further notice
    set_by    INTEGER NOT NULL REFERENCES event (sequence),
    PRIMARY KEY (member, ordinal)
) STRICT, WITHOUT ROWID;

-- Ed25519 keys. A replaced one keeps its public half, by which the events that it signed are verified.
CREATE TABLE member_key (
    public_key BLOB    PRIMARY KEY CHECK (length(public_key) = 32),
    member     TEXT    NOT NULL REFERENCES member (id),
    sealed     TEXT,                                           -- JSON; NULL once it signs no more
    temporary  INTEGER NOT NULL CHECK (temporary IN (0, 1)),   -- its passphrase was chosen by another person
    made_by    INTEGER NOT NULL REFERENCES event (sequence),   -- the event that told of it
    ended_by   INTEGER REFERENCES event (sequence)             -- the event after which it signs no more
) STRICT, WITHOUT ROWID;

CREATE INDEX member_key_by_member ON member_key (member);

-- The public key by which the signature of an event is verified. NULL without sign-in.
ALTER TABLE event ADD COLUMN key BLOB CHECK (key IS NULL OR length(key) = 32);
