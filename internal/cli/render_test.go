package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/name, which is what a person sees.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run the test with -update if this is meant")
}

// answers are what the API says to queries of each kind.
var answers = map[string]string{
	"vector": `{"resultType":"vector","result":[
		{"metric":{"__name__":"up","job":"node","instance":"a:9100"},"value":[1769846400,"1"]},
		{"metric":{"__name__":"up","job":"lookout"},"value":[1769846400,"0.000012345"]},
		{"metric":{"__name__":"up","job":"wide","instance":"ünï"},"value":[1769846400.5,"+Inf"]}]}`,
	"many_labels": `{"resultType":"vector","result":[
		{"metric":{"__name__":"x","a":"1","b":"2","c":"3","d":"4","e":"5","f":"6","g":"7","h":"\"8\""},"value":[1769846400,"12345678"]}]}`,
	"histogram": `{"resultType":"vector","result":[
		{"metric":{"job":"api"},"histogram":[1769846400,{"count":"30","sum":"4.5","buckets":[[1,"0.1","0.2","5"],[1,"0.2","0.4","20"],[1,"0.4","0.8","5"]]}]},
		{"metric":{"job":"idle"},"histogram":[1769846400,{"count":"0","sum":"0"}]}]}`,
	"matrix": `{"resultType":"matrix","result":[
		{"metric":{"job":"rises"},"values":[[0,"1"],[60,"2"],[120,"3"],[180,"4"]]},
		{"metric":{"job":"flat"},"values":[[0,"7"],[60,"7"],[120,"7"],[180,"7"]]},
		{"metric":{"job":"gap"},"values":[[0,"5"],[180,"NaN"]]},
		{"metric":{"job":"late"},"values":[[180,"2.5"]]}]}`,
	"scalar": `{"resultType":"scalar","result":[1769846400,"NaN"]}`,
	"string": `{"resultType":"string","result":[1769846400,"hello"]}`,
}

func TestQueryResultsLookLikeThis(t *testing.T) {
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			var table, csv bytes.Buffer
			result, err := decodeResult(json.RawMessage(answer))
			require.NoError(t, err)
			require.NoError(t, result.writeTable(&table))
			golden(t, "query_"+name+".txt", table.Bytes())
			require.NoError(t, result.writeCSV(&csv))
			golden(t, "query_"+name+".csv", csv.Bytes())
		})
	}
}

func TestAlertsLookLikeThis(t *testing.T) {
	now := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	alerts := []alert{
		{State: "firing", Since: now.Add(-90 * time.Second), Labels: map[string]string{"alertname": "DiskFull", "severity": "critical", "instance": "db-1"},
			Annotations: map[string]string{"summary": "the disk is full"}},
		{State: "pending", Since: now.Add(-50 * time.Hour), Labels: map[string]string{"alertname": "Slow"}, Annotations: map[string]string{"description": "it is slow"}},
	}
	var b bytes.Buffer
	require.NoError(t, alertTable(alerts, now).write(&b))
	golden(t, "alerts.txt", b.Bytes())
}

func TestDiagnosesLookLikeThis(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, writeDiagnoses(&b, []diagnosis{
		ok("port", "127.0.0.1:7600 is free"),
		{doubtful, "targets", "2 of 9 targets down\nnode a: refused\nnode b: refused", "start them"},
		{broken, "disk", "nothing is free", "free space"},
		{unknown, "clock", "not known", ""},
	}))
	golden(t, "doctor.txt", b.Bytes())
}

func TestSparkline(t *testing.T) {
	for want, values := range map[string][]float64{
		"▁▃▅█": {0, 2, 4, 8},
		"▅▅":   {3, 3},
		"▁▁":   {0, 0},
		"▁█":   {-1e308, 1e308},
		"▁▃▆█": {1, 1, 2, 2, 3, 3, 4, 4}, // squeezed into four
	} {
		require.Equal(t, want, sparkline(values, 4))
	}
}

func TestBytesAndAgesAreReadable(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1<<20 - 1: "1.0 MiB", 5 << 30: "5.0 GiB"} {
		require.Equal(t, want, formatBytes(n))
	}
	for d, want := range map[time.Duration]string{-time.Second: "0s", 59 * time.Second: "59s", 61 * time.Second: "1m01s", 25 * time.Hour: "1d01h"} {
		require.Equal(t, want, formatAge(d))
	}
}

func TestProgressSaysHowFarAndHowFast(t *testing.T) {
	now := time.Unix(0, 0)
	var b bytes.Buffer
	p := &progress{out: &b, enabled: true, now: func() time.Time { return now }}
	p.begin("copying")
	now = now.Add(2 * time.Second)
	p.update(1<<20, 4<<20)
	p.update(2<<20, 4<<20) // too soon to show
	p.end()
	require.Equal(t, "\r\x1b[Kcopying   25%  1.0 MiB of 4.0 MiB  512.0 KiB/s\r\x1b[K", b.String())
}
