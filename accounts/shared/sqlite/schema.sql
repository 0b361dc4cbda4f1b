-- Times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS portolan_nodes (
    node     TEXT PRIMARY KEY,
    until    INTEGER NOT NULL, -- end of the lease
    sessions INTEGER NOT NULL  -- all that the node has
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS portolan_sessions (
    account  TEXT NOT NULL, -- HOST/NAME, the name as in a URL
    node     TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    PRIMARY KEY (account, node)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS portolan_homes (
    home  TEXT PRIMARY KEY,
    count INTEGER NOT NULL, -- which count it is
    bytes INTEGER,          -- NULL while it is counted
    files INTEGER
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS portolan_home_nodes (
    home TEXT NOT NULL,
    node TEXT NOT NULL,
    PRIMARY KEY (home, node)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS portolan_attempts (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    node    TEXT NOT NULL,
    account TEXT NOT NULL,
    peer    TEXT NOT NULL,
    success INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS portolan_attempts_at ON portolan_attempts (at);

CREATE TABLE IF NOT EXISTS portolan_ticket_keys (
    made INTEGER NOT NULL,
    key  BLOB NOT NULL
);
