-- The tables are those of PostgreSQL. A truth is 0 or 1, and a list of texts is an array of JSON: ["cn=Ann", "cn=Ben"].
-- Groups stand in for what their users do not have of their own. "{user}" in a home is the user's name.
CREATE TABLE portolan_groups (
    name        TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    permissions TEXT,
    home        TEXT,
    quota_bytes INTEGER CHECK (quota_bytes > 0),
    quota_files INTEGER CHECK (quota_files > 0),
    no_exchange INTEGER CHECK (no_exchange IN (0, 1))
) STRICT;

CREATE TABLE portolan_users (
    name         TEXT NOT NULL PRIMARY KEY CHECK (name <> '' AND length(CAST(name AS BLOB)) <= 64),
    member       TEXT REFERENCES portolan_groups (name) ON UPDATE CASCADE,
    password     TEXT,
    permissions  TEXT,
    home         TEXT,
    quota_bytes  INTEGER CHECK (quota_bytes >= 0),
    quota_files  INTEGER CHECK (quota_files >= 0),
    no_exchange  INTEGER CHECK (no_exchange IN (0, 1)),
    certificates TEXT CHECK (json_type(certificates) = 'array'),
    password_too INTEGER NOT NULL DEFAULT 0 CHECK (password_too IN (0, 1)),
    account_word TEXT,
    mounts       TEXT CHECK (json_type(mounts) = 'array')
) STRICT;
