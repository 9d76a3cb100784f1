-- SHA-256 of the bytes that are kept, where secrets in them were masked; sha256 stays that of the file
-- as it came. NULL where the two are the same.
ALTER TABLE blob ADD COLUMN kept_sha256 BLOB CHECK (kept_sha256 IS NULL OR length(kept_sha256) = 32);
