-- +goose Up
-- Dashboards that were handed on to a Grafana, with a hash of what was sent.
CREATE TABLE grafana_sync (
    grafana TEXT NOT NULL, -- what the configuration calls it
    uid     TEXT NOT NULL,
    hash    TEXT NOT NULL,
    PRIMARY KEY (grafana, uid)
);

-- +goose Down
DROP TABLE grafana_sync;
