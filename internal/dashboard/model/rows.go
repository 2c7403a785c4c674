package model

import (
	"math"
	"strings"
)

const (
	columns = 24
	maxY    = 1_000_000
	maxID   = 1<<53 - 1 // the greatest whole number that a browser counts with

	// A unit of the grid is 30 pixels and the gap below it 8; rows of old were 250 pixels high.
	unitPixels       = 38
	defaultRowHeight = 7
)

// rowsToGrid turns rows[] (before schema version 16) into panels with a gridPos. A row had a height and
// its panels a span of twelve; a row without a visible title leaves no row panel behind, unless another one does.
func rowsToGrid(m *migration) {
	rows := objects(m.dash, "rows")
	delete(m.dash, "rows")
	m.dash["panels"] = anys(objects(m.dash, "panels"))
	if len(rows) == 0 {
		return
	}
	panels := list(m.dash, "panels")
	visible, y := false, bottom(panels)
	for _, row := range rows {
		visible = visible || truth(row, "showTitle") || collapsedRow(row) || str(row, "repeat") != ""
	}
	for _, row := range rows {
		if len(objects(row, "panels")) == 0 && !truth(row, "showTitle") && !collapsedRow(row) {
			continue
		}
		if visible {
			panels = append(panels, headOf(row, y))
			y++
		}
		inner, height := layRow(row, y)
		if y += height; collapsedRow(row) {
			head := panels[len(panels)-1].(object)
			head["panels"] = inner
			continue
		}
		panels = append(panels, inner...)
	}
	m.dash["panels"] = panels
}

func collapsedRow(row object) bool { return truth(row, "collapse") || truth(row, "collapsed") }

func headOf(row object, y int) object {
	head := object{
		"type": "row", "title": str(row, "title"), "collapsed": collapsedRow(row), "panels": []any{},
		"gridPos": object{"x": 0, "y": y, "w": columns, "h": 1}, originKey: row[originKey],
	}
	if by := str(row, "repeat"); by != "" {
		head["repeat"] = by
	}
	return head
}

// layRow puts the panels of a row side by side and breaks where the next does not fit.
func layRow(row object, top int) (panels []any, height int) {
	x, y, line := 0, top, 0
	standard := units(row["height"], defaultRowHeight)
	for _, p := range objects(row, "panels") {
		w, h := spanOf(p), units(p["height"], standard)
		if x+w > columns {
			x, y, line = 0, y+line, 0
		}
		p["gridPos"] = object{"x": x, "y": y, "w": w, "h": h}
		x, line = x+w, max(line, h)
		height = max(height, y+line-top)
		panels = append(panels, p)
	}
	return panels, height
}

// spanOf reads a span of twelve; the least was the width at which a title can be read.
func spanOf(p object) int {
	span, ok := num(p["span"])
	delete(p, "span")
	if w := whole(obj(p, "gridPos")["w"], 0, columns, 0); !ok && w > 0 {
		return w
	}
	if !ok || span <= 0 {
		span = 4
	}
	return min(max(int(math.Floor(span*2)), 1), columns)
}

// units turns a height of "250px", "250" or 250 pixels into units of the grid.
func units(height any, fallback int) int {
	px, ok := num(strings.TrimRight(text(height), "px "))
	if !ok || px <= 0 {
		return fallback
	}
	return int(min(max(math.Ceil(px/unitPixels), 2), maxHeight))
}

// bottom is the first line below everything.
func bottom(panels []any) int {
	y := 0
	for _, v := range panels {
		p, _ := v.(object)
		grid := obj(p, "gridPos")
		y = max(y, whole(grid["y"], 0, maxY, 0)+whole(grid["h"], 0, maxY, 0))
	}
	return y
}

// dropClones takes out the copies that Grafana saved of a repeated panel or row before schema version 28.
func dropClones(m *migration) {
	repeats := map[int]bool{}
	m.everyPanel(func(p object) {
		if str(p, "repeat") != "" {
			repeats[whole(p["id"], 0, maxID, 0)] = true
		}
	})
	keepUnless(m.dash, func(p object) bool {
		of, ok := num(p["repeatPanelId"])
		return ok && of > 0 && repeats[int(min(of, maxID))]
	})
	m.everyPanel(func(p object) {
		drop(p, "repeatPanelId", "repeatIteration", "repeatRowId", "repeatedByRow", "scopedVars")
	})
}

func keepUnless(parent object, gone func(object) bool) {
	kept := []any{}
	for _, p := range objects(parent, "panels") {
		if !gone(p) {
			kept = append(kept, p)
			if has(p, "panels") {
				keepUnless(p, gone)
			}
		}
	}
	parent["panels"] = kept
}

// openRows puts the panels of every open row after it, and gives each row the fields of one.
func openRows(m *migration) { m.dash["panels"] = opened(m.dash) }

func opened(parent object) []any {
	out := []any{}
	for _, p := range objects(parent, "panels") {
		out = append(out, p)
		if str(p, "type") != "row" {
			delete(p, "panels")
			continue
		}
		inner := opened(p)
		p["collapsed"] = collapsedRow(p)
		if p["collapsed"] == true {
			p["panels"] = withoutRows(inner)
		} else {
			p["panels"] = []any{}
			out = append(out, inner...)
		}
		p["title"] = str(p, "title")
		drop(p, "collapse", "showTitle", "titleSize", "targets", "datasource", "height", "span")
	}
	return out
}
