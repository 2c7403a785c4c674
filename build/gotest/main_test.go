package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const events = `
{"Action":"build-output","ImportPath":"broken","Output":"broken/x.go:1: no\n"}
{"Action":"output","Package":"p","Test":"TestPasses","Output":"chatter\n"}
{"Action":"pass","Package":"p","Test":"TestPasses"}
{"Action":"output","Package":"p","Test":"TestFails","Output":"--- FAIL: TestFails\n"}
{"Action":"output","Package":"p","Test":"TestFails","Output":"    p_test.go:9: want 2\n"}
{"Action":"fail","Package":"p","Test":"TestFails"}
{"Action":"output","Package":"p","Test":"TestBrowser","Output":"=== RUN   TestBrowser\n"}
{"Action":"output","Package":"p","Test":"TestBrowser","Output":"    b_test.go:4: no Chromium: apt-get install chromium\n"}
{"Action":"output","Package":"p","Test":"TestBrowser","Output":"--- SKIP: TestBrowser (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestBrowser"}
{"Action":"output","Package":"p","Test":"TestHangs","Output":"still waiting\n"}
{"Action":"output","Package":"p","Output":"panic: test timed out\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}
{"Action":"output","Package":"q","Output":"PASS\n"}
{"Action":"output","Package":"q","Output":"ok  \tq\t0.2s\n"}
not json
`
	const want = `broken/x.go:1: no
--- FAIL: TestFails
    p_test.go:9: want 2
panic: test timed out
FAIL	p	0.1s
still waiting
ok  	q	0.2s
not json

1 skipped:
SKIP p TestBrowser: b_test.go:4: no Chromium: apt-get install chromium
`
	var out strings.Builder
	report := newReport(&out)
	if err := report.read(strings.NewReader(strings.TrimSpace(events))); err != nil {
		t.Fatal(err)
	}
	report.listSkipped()
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
}
