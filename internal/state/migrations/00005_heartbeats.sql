-- +goose Up
-- What was last heard of each cron job that checks in. Times are milliseconds since 1970, UTC; 0 is never.
CREATE TABLE heartbeats (
    name      TEXT    PRIMARY KEY,
    schedule  TEXT    NOT NULL, -- when it was to check in
    since     INTEGER NOT NULL, -- since when it is judged by that
    started   INTEGER NOT NULL, -- first start after the last end
    begun     INTEGER NOT NULL, -- latest start
    ended     INTEGER NOT NULL,
    succeeded INTEGER NOT NULL,
    failed    INTEGER NOT NULL, -- 1 when the last end was bad
    duration  INTEGER NOT NULL, -- of the last run, in milliseconds
    message   TEXT    NOT NULL
);

-- +goose Down
DROP TABLE heartbeats;
