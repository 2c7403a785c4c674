package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// question is a range query as a dashboard panel sends it.
type question struct {
	name, expr  string
	over, every time.Duration
}

var questions = []question{
	{"requests, total", `sum(rate(http_requests_total[5m]))`, 6 * time.Hour, time.Minute},
	{"requests by code", `sum by (code) (rate(http_requests_total[5m]))`, 6 * time.Hour, time.Minute},
	{"error ratio by route", `sum by (route) (rate(http_requests_total{code=~"5.."}[5m])) / sum by (route) (rate(http_requests_total[5m]))`, 6 * time.Hour, time.Minute},
	{"p99 latency", `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))`, 3 * time.Hour, time.Minute},
	{"p95 latency by route", `histogram_quantile(0.95, sum by (le, route) (rate(http_request_duration_seconds_bucket[5m])))`, 3 * time.Hour, time.Minute},
	{"mean latency by job", `sum by (job) (rate(http_request_duration_seconds_sum[5m])) / sum by (job) (rate(http_request_duration_seconds_count[5m]))`, 6 * time.Hour, time.Minute},
	{"busiest instances", `topk(5, sum by (instance) (rate(http_requests_total[5m])))`, time.Hour, 15 * time.Second},
	{"queues of one instance", `queue_depth{instance="127.0.10.3:9100"}`, time.Hour, 15 * time.Second},
	{"queue peak in an hour", `max by (queue) (max_over_time(queue_depth[1h]))`, 12 * time.Hour, 5 * time.Minute},
	{"messages in an hour, a day", `sum by (topic) (increase(messages_processed_total[1h]))`, 20 * time.Hour, 10 * time.Minute},
	{"memory, predicted", `predict_linear(runtime_memory_bytes{instance=~"127.0.10.[0-4]:9100"}[1h], 4*3600)`, 6 * time.Hour, 5 * time.Minute},
	{"against an hour ago", `sum(rate(http_requests_total[5m])) - sum(rate(http_requests_total[5m] offset 1h))`, 6 * time.Hour, time.Minute},
}

// latencies are milliseconds, in the order in which they were measured.
type latencies []float64

func (l latencies) quantile(q float64) float64 {
	sorted := slices.Sorted(slices.Values(l))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

// against is the median of how each answer compares with the other program's to the same question
// a moment before or after. Whatever else the machine does hits both of a pair, so this moves far
// less than the ratio of two medians.
func (l latencies) against(other latencies) float64 {
	ratios := make(latencies, len(l))
	for i := range l {
		ratios[i] = l[i] / other[i]
	}
	return ratios.quantile(0.5)
}

// ask sends every question to both programs, which serve the same data, in turns whose order
// alternates, and fails when their answers differ in size.
func ask(ctx context.Context, rounds int, a, b *running, end time.Time) ([][2]latencies, error) {
	results := make([][2]latencies, len(questions))
	const warmUp = 2
	for round := range rounds + warmUp {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i, q := range questions {
			pair := []*running{a, b}
			took, points := [2]float64{}, [2]int{}
			for turn := range 2 {
				which := (turn + round + i) % 2
				var err error
				if took[which], points[which], err = q.send(pair[which].url, end); err != nil {
					return nil, fmt.Errorf("ask %s %q: %w", pair[which].name, q.expr, err)
				}
			}
			if points[0] != points[1] || points[0] == 0 {
				return nil, fmt.Errorf("%q: %s answers %d points, %s %d", q.expr, a.name, points[0], b.name, points[1])
			}
			if round >= warmUp {
				results[i][0] = append(results[i][0], took[0])
				results[i][1] = append(results[i][1], took[1])
			}
		}
	}
	return results, nil
}

// send asks, reads the whole answer within the measured milliseconds, and counts its points.
func (q question) send(base string, end time.Time) (milliseconds float64, points int, err error) {
	values := url.Values{
		"query": {q.expr},
		"start": {strconv.FormatInt(end.Add(-q.over).Unix(), 10)},
		"end":   {strconv.FormatInt(end.Unix(), 10)},
		"step":  {strconv.FormatFloat(q.every.Seconds(), 'f', -1, 64)},
	}
	var raw []byte
	started := time.Now()
	err = get(base+"/api/v1/query_range?"+values.Encode(), func(body io.Reader) error {
		raw, err = io.ReadAll(body)
		return err
	})
	milliseconds = float64(time.Since(started).Microseconds()) / 1000
	if err != nil {
		return 0, 0, err
	}
	points, err = countPoints(raw)
	return milliseconds, points, err
}

func countPoints(raw []byte) (int, error) {
	var answer struct {
		Data struct {
			Result []struct{ Values []json.RawMessage }
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return 0, fmt.Errorf("read answer: %w", err)
	}
	points := 0
	for _, s := range answer.Data.Result {
		points += len(s.Values)
	}
	return points, nil
}
