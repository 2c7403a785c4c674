package browser_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/draw"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// mostDifference is how far two pictures may be apart on average, of 255. Fonts are drawn a little
// differently from machine to machine; a line, a colour or a panel that moved is far more.
const mostDifference = 3

// mostOfOneSpot is how far one spot may be, of 255.
const mostOfOneSpot = 90

// TestNodesDashboardLooksTheSame guards what a person has looked at and found right: the dashboard of
// a host whose exporter's answer is kept beside this test.
func TestNodesDashboardLooksTheSame(t *testing.T) {
	if _, err := os.Stat(nodesDashboard); err != nil {
		t.Skip("no dashboard to try: ../shared/corpus/mixins is missing")
	}
	exposition, err := os.ReadFile("testdata/node.prom")
	require.NoError(t, err)
	s := startRecorded(t, string(exposition))
	uid := importDashboard(t, s, nodesDashboard)
	for _, scheme := range []string{"dark", "light"} {
		t.Run(scheme, func(t *testing.T) {
			tb := openTab(t, s.URL)
			tb.look(scheme, 1600, 1320)
			tb.openRecorded(uid)
			tb.looksAs("nodes-" + scheme)
		})
	}
}

// looksAs holds the dashboard below its head against a golden picture, both made small enough that
// letters blur.
func (tb *tab) looksAs(name string) {
	tb.t.Helper()
	var shot []byte
	var top int
	tb.run(chromedp.CaptureScreenshot(&shot), chromedp.Evaluate(`Math.round(document.querySelector('h2').getBoundingClientRect().top)`, &top))
	full, err := png.Decode(bytes.NewReader(shot))
	require.NoError(tb.t, err)
	from := full.Bounds()
	from.Min.Y = top
	now := image.NewRGBA(image.Rect(0, 0, from.Dx()/4, from.Dy()/4))
	draw.CatmullRom.Scale(now, now.Bounds(), full, from, draw.Src, nil)
	golden := filepath.Join("testdata", name+".png")
	if *update {
		var file bytes.Buffer
		require.NoError(tb.t, png.Encode(&file, now))
		require.NoError(tb.t, os.WriteFile(golden, file.Bytes(), 0o644))
	}
	file, err := os.Open(golden)
	require.NoError(tb.t, err)
	defer file.Close()
	was, err := png.Decode(file)
	require.NoError(tb.t, err)
	require.Equal(tb.t, was.Bounds(), now.Bounds())
	average, most, where := difference(was, now)
	tb.t.Logf("%.2f of 255 apart on average, %d at most, at %v", average, most, where)
	if average > mostDifference || most > mostOfOneSpot {
		tb.screenshot("now")
		tb.t.Errorf("the page does not look as %s: %.2f apart on average, %d at %v (times 4). Look at it (LOOKOUT_SCREENSHOTS=folder) and, if it is right, run with -update", golden, average, most, where)
	}
}

func difference(was, now image.Image) (average float64, most int, where image.Point) {
	bounds := was.Bounds()
	var sum int
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			d := apart(was.At(x, y), now.At(x, y))
			sum += d
			if d > most {
				most, where = d, image.Pt(x, y)
			}
		}
	}
	return float64(sum) / float64(bounds.Dx()*bounds.Dy()), most, where
}

// apart is the greatest difference of the three colours, of 255.
func apart(a, b color.Color) int {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	far := func(x, y uint32) int { return int(max(x, y)-min(x, y)) >> 8 }
	return max(far(ar, br), far(ag, bg), far(ab, bb))
}
