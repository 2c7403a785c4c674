package model

// uniqueIDs keeps the first owner of an id and gives new ones to the rest, above every id in use.
func uniqueIDs(m *migration) {
	next := 0
	m.everyPanel(func(p object) { next = max(next, whole(p["id"], 0, maxID, 0)) })
	if next >= maxID { // an id that a generator made of a hash: do not count on from there
		next = 1_000_000
	}
	taken := map[int]bool{}
	m.everyPanel(func(p object) {
		id := whole(p["id"], 0, maxID, 0)
		for id == 0 || taken[id] {
			next++
			id = next
		}
		taken[id] = true
		p["id"] = id
	})
}

const (
	defaultWidth  = 12
	defaultHeight = 8
	maxHeight     = 1000
)

// settleGrid gives every panel a place within the 24 columns. Panels without one follow the panel
// before them, left to right, and all that follow in the file are moved down to stay in its order.
func settleGrid(m *migration) { settlePlaces(m.dash, 0) }

func settlePlaces(parent object, top int) {
	flow := flow{y: top}
	for _, p := range objects(parent, "panels") {
		if grid := obj(p, "gridPos"); has(grid, "x") || has(grid, "y") {
			p["gridPos"] = flow.placed(p, grid)
		} else {
			p["gridPos"] = flow.next(p, grid)
		}
		if str(p, "type") == "row" {
			settlePlaces(p, whole(obj(p, "gridPos")["y"], 0, maxY, 0)+1)
		}
	}
}

// flow remembers where the next panel without a place goes.
type flow struct{ x, y, line, shift int }

func (f *flow) placed(p, grid object) object {
	w, h := size(p, grid)
	x := whole(grid["x"], 0, columns-w, 0)
	y := min(whole(grid["y"], 0, maxY, f.y), maxY) + f.shift
	if y+h > f.y+f.line {
		f.y, f.line = y, h
	}
	f.x = x + w
	return object{"x": x, "y": y, "w": w, "h": h}
}

func (f *flow) next(p, grid object) object {
	w, h := size(p, grid)
	before := f.y + f.line
	if f.x+w > columns || w == columns {
		f.x, f.y, f.line = 0, before, 0
	}
	place := object{"x": f.x, "y": f.y, "w": w, "h": h}
	f.x, f.line = f.x+w, max(f.line, h)
	f.shift += f.y + f.line - before
	return place
}

func size(p, grid object) (w, h int) {
	if str(p, "type") == "row" {
		return columns, 1
	}
	w = whole(grid["w"], 1, columns, 0)
	if w == 0 && has(p, "span") {
		w = spanOf(p)
	}
	if w == 0 {
		w = defaultWidth
	}
	return w, whole(grid["h"], 1, maxHeight, units(p["height"], defaultHeight))
}
