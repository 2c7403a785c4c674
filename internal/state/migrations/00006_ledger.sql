-- +goose Up
-- Every target that was found and not announced to go. Times are milliseconds since 1970, UTC; 0 is never.
CREATE TABLE ledger_targets (
    pool      TEXT    NOT NULL, -- the scrape job that found it, whatever relabelling made of the label job
    job       TEXT    NOT NULL,
    instance  TEXT    NOT NULL,
    url       TEXT    NOT NULL,
    address   TEXT    NOT NULL, -- before relabelling
    labels    TEXT    NOT NULL, -- JSON
    mechanism TEXT    NOT NULL,
    first     INTEGER NOT NULL,
    missing   INTEGER NOT NULL, -- since when
    announced INTEGER NOT NULL,
    PRIMARY KEY (pool, job, instance, url)
);

CREATE TABLE ledger_jobs (
    pool        TEXT    PRIMARY KEY,
    fingerprint TEXT    NOT NULL, -- of what decides which targets it finds
    replaced    INTEGER NOT NULL, -- 1 until what a change of that left behind is sorted out
    seen        INTEGER NOT NULL  -- until when its targets were there
);

-- +goose Down
DROP TABLE ledger_targets;
DROP TABLE ledger_jobs;
