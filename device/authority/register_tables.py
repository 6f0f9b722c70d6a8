"""Lays out the register's tables.

Never holds a name, a number or a reason in the clear: such columns are called `sealed` and hold what SealedFields made.
A `mark` is a one-way digest of something its holder keeps (an invitation, a session, a token).
"""

from typing import Final

VERSION: Final = 1
TABLES: Final = """
CREATE TABLE holders (
    holder BLOB PRIMARY KEY,         -- the 12-byte pseudonym
    sealed BLOB NOT NULL,            -- name, phone, id number
    division INTEGER,
    colour TEXT NOT NULL,
    coloured_at INTEGER NOT NULL,
    declaration BLOB,                -- sealed, the newest one only
    enrolled_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE colour_changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    holder BLOB NOT NULL,
    colour TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX colour_changes_by_time ON colour_changes (at);
CREATE TABLE families (
    guardian BLOB NOT NULL,
    member BLOB NOT NULL,
    relation TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (guardian, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE codes (                 -- those that outlive a quarter of an hour
    cti BLOB PRIMARY KEY,
    kid BLOB NOT NULL,
    holder BLOB NOT NULL,
    kind TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    token_mark BLOB UNIQUE,
    withdrawn_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX codes_by_holder ON codes (holder);
CREATE TABLE accounts (
    holder BLOB PRIMARY KEY,
    salt BLOB NOT NULL,
    verifier BLOB NOT NULL,
    failures INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE invitations (
    mark BLOB PRIMARY KEY,
    holder BLOB NOT NULL,
    purpose TEXT NOT NULL,           -- opening an account, or consent to a guardian
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
    mark BLOB PRIMARY KEY,
    holder BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE officers (
    officer TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    salt BLOB NOT NULL,
    verifier BLOB NOT NULL,
    failures INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    sealed BLOB,                     -- what is asked and why, gone with the decision
    decided_by TEXT,
    decided_at INTEGER,
    answer BLOB                      -- for who asked over the broker: sealed to them, gone once it is sent
) STRICT, WITHOUT ROWID;
CREATE TABLE published (             -- whole signed lists, the newest few of each scope
    scope TEXT NOT NULL,
    seq INTEGER NOT NULL,
    message BLOB NOT NULL,
    PRIMARY KEY (scope, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    header TEXT NOT NULL,
    salt BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
"""
