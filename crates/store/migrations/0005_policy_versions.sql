-- The versions of the policy profile after the built-in one, which is version 1.
CREATE TABLE policy_version (
    number    INTEGER PRIMARY KEY CHECK (number > 1),
    from_date TEXT    NOT NULL,                            -- the first day in force
    reason    TEXT    NOT NULL,
    person    TEXT,                                        -- as it was given
    text      TEXT    NOT NULL,                            -- TOML
    sha256    BLOB    NOT NULL CHECK (length(sha256) = 32), -- of the text
    added_by  INTEGER NOT NULL REFERENCES event (sequence)
) STRICT;
