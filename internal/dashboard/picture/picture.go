// Package picture draws a panel or a whole dashboard as PNG, without a browser. The normal form of a
// dashboard, a time range and values of variables flow in; queries go to whoever answers them; the bytes
// of a picture flow out, in the look of the web application. Size, panels, questions at a time and
// pictures at a time are bounded. It refuses to know where dashboards are kept and who asked.
package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/draw"
	"image/png"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/image/font"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

// The bounds of a picture, in its own pixels, and of what is done for it.
const (
	MaxWidth  = 4096
	MaxHeight = 8192

	mostAtOnce    = 2 // pictures that are drawn
	mostWaiting   = 8 // pictures that wait for their turn
	mostQuestions = 4 // panels of a picture that ask
	mostPanels    = 200

	// patience is how long variables and panels may ask. What has no answer by then stands as failed.
	patience = time.Minute
)

// ErrBusy says that too many pictures are being drawn: ask again in a moment.
var ErrBusy = errors.New("too many pictures are being drawn: ask again in a moment")

// ErrNoPanel says that a dashboard has no such panel.
var ErrNoPanel = errors.New("the dashboard has no such panel")

// InvalidError is a request that cannot be drawn, and what to change.
type InvalidError struct{ error }

// Unwrap returns what is wrong.
func (e *InvalidError) Unwrap() error { return e.error }

func invalid(format string, args ...any) error { return &InvalidError{fmt.Errorf(format, args...)} }

// Request is what to draw.
type Request struct {
	Dashboard     model.Dashboard
	PanelID       int    // 0 draws the whole dashboard
	From, To      string // "": as the dashboard says
	Width, Height int    // pixels of a page; 0: a usual size, or as high as the dashboard is
	Scale         float64
	Scheme        colour.Scheme
	Zone          *time.Location // nil: as the dashboard says
	Variables     map[string][]string
}

// Options is what a Drawer needs.
type Options struct {
	Asker      Asker
	Now        func() time.Time
	Logger     *slog.Logger
	Registerer prometheus.Registerer
}

// Drawer draws pictures, some at a time.
type Drawer struct {
	options Options
	metrics *metrics
	types   typefaces
	turns   chan struct{} // as many as may be drawn
	queue   chan struct{} // as many as may be drawn or wait
}

// New makes a drawer that has drawn nothing.
func New(o Options) (*Drawer, error) {
	types, err := readTypefaces()
	if err != nil {
		return nil, err
	}
	return &Drawer{
		options: o, metrics: newMetrics(o.Registerer), types: types,
		turns: make(chan struct{}, mostAtOnce), queue: make(chan struct{}, mostAtOnce+mostWaiting),
	}, nil
}

// Draw returns a PNG.
func (d *Drawer) Draw(ctx context.Context, r Request) ([]byte, error) {
	content, err := d.inTurn(ctx, r)
	d.metrics.count(err)
	return content, err
}

func (d *Drawer) inTurn(ctx context.Context, r Request) ([]byte, error) {
	select {
	case d.queue <- struct{}{}:
		defer func() { <-d.queue }()
	default:
		return nil, ErrBusy
	}
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a picture's turn: %w", ctx.Err())
	}
	return d.draw(ctx, r)
}

func (d *Drawer) draw(ctx context.Context, r Request) ([]byte, error) {
	asking, enough := context.WithTimeout(ctx, patience)
	defer enough()
	job, err := d.prepare(asking, r)
	if err != nil {
		return nil, err
	}
	c := job.ground()
	job.panels(asking, c)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("draw picture: %w", err)
	}
	job.foot(c)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, c.image); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), nil
}

// job is a picture on its way.
type job struct {
	*Drawer
	Request
	at       place
	now      time.Time
	problem  error // with variables
	places   []placed
	painting sync.Mutex // one panel at a time
	width    float64
	height   float64
	left     int // panels that there is no room for
	headless bool
}

