-- +goose Up
-- Every dashboard there is. Times are milliseconds since 1970, UTC; 0 is never.
CREATE TABLE dashboards (
    uid      TEXT    PRIMARY KEY,
    title    TEXT    NOT NULL,
    folder   TEXT    NOT NULL,
    tags     TEXT    NOT NULL, -- JSON
    kind     TEXT    NOT NULL, -- of its source
    source   TEXT    NOT NULL, -- the source's name
    origin   TEXT    NOT NULL, -- where in the source the document is
    release  TEXT    NOT NULL, -- of the service that brought it
    version  INTEGER NOT NULL, -- the newest
    updated  INTEGER NOT NULL,
    stale    INTEGER NOT NULL, -- since when its source no longer has it
    broken   TEXT    NOT NULL  -- why the source's newest document was refused
);
CREATE INDEX dashboards_source ON dashboards (kind, source);

CREATE TABLE dashboard_versions (
    uid      TEXT    NOT NULL REFERENCES dashboards (uid) ON DELETE CASCADE,
    version  INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    author   TEXT    NOT NULL,
    message  TEXT    NOT NULL,
    document BLOB    NOT NULL, -- as it was handed in, byte for byte
    PRIMARY KEY (uid, version)
);

-- +goose Down
DROP TABLE dashboard_versions;
DROP TABLE dashboards;
