package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

func TestMatchersArePeoplesWords(t *testing.T) {
	for words, want := range map[string]string{
		`DiskFull`:                      `[alertname="DiskFull"]`,
		`severity=critical`:             `[severity="critical"]`,
		`team=~"a|b"`:                   `[team=~"a|b"]`,
		`team!~a|b`:                     `[team!~"a|b"]`,
		`zone != ""`:                    `[zone!=""]`,
		`{job="node", path="a,b", x=y}`: `[job="node" path="a,b" x="y"]`,
		`"with.dot"=1`:                  `["with.dot"="1"]`,
	} {
		found, err := parseMatchers([]string{words})
		require.NoError(t, err, words)
		require.Equal(t, want, fmt.Sprint(found), words)
	}
	for _, words := range []string{``, `=x`, `a=~"["`, `a="b`, `1a=b`} {
		_, err := parseMatchers([]string{words})
		require.Error(t, err, words)
	}
}

func FuzzMatchers(f *testing.F) {
	f.Add(`{job="node", zone!~"b|c"}`)
	f.Fuzz(func(t *testing.T, words string) {
		found, err := parseMatchers([]string{words})
		for _, m := range found {
			if err == nil && m.Name == "" && !strings.Contains(words, `""`) {
				t.Fatalf("%q became a matcher without a name", words)
			}
		}
	})
}

func TestMoments(t *testing.T) {
	now := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Time{
		"": now, "now": now, "now-1h": now.Add(-time.Hour), "1769846400": now,
		"2026-01-31T09:00:00+01:00": now,
	} {
		got, err := parseMoment(s, now)
		require.NoError(t, err)
		require.True(t, want.Equal(got), s)
	}
	for _, s := range []string{"yesterday", "now-x", "-5", "1e300"} {
		_, err := parseMoment(s, now)
		require.Error(t, err, s)
	}
}

func TestACaretStandsWhereTheParserPoints(t *testing.T) {
	refused := func(message string) error { return &refusedError{400, message} }
	err := pointAt("a +\n\tb c", refused(`invalid parameter "query": 2:4: parse error: unexpected c`))
	require.EqualError(t, err, "parse error: unexpected c\n  \tb c\n  \t  ^")
	err = pointAt("a", refused(`invalid parameter "query": 9:9: parse error: elsewhere`))
	require.EqualError(t, err, "9:9: parse error: elsewhere")
	other := errors.New("timeout")
	require.Equal(t, other, pointAt("a", other))
}

func TestFilesAreToldApartByTheirKeys(t *testing.T) {
	for content, want := range map[string]string{
		"global:\nscrape_configs: []":             "prometheus",
		"rule_files: [x]":                         "prometheus",
		"global:\nroute:\nreceivers:":             "alertmanager",
		"scrape_configs: []\nroute: {}":           "lookout",
		"watch: [self]":                           "lookout",
		"groups:\n- name: x":                      "rules",
		"scrape_configs: [broken\n  : : yaml\n\t": "prometheus",
	} {
		file := filepath.Join(t.TempDir(), "file.yml")
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
		kind, err := recognise(file)
		require.NoError(t, err, content)
		require.Equal(t, want, kind, content)
	}
}

func TestTheBuildNamesWhatItEmbeds(t *testing.T) {
	d := describeBuild(&debug.BuildInfo{
		Main: debug.Module{Version: "v1.2.3"},
		Deps: []*debug.Module{
			{Path: "github.com/prometheus/prometheus", Version: "v0.315.0"},
			{Path: "github.com/prometheus/alertmanager", Version: "v0.34.2"},
		},
	})
	require.Equal(t, "v0.315.0", d.Prometheus)
	require.Equal(t, "v0.34.2", d.Alertmanager)
	require.Equal(t, "v1.2.3", d.Version)
}

func TestListeningSocketsAreFoundInTheKernelsTable(t *testing.T) {
	const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1DB0 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 111 1 0 20
   1: 0100007F:1DB0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100
`
	require.Equal(t, "222", listeningInode(table, 7600))
	require.Empty(t, listeningInode(table, 7601))
}

// Every command has a sentence, and an example that its own flags accept.
func TestEveryCommandHasASentenceAndAnExample(t *testing.T) {
	for _, command := range grammar(t).Leaves(true) {
		require.True(t, strings.HasSuffix(command.Help, "."), "%s: %q", command.Path(), command.Help)
		require.Contains(t, command.Detail, "Examples:", command.Path())
		require.Contains(t, command.Detail, "lookout "+command.Path(), command.Path())
	}
}

func grammar(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := newParser(context.Background(), &commands{}, Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
	require.NoError(t, err)
	return parser.Model
}

// The reference is written from the model, so it cannot miss a flag.
func TestReference(t *testing.T) {
	var b strings.Builder
	b.WriteString("<!-- Written by `go test ./internal/cli -run TestReference -update`; change the code instead. -->\n\n# Command line\n\n" +
		description + "\n")
	for _, command := range grammar(t).Leaves(true) {
		writeReference(&b, command)
	}
	path := filepath.Join("..", "..", "docs", "reference", "cli.md")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "run the test with -update")
}

func writeReference(b *strings.Builder, command *kong.Command) {
	fmt.Fprintf(b, "\n## lookout %s\n\n%s\n\n```text\nlookout %s\n```\n\n", command.Path(), command.Help, command.Summary())
	if before, examples, found := strings.Cut(command.Detail, "Examples:"); found {
		if before = strings.TrimSpace(before); before != "" {
			fmt.Fprintf(b, "%s\n\n", before)
		}
		code, after, _ := strings.Cut(strings.Trim(examples, "\n"), "\n\n")
		fmt.Fprintf(b, "```sh\n%s\n```\n\n", strings.ReplaceAll(code, "\t", ""))
		if after != "" {
			fmt.Fprintf(b, "%s\n\n", after)
		}
	}
	b.WriteString("| argument or flag | default | meaning |\n|---|---|---|\n")
	for _, argument := range command.Positional {
		fmt.Fprintf(b, "| `%s` | | %s |\n", argument.Summary(), cellText(argument.Help))
	}
	for _, f := range command.Flags {
		name := "--" + f.Name
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		help := f.Help
		if len(f.Envs) > 0 {
			help += " Environment: `" + strings.Join(f.Envs, "`, `") + "`."
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", name, code(f.Default), cellText(help))
	}
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func cellText(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
