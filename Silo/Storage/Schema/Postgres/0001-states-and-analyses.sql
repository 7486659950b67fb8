-- A compressor finds nothing in float32 values: they are stored as they are, out of line where they are large.
CREATE TABLE grain_state (key text PRIMARY KEY, version bigint NOT NULL, data bytea) WITH (fillfactor = 70);
ALTER TABLE grain_state ALTER COLUMN data SET STORAGE EXTERNAL;
-- Of an analysis, "at" is when it was made: milliseconds since 1970.
CREATE TABLE analysis (track text, sequence bigint, at bigint NOT NULL, data bytea NOT NULL, PRIMARY KEY (track, sequence));
ALTER TABLE analysis ALTER COLUMN data SET STORAGE EXTERNAL;
