-- Milliseconds since 1970. The age of what is there is not known: it begins now.
ALTER TABLE analysis ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
UPDATE analysis SET at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
