package model

import "encoding/json"

// Dashboard is a view of the normal form: what Go reads has a field, and Raw is the whole of it. Its
// JSON is Raw.
type Dashboard struct {
	UID          string
	Title        string
	Description  string
	Tags         []string
	Timezone     string
	WeekStart    string
	Refresh      string // a duration such as 30s; "" is off
	From, To     string // such as now-6h and now
	GraphTooltip int    // 0 off, 1 shared crosshair, 2 shared tooltip too
	Links        []Link
	Annotations  []Annotation
	Variables    []Variable
	Panels       []Panel
	Raw          map[string]any
}

// MarshalJSON writes the normal form with everything in it.
func (d Dashboard) MarshalJSON() ([]byte, error) { return json.Marshal(d.Raw) }

// Panel is one panel or row. Path is where it stood in the stored document.
type Panel struct {
	ID              int
	Type            string
	Title           string
	Description     string
	Transparent     bool
	Grid            GridPos
	Datasource      *Datasource // nil: the default one
	Targets         []Target
	FieldConfig     FieldConfig
	Options         map[string]any
	Transformations []Transformation
	Links           []Link
	Repeat          string // the variable that it is repeated by
	RepeatDirection string // h or v
	MaxPerRow       int
	Interval        string // the least step of its queries
	MaxDataPoints   int    // 0: as many as it is wide
	TimeFrom        string
	TimeShift       string
	Collapsed       bool    // of a row
	Panels          []Panel // of a row that is collapsed
	Path            string
	Raw             map[string]any
}

// GridPos is a place in a grid that is 24 columns wide; a unit of height is 30 pixels.
type GridPos struct{ X, Y, W, H int }

// Datasource says whom a query asks. UID may be a variable (${datasource}) or empty, which means any
// of that type, or one of the Mixed, Grafana and Dashboard constants.
type Datasource struct{ Type, UID string }

// The data sources that are none.
const (
	MixedUID     = "-- Mixed --"
	GrafanaUID   = "-- Grafana --"
	DashboardUID = "-- Dashboard --"
)

// Target is one query of a panel. Path is where it stood in the stored document.
type Target struct {
	RefID        string
	Datasource   *Datasource
	Expr         string
	LegendFormat string
	Format       string // time_series, table or heatmap
	Interval     string
	Instant      bool
	Range        bool
	Hide         bool
	Path         string
	Raw          map[string]any
}

// FieldConfig says how values look: everywhere, and where a matcher applies.
type FieldConfig struct {
	Defaults  map[string]any
	Overrides []Override
}

// Override changes properties of the fields that its matcher selects.
type Override struct {
	MatcherID string // byName, byRegexp, byType, byFrameRefID, byValue
	Options   any
	Property  []Property
}

// Property is one property of an override, such as unit or custom.lineWidth.
type Property struct {
	ID    string
	Value any
}

// Transformation reshapes what the queries returned.
type Transformation struct {
	ID       string
	Disabled bool
	Options  map[string]any
}

// Variable is one template variable. Path is where it stood in the stored document.
type Variable struct {
	Type, Name, Label, Description string
	Hide                           int // 0 shown, 1 without label, 2 hidden
	Query                          string
	Regex                          string
	Sort                           int
	Refresh                        int // 0 never, 1 on load, 2 on a change of the time range
	Multi, IncludeAll              bool
	AllValue                       string
	Datasource                     *Datasource
	Current                        Option
	Options                        []Option
	Path                           string
	Raw                            map[string]any
}

// Option is a value of a variable; with several values, they stand in Values.
type Option struct {
	Text, Value string
	Values      []string
	Selected    bool
}

// Annotation is one query that marks moments.
type Annotation struct {
	Name       string
	Datasource *Datasource
	Enable     bool
	Hide       bool
	BuiltIn    bool
	IconColour string
	Expr       string
	Path       string
	Raw        map[string]any
}

// Link leads to another dashboard or page.
type Link struct {
	Title, Type, URL, Tooltip string
	Tags                      []string
	AsDropdown, TargetBlank   bool
	IncludeVars, KeepTime     bool
}

// Walk visits every panel and row in the order of drawing, a row before what stands in it. The path
// leads into the stored document.
func (d Dashboard) Walk(visit func(panel Panel, path string)) { walk(d.Panels, visit) }

func walk(panels []Panel, visit func(Panel, string)) {
	for _, p := range panels {
		visit(p, p.Path)
		walk(p.Panels, visit)
	}
}
