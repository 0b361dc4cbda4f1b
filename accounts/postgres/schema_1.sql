-- Groups stand in for what their users do not have of their own. "{user}" in a home is the user's name.
CREATE TABLE portolan_groups (
    name        text PRIMARY KEY CHECK (name <> ''),
    permissions text,
    home        text,
    quota_bytes bigint CHECK (quota_bytes > 0),
    quota_files bigint CHECK (quota_files > 0),
    no_exchange boolean
);

CREATE TABLE portolan_users (
    name         text PRIMARY KEY CHECK (name <> '' AND octet_length(name) <= 64),
    member       text REFERENCES portolan_groups (name) ON UPDATE CASCADE,
    password     text,
    permissions  text,
    home         text,
    quota_bytes  bigint CHECK (quota_bytes >= 0),
    quota_files  bigint CHECK (quota_files >= 0),
    no_exchange  boolean,
    certificates text[],
    password_too boolean NOT NULL DEFAULT false,
    account_word text
);
