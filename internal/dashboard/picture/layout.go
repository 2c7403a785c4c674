package picture

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

// shown is one panel as it stands in the picture: a copy of a repeated panel has one value where the
// dashboard has several.
type shown struct {
	panel model.Panel
	scope variable.Scope
	grid  model.GridPos
}

// section is a row with what stands under it. Nothing stands above the panels before the first row.
type section struct {
	row    *model.Panel
	scope  variable.Scope
	folded int // how many panels are folded away
	panels []shown
}

const (
	columns   = 24
	rowHeight = 30.0
	gap       = 8.0
)

// pixels is the height of so many rows of the grid.
func pixels(rows int) float64 { return max(0, float64(rows)*(rowHeight+gap)-gap) }

// mostCopies bounds what a repeat makes of one panel or row, and mostPlaced what all of them make together:
// panels that are repeated within rows that are repeated would fill any memory.
const (
	mostCopies = 100
	mostPlaced = 2000
)

func sectionsOf(panels []model.Panel, scope variable.Scope) []section {
	sorted := slices.Clone(panels)
	slices.SortStableFunc(sorted, func(a, b model.Panel) int {
		return cmp.Or(cmp.Compare(a.Grid.Y, b.Grid.Y), cmp.Compare(a.Grid.X, b.Grid.X))
	})
	var out []section
	var row *model.Panel
	var under []model.Panel
	room := mostPlaced
	flush := func() {
		if row != nil || len(under) > 0 {
			out = append(out, repeatRow(row, under, scope, &room)...)
		}
		under = nil
	}
	for _, p := range sorted {
		if p.Type == "row" {
			flush()
			row = &p
		} else {
			under = append(under, p)
		}
	}
	flush()
	return out
}

func repeatRow(row *model.Panel, panels []model.Panel, scope variable.Scope, room *int) []section {
	if row == nil || row.Repeat == "" {
		return []section{makeSection(row, panels, scope, room)}
	}
	var out []section
	for _, copied := range copies(scope, row.Repeat, mostCopies) {
		if *room > 0 {
			out = append(out, makeSection(row, panels, copied, room))
		}
	}
	return out
}

func makeSection(row *model.Panel, panels []model.Panel, scope variable.Scope, room *int) section {
	s := section{row: row, scope: scope}
	if row != nil && row.Collapsed {
		s.folded = len(row.Panels)
		return s
	}
	s.panels = compact(pushedDown(panels, scope, room))
	return s
}

// pushedDown repeats panels; copies that fill further lines push down what stood below.
func pushedDown(panels []model.Panel, scope variable.Scope, room *int) []shown {
	type growth struct{ below, by int }
	var grown []growth
	copied := make([][]shown, len(panels))
	for i, p := range panels {
		copied[i] = repeatPanel(p, scope, *room)
		*room -= len(copied[i])
		bottom := 0
		for _, s := range copied[i] {
			bottom = max(bottom, s.grid.Y+s.grid.H)
		}
		end := p.Grid.Y + p.Grid.H
		grown = append(grown, growth{end, bottom - end})
	}
	var out []shown
	for i, p := range panels {
		shift := 0
		for _, g := range grown {
			if g.by > 0 && p.Grid.Y >= g.below {
				shift += g.by
			}
		}
		for _, s := range copied[i] {
			s.grid.Y += shift
			out = append(out, s)
		}
	}
	return out
}

// repeatPanel puts copies to the right until the line is full, or one below the other.
func repeatPanel(p model.Panel, scope variable.Scope, room int) []shown {
	if room <= 0 {
		return nil
	}
	if p.Repeat == "" {
		return []shown{{p, scope, p.Grid}}
	}
	scopes := copies(scope, p.Repeat, min(room, mostCopies))
	down := p.RepeatDirection == "v"
	perLine := cmp.Or(p.MaxPerRow, 4)
	perLine = max(1, min(len(scopes), perLine, columns))
	if down {
		perLine = 1
	}
	width := p.Grid.W
	if !down {
		width = columns / perLine
	}
	out := make([]shown, len(scopes))
	for i, copied := range scopes {
		grid := model.GridPos{X: i % perLine * width, Y: p.Grid.Y + i/perLine*p.Grid.H, W: width, H: p.Grid.H}
		if down {
			grid.X = p.Grid.X
		}
		out[i] = shown{p, copied, grid}
	}
	return out
}

