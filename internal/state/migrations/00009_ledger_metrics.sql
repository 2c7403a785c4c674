-- +goose Up
-- Metrics that targets of a job delivered. Times are milliseconds since 1970, UTC; 0 is never.
CREATE TABLE ledger_metrics (
    job     TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    first   INTEGER NOT NULL,
    missing INTEGER NOT NULL, -- since when
    PRIMARY KEY (job, name)
);

-- +goose Down
DROP TABLE ledger_metrics;
