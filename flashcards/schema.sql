-- The index is a cache: deleting it loses nothing. A change here needs another SCHEMA_VERSION in index.py.

-- What came of each note, as long as neither its text nor our code changes.
CREATE TABLE parsed (
    path         TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    code         TEXT NOT NULL,
    drafts       BLOB NOT NULL,  -- JSON
    problems     BLOB NOT NULL   -- JSON
) STRICT, WITHOUT ROWID;

-- What each note tells about the open questions of all, likewise; only where there are some.
CREATE TABLE told (
    path         TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    code         TEXT NOT NULL,
    told         BLOB NOT NULL   -- JSON
) STRICT, WITHOUT ROWID;

-- The cards of the last build, in order.
CREATE TABLE cards (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    card     BLOB NOT NULL       -- JSON
) STRICT;

-- Single values by name: what came of all notes, the folded ledger, what the last package was made of.
CREATE TABLE saved (
    name        TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    content     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