// copies are scopes in which a name stands for one of its values each, for the first of them.
func copies(scope variable.Scope, name string, most int) []variable.Scope {
	bound := scope[name]
	if len(bound.Value) == 0 {
		return []variable.Scope{scope}
	}
	out := make([]variable.Scope, 0, min(len(bound.Value), most))
	for i, value := range bound.Value[:min(len(bound.Value), most)] {
		text := value
		if i < len(bound.Text) && bound.Text[i] != "" && len(bound.Text) == len(bound.Value) {
			text = bound.Text[i]
		}
		one := maps.Clone(scope)
		one[name] = variable.Bound{Text: []string{text}, Value: []string{value}, Multi: bound.Multi}
		out = append(out, one)
	}
	return out
}

// compact moves everything up as far as it goes without overlapping, in reading order.
func compact(items []shown) []shown {
	slices.SortStableFunc(items, func(a, b shown) int {
		return cmp.Or(cmp.Compare(a.grid.Y, b.grid.Y), cmp.Compare(a.grid.X, b.grid.X))
	})
	var skyline [columns]int
	for i := range items {
		g := &items[i].grid
		g.X = min(max(0, g.X), columns-1)
		g.W = min(max(1, g.W), columns-g.X)
		g.Y = slices.Max(skyline[g.X : g.X+g.W])
		for x := g.X; x < g.X+g.W; x++ {
			skyline[x] = g.Y + g.H
		}
	}
	return items
}

// placed is something to be drawn at a place of the picture.
type placed struct {
	box
	panel *shown // nil for the head of a row
	row   *section
}

const rowHead = 34.0

// arrangeAll gives everything its place under the head of a picture, and says how high it becomes.
func arrangeAll(sections []section, top, width float64) ([]placed, float64) {
	var out []placed
	y := top
	for i := range sections {
		s := &sections[i]
		if s.row != nil {
			out = append(out, placed{box: box{margin, y, width - 2*margin, rowHead}, row: s})
			y += rowHead + gap
		}
		rows := 0
		for k := range s.panels {
			g := s.panels[k].grid
			rows = max(rows, g.Y+g.H)
			unit := (width - 2*margin + gap) / columns
			at := box{margin + unit*float64(g.X), y + pixels(g.Y), unit*float64(g.W) - gap, pixels(g.H)}
			if g.Y > 0 {
				at.y += gap
			}
			out = append(out, placed{box: at, panel: &s.panels[k]})
		}
		if rows > 0 {
			y += pixels(rows) + gap
		}
	}
	return out, y + margin - gap
}

const margin = 12.0

func drawRowHead(c *canvas, p placed) {
	y := p.y + p.h/2
	text := variable.Interpolate(p.row.row.Title, p.row.scope, variable.Text)
	mark := []point{{p.x + 4, y - 3}, {p.x + 9, y + 2}, {p.x + 14, y - 3}}
	if p.row.folded > 0 {
		mark = []point{{p.x + 7, y - 5}, {p.x + 12, y}, {p.x + 7, y + 5}}
	}
	c.line(mark, stroke{width: 1.5, colour: c.theme.muted})
	head := style{bold, 14}
	text = c.fitted(text, head, p.w-120)
	c.text(text, p.x+24, y, head, c.theme.text, left)
	if p.row.folded > 0 {
		c.text(fmt.Sprintf("(%d folded)", p.row.folded), p.x+32+c.width(text, head), y, plain, c.theme.faint, left)
	}
}
