package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
)

// Query asks the metrics in PromQL.
type Query struct {
	Remote
	Expr    string         `arg:"" help:"PromQL expression, or - to read it from standard input."`
	Time    string         `placeholder:"WHEN" xor:"when" help:"Evaluate at this time: RFC 3339, Unix seconds, now or now-1h (now)."`
	Range   model.Duration `placeholder:"DURATION" xor:"when" help:"Evaluate over this long until now (or --end), with a sparkline for each series."`
	Start   string         `placeholder:"WHEN" help:"Begin of the range."`
	End     string         `placeholder:"WHEN" help:"End of the range (now)."`
	Step    model.Duration `placeholder:"DURATION" help:"Distance between the points of a range (a hundredth of it)."`
	Timeout model.Duration `placeholder:"DURATION" help:"Give up after this long."`
	Output  string         `short:"o" default:"table" enum:"table,csv,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout query --help`.
func (*Query) Help() string {
	return `Examples:

	lookout query up
	lookout query 'sum by (job) (rate(http_requests_total[5m]))' --time now-1h
	lookout query 'node_load1' --range 6h
	lookout query 'node_load1' --start 2026-01-31T08:00:00Z --end 2026-01-31T09:00:00Z --step 1m -o csv
	echo 'topk(5, scrape_duration_seconds)' | lookout query -`
}

// Run asks and prints.
func (c *Query) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	expr, err := readExpr(c.Expr, streams.In)
	if err != nil {
		return err
	}
	path, form, err := c.request(expr, time.Now())
	if err != nil {
		return err
	}
	data, warnings, err := askPrometheus[json.RawMessage](ctx, server, path, form)
	if err != nil {
		return pointAt(expr, err)
	}
	for _, warning := range warnings {
		fmt.Fprintf(streams.Err, "warning: %s\n", warning)
	}
	return c.print(data, streams)
}

func readExpr(expr string, in io.Reader) (string, error) {
	if expr != "-" {
		return expr, nil
	}
	content, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil {
		return "", fmt.Errorf("read expression: %w", err)
	}
	if expr = strings.TrimSpace(string(content)); expr == "" {
		return "", usagef("standard input holds no expression")
	}
	return expr, nil
}

// request turns the flags into a call of the API: instant, unless a range is asked for.
func (c *Query) request(expr string, now time.Time) (path string, form url.Values, err error) {
	form = url.Values{"query": {expr}}
	if c.Timeout > 0 {
		form.Set("timeout", c.Timeout.String())
	}
	if c.Range == 0 && c.Start == "" {
		if c.End != "" || c.Step != 0 {
			return "", nil, usagef("--end and --step belong to a range: add --range or --start")
		}
		at, err := parseMoment(c.Time, now)
		if err != nil {
			return "", nil, usagef("--time: %w", err)
		}
		form.Set("time", unixSeconds(at))
		return "query", form, nil
	}
	span, err := c.span(now)
	if err != nil {
		return "", nil, err
	}
	form.Set("start", unixSeconds(span.start))
	form.Set("end", unixSeconds(span.end))
	form.Set("step", strconv.FormatFloat(span.step.Seconds(), 'f', -1, 64))
	return "query_range", form, nil
}

type span struct {
	start, end time.Time
	step       time.Duration
}

func (c *Query) span(now time.Time) (span, error) {
	end, err := parseMoment(c.End, now)
	if err != nil {
		return span{}, usagef("--end: %w", err)
	}
	start := end.Add(-time.Duration(c.Range))
	if c.Start != "" {
		if c.Range != 0 {
			return span{}, usagef("--range and --start both say where the range begins: give one")
		}
		if start, err = parseMoment(c.Start, now); err != nil {
			return span{}, usagef("--start: %w", err)
		}
	}
	if !start.Before(end) {
		return span{}, usagef("the range ends (%s) before it begins (%s)", end.Format(time.RFC3339), start.Format(time.RFC3339))
	}
	step := time.Duration(c.Step)
	if step == 0 {
		step = max(time.Second, (end.Sub(start) / 100).Truncate(time.Second))
	}
	return span{start, end, step}, nil
}

// parseMoment understands RFC 3339, Unix seconds, now, and now-<duration>; empty is now.
func parseMoment(s string, now time.Time) (time.Time, error) {
	if s == "" || s == "now" {
		return now, nil
	}
	if ago, ok := strings.CutPrefix(s, "now-"); ok {
		d, err := model.ParseDuration(ago)
		if err != nil {
			return time.Time{}, err
		}
		return now.Add(-time.Duration(d)), nil
	}
	if seconds, err := strconv.ParseFloat(s, 64); err == nil && seconds > 0 && seconds < 1e11 {
		return time.UnixMilli(int64(seconds * 1000)), nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no time: it looks like 2026-01-31T08:00:00Z, 1769846400, now or now-1h", s)
	}
	return t, nil
}

func unixSeconds(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64)
}

func (c *Query) print(data json.RawMessage, streams Streams) error {
	if c.Output == "json" {
		return writeJSON(streams.Out, data)
	}
	result, err := decodeResult(data)
	if err != nil {
		return fmt.Errorf("understand result: %w", err)
	}
	if result.empty() {
		fmt.Fprintln(streams.Err, "no series match")
		return nil
	}
	if c.Output == "csv" {
		return result.writeCSV(streams.Out)
	}
	return result.writeTable(streams.Out)
}

// pointAt draws a caret under the place a parse error speaks of.
func pointAt(expr string, err error) error {
	refused, ok := errors.AsType[*refusedError](err)
	if !ok {
		return err
	}
	_, rest, found := strings.Cut(refused.message, `invalid parameter "query": `)
	if !found {
		return err
	}
	var line, column int
	if n, _ := fmt.Sscanf(rest, "%d:%d:", &line, &column); n != 2 {
		return errors.New(rest)
	}
	lines := strings.Split(expr, "\n")
	if line < 1 || line > len(lines) || column < 1 || column > len(lines[line-1])+1 {
		return errors.New(rest)
	}
	_, what, _ := strings.Cut(rest, ": ")
	source := lines[line-1]
	indent := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, source[:column-1])
	return fmt.Errorf("%s\n  %s\n  %s^", what, source, indent)
}