func (d *Drawer) prepare(ctx context.Context, r Request) (*job, error) {
	j := &job{Drawer: d, Request: r, now: d.options.Now(), headless: r.PanelID != 0}
	if err := j.measure(); err != nil {
		return nil, err
	}
	zone := r.Zone
	if zone == nil {
		zone = zoneOf(r.Dashboard.Timezone)
	}
	from, to, err := parseRange(orText(r.From, r.Dashboard.From, "now-6h"), orText(r.To, r.Dashboard.To, "now"), j.now, zone)
	if err != nil {
		return nil, &InvalidError{err}
	}
	j.at = place{from: from, to: to}
	j.at.scope, j.problem = variable.Resolve(variable.Request{
		Variables: r.Dashboard.Variables, Wanted: r.Variables, Around: j.around(), Range: to.Sub(from),
		Ask: func(q variable.Question) ([]string, error) { return d.options.Asker.Entries(ctx, q, from, to) },
	})
	return j, j.arrange()
}

func orText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func zoneOf(name string) *time.Location {
	if name == "" || name == "browser" {
		return time.Local
	}
	if name == "utc" {
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// around are the names that every dashboard knows without defining them.
func (j *job) around() variable.Scope {
	scope := variable.Scope{}
	variable.BindRange(scope, j.at.from, j.at.to)
	d := j.Dashboard
	scope["__dashboard"] = variable.Bound{Text: []string{d.Title}, Value: []string{d.Title}, Fields: map[string]string{"name": d.Title, "title": d.Title, "uid": d.UID}}
	scope["__org"] = variable.Bound{Text: []string{"1"}, Value: []string{"1"}, Fields: map[string]string{"id": "1", "name": "Lookout"}}
	return scope
}

const (
	usualWidth       = 1440
	usualPanelWidth  = 1000
	usualPanelHeight = 500
)

// measure checks the size that was asked for.
func (j *job) measure() error {
	if j.Scale == 0 {
		j.Scale = 1
	}
	if !(j.Scale >= 0.25 && j.Scale <= 4) {
		return invalid("scale must be between 0.25 and 4")
	}
	width := usualWidth
	if j.PanelID != 0 {
		width = usualPanelWidth
	}
	if j.Width != 0 {
		width = j.Width
	}
	j.width, j.height = float64(width), float64(j.Height)
	if j.PanelID != 0 && j.Height == 0 {
		j.height = usualPanelHeight
	}
	if j.width < 50 || j.width*j.Scale > MaxWidth {
		return invalid("width times scale must be at most %d, and width at least 50", MaxWidth)
	}
	if j.height < 0 || j.height*j.Scale > MaxHeight || j.Height != 0 && j.height < 30 {
		return invalid("height times scale must be at most %d, and height at least 30", MaxHeight)
	}
	return nil
}

// arrange decides what is drawn where.
func (j *job) arrange() error {
	if j.PanelID != 0 {
		found, scope, ok := find(j.Dashboard, j.PanelID, j.at.scope)
		if !ok {
			return fmt.Errorf("%w: %d", ErrNoPanel, j.PanelID)
		}
		j.places = []placed{{box: box{0, 0, j.width, j.height}, panel: &shown{panel: found, scope: scope}}}
		return nil
	}
	places, height := arrangeAll(sectionsOf(j.Dashboard.Panels, j.at.scope), headOfPicture, j.width)
	if j.height == 0 {
		j.height = min(max(height, headOfPicture+60), MaxHeight/j.Scale)
	}
	panels := 0
	for _, p := range places {
		if p.y >= j.height || p.panel != nil && panels >= mostPanels {
			j.left++
			continue
		}
		if p.panel != nil {
			panels++
			p.h = min(p.h, MaxHeight/j.Scale) // nothing that is higher can be seen whole
		}
		j.places = append(j.places, p)
	}
	return nil
}

// find returns a panel, and for one that is repeated, in a row or by itself, the scope of its first copy.
func find(d model.Dashboard, id int, scope variable.Scope) (model.Panel, variable.Scope, bool) {
	var found model.Panel
	ok := false
	d.Walk(func(p model.Panel, _ string) {
		if p.ID == id && p.Type != "row" && !ok {
			found, ok = p, true
		}
	})
	if !ok {
		return found, scope, false
	}
	for _, s := range sectionsOf(d.Panels, scope) {
		for _, p := range s.panels {
			if p.panel.ID == id {
				return found, p.scope, true
			}
		}
	}
	return found, scope, true
}

// panels asks for the data of all panels, some at a time, and paints each as soon as it has its own, so that
// no more data is held than that of those.
func (j *job) panels(ctx context.Context, c *canvas) {
	free := make(chan struct{}, mostQuestions)
	var all sync.WaitGroup
	for _, p := range j.places {
		if p.panel == nil {
			continue
		}
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			v := j.view(ctx, p)
			j.painting.Lock()
			defer j.painting.Unlock()
			defer func() {
				if problem := recover(); problem != nil {
					j.crashed(p.panel.panel.ID, problem)
				}
			}()
			drawPanel(c, p.box, v)
		})
	}
	all.Wait()
}

