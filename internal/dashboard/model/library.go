package model

import (
	"maps"
	"slices"
)

// embedLibraryPanels puts the model of a library panel in the place of the reference to it. A panel
// whose library is not part of the export keeps the reference, and the page says so.
func embedLibraryPanels(m *migration) {
	elements := library{stored: m.dash["__elements"], path: str(m.dash, originKey) + ".__elements"}
	m.everyPanel(func(p object) {
		ref := obj(p, "libraryPanel")
		if ref == nil {
			return
		}
		model, path := obj(ref, "model"), str(p, originKey)+".libraryPanel"
		if model == nil {
			model, path = elements.find(str(ref, "uid"))
		}
		if model == nil {
			if !has(p, "type") {
				m.warn(p, "library panel %q is not part of this file: export the dashboard for sharing, which takes it along", str(ref, "name"))
			}
			return
		}
		if weigh(model) > m.copies {
			m.warn(p, "library panel %q is used too often for its size: it is left empty here", str(ref, "name"))
			return
		}
		m.copies -= weigh(model)
		for key, value := range copied(model).(object) {
			if key != "id" && key != "gridPos" {
				fill(p, key, value)
			}
		}
		for i, t := range objects(p, "targets") {
			fill(t, originKey, index(path+".model.targets", i))
		}
	})
}

// library is what an export takes along: a list of elements at first, an object by uid since.
type library struct {
	stored any
	path   string
}

// find returns the model of an element, and the path to the element.
func (l library) find(uid string) (model object, path string) {
	switch stored := l.stored.(type) {
	case []any:
		for i, v := range stored {
			if e, ok := v.(object); ok && str(e, "uid") == uid {
				return obj(e, "model"), index(l.path, i)
			}
		}
	case object:
		return obj(obj(stored, uid), "model"), keyPath(l.path, uid)
	}
	return nil, ""
}

// maxCopies bounds what a small file can grow to by naming one large library panel many times.
const maxCopies = 2_000_000

// weigh counts the values and the letters within a JSON value.
func weigh(v any) int {
	n := 1
	switch v := v.(type) {
	case string:
		n += len(v)
	case object:
		for key, inner := range v {
			n += len(key) + weigh(inner)
		}
	case []any:
		for _, inner := range v {
			n += weigh(inner)
		}
	}
	return n
}

// copied returns a copy of a JSON value that shares nothing with it.
func copied(v any) any {
	switch v := v.(type) {
	case object:
		out := maps.Clone(v)
		for k, inner := range out {
			out[k] = copied(inner)
		}
		return out
	case []any:
		out := slices.Clone(v)
		for i, inner := range out {
			out[i] = copied(inner)
		}
		return out
	}
	return v
}
