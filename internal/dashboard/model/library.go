package model

// embedLibraryPanels puts the model of a library panel in the place of the reference to it. A panel
// whose library is not part of the export keeps the reference, and the page says so.
func embedLibraryPanels(m *migration) {
	elements := libraryElements(m.dash["__elements"])
	m.everyPanel(func(p object) {
		ref := obj(p, "libraryPanel")
		if ref == nil {
			return
		}
		model := obj(ref, "model")
		if model == nil {
			model = elements[str(ref, "uid")]
		}
		if model == nil {
			if !has(p, "type") {
				m.warn(p, "library panel %q is not part of this file: export the dashboard for sharing, which takes it along", str(ref, "name"))
			}
			return
		}
		for key, value := range copied(model).(object) {
			if key != "id" && key != "gridPos" {
				fill(p, key, value)
			}
		}
		for i, t := range objects(p, "targets") {
			fill(t, originKey, index(str(p, originKey)+".libraryPanel.model.targets", i))
		}
	})
}

// libraryElements: a list of elements at first, then an object by uid.
func libraryElements(v any) map[string]object {
	models := map[string]object{}
	add := func(uid string, element any) {
		if e, ok := element.(object); ok {
			models[firstOf(str(e, "uid"), uid)] = obj(e, "model")
		}
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			add("", e)
		}
	case object:
		for uid, e := range v {
			add(uid, e)
		}
	}
	return models
}
