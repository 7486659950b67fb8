-- Databases from before the journal of scripts have these tables already.
CREATE TABLE IF NOT EXISTS grain_state (key TEXT PRIMARY KEY, version INTEGER NOT NULL, data BLOB);
CREATE TABLE IF NOT EXISTS analysis (track TEXT, sequence INTEGER, data BLOB NOT NULL, PRIMARY KEY (track, sequence));
