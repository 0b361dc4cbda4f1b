-- What is only true while nodes run is unlogged: it costs no disk, and after a crash of the database the nodes tell it again.
CREATE UNLOGGED TABLE portolan_nodes (
    node     text PRIMARY KEY,
    until    timestamptz NOT NULL, -- end of the lease
    sessions integer NOT NULL      -- all that the node has
);

CREATE UNLOGGED TABLE portolan_sessions (
    account  text NOT NULL, -- HOST/NAME, the name as in a URL
    node     text NOT NULL,
    sessions integer NOT NULL,
    PRIMARY KEY (account, node)
);
CREATE INDEX ON portolan_sessions (node);

CREATE UNLOGGED TABLE portolan_homes (
    home  text PRIMARY KEY,
    count bigint NOT NULL, -- which count it is
    bytes bigint,          -- NULL while it is counted
    files bigint
);

CREATE UNLOGGED TABLE portolan_home_nodes (
    home text NOT NULL,
    node text NOT NULL,
    PRIMARY KEY (home, node)
);
CREATE INDEX ON portolan_home_nodes (node);

-- Bans and keys outlive a crash.
CREATE TABLE portolan_attempts (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    node    text NOT NULL,
    account text NOT NULL,
    peer    text NOT NULL,
    success boolean NOT NULL
);
CREATE INDEX ON portolan_attempts (at);

CREATE TABLE portolan_ticket_keys (
    made timestamptz PRIMARY KEY DEFAULT now(),
    key  bytea NOT NULL
);
