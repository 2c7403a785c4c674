package peers

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
)

// sample is one series of an instant vector.
type sample struct {
	Metric map[string]string
	Value  string
}

// query asks a server that speaks Prometheus' API for an instant vector.
func query(server, expr string) ([]sample, error) {
	body, err := fetch(server + "/api/v1/query?query=" + url.QueryEscape(expr))
	if err != nil {
		return nil, err
	}
	var answer struct {
		Data struct {
			Result []struct {
				Metric map[string]string
				Value  [2]any
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		return nil, fmt.Errorf("read the answer to %s: %w", expr, err)
	}
	var samples []sample
	for _, r := range answer.Data.Result {
		samples = append(samples, sample{Metric: r.Metric, Value: fmt.Sprint(r.Value[1])})
	}
	return samples, nil
}

// awaitValue waits until an expression has exactly one sample, of the given value.
func awaitValue(t *testing.T, server, expr, want string) sample {
	t.Helper()
	var got []sample
	eventually(t, func() (err error) {
		if got, err = query(server, expr); err != nil {
			return err
		}
		if len(got) != 1 || got[0].Value != want {
			return fmt.Errorf("%s is %v, want one sample of %s", expr, got, want)
		}
		return nil
	})
	return got[0]
}