// view is a panel with its data. What breaks down over odd data breaks this panel alone: here runs what
// would otherwise take the whole program along.
func (j *job) view(ctx context.Context, p placed) (v *view) {
	panel, at := p.panel.panel, j.at
	at.scope, at.width = p.panel.scope, p.w
	v = &view{panel: panel, options: frame.Object(panel.Options), at: at, crashed: func(problem any) string { return j.crashed(panel.ID, problem) }}
	defer func() {
		if problem := recover(); problem != nil {
			v.broken = v.crashed(problem)
		}
	}()
	v.at.from, v.at.to = panelRange(panel.TimeFrom, panel.TimeShift, at.from, at.to)
	var got answers
	if kindOf(panel.Type).asks {
		questions, notices := plan(panel, v.at, j.Dashboard.Variables)
		got = ask(ctx, j.options.Asker, questions, v.at)
		got.notices = append(notices, got.notices...)
	}
	v.prepare(got, j.Scheme, j.now)
	return v
}

// crashed tells those who run Lookout of a mistake in it, and returns what the picture says of it.
func (j *job) crashed(panel int, problem any) string {
	j.metrics.crashes.Inc()
	j.options.Logger.Error("panel not drawn in a picture, which is a mistake in Lookout: please report it", "dashboard", j.Dashboard.UID, "panel", panel, "err", problem, "stack", string(debug.Stack()))
	return fmt.Sprintf("This is a mistake in Lookout, whose log says more: %v", problem)
}

const headOfPicture = 64.0

// ground is a picture without its panels.
func (j *job) ground() *canvas {
	c := newCanvas(j.width, j.height, j.Scale, &faces{from: j.types, sizes: map[style]font.Face{}}, themeOf(j.Scheme))
	draw.Draw(c.image, c.image.Bounds(), imageOf(c.theme.page), c.image.Bounds().Min, draw.Src)
	if !j.headless {
		j.head(c)
	}
	for _, p := range j.places {
		if p.panel == nil {
			drawRowHead(c, p)
		}
	}
	return c
}

// foot says how much there was no room for.
func (j *job) foot(c *canvas) {
	if j.left > 0 {
		b := box{0, j.height - 26, j.width, 26}
		c.rect(b, c.theme.track)
		c.text(fmt.Sprintf("%d more below: ask for a larger height, or for single panels", j.left), b.w/2, b.y+13, small, c.theme.text, centre)
	}
}

// head says what is shown, of when, and for which values.
func (j *job) head(c *canvas) {
	head := style{bold, 19}
	when := fmt.Sprintf("%s – %s", j.at.from.Format("2006-01-02 15:04"), j.at.to.Format("2006-01-02 15:04 MST"))
	c.text(when, j.width-margin-4, 24, plain, c.theme.muted, right)
	c.text(c.fitted(j.Dashboard.Title, head, j.width-3*margin-c.width(when, plain)), margin+4, 24, head, c.theme.text, left)
	c.text(c.fitted(j.values(), small, j.width-3*margin), margin+4, 48, small, c.theme.faint, left)
}
