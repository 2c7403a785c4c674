package model

// step is one change of Grafana's format in the course of its history. A step looks at the shape of
// what it finds rather than at schemaVersion, which generators write without having followed it.
type step struct {
	name  string
	apply func(*migration)
}

// steps returns every change in the order in which the later ones rely on the earlier.
func steps() []step {
	return []step{
		// __elements holds library panels beside the dashboard; before: a panel was a reference to one.
		{"library panels", embedLibraryPanels},
		// ${DS_PROMETHEUS} stands for what an import would ask for; after: a type, and any such data source.
		{"inputs", answerInputs},
		// refresh false, sharedCrosshair, hideControls, time missing → the fields of today.
		{"settings", settleSettings},
		// services.filter.list of the first releases, one list now.
		{"annotations", settleAnnotations},
		// refresh and hide as truth values, options as text, query as an object → one shape.
		{"variables", settleVariables},
		// rows[] with spans of twelve and heights in pixels → row panels and a grid of 24 columns.
		{"rows", rowsToGrid},
		// Grafana once saved what it had repeated; the source is repeated again when it is drawn.
		{"repeated clones", dropClones},
		// [] in a collapsed row, panels in an open one → open rows stand before their panels.
		{"open rows", openRows},
		// ids missing or given twice → unique.
		{"ids", uniqueIDs},
		// gridPos missing, empty or beyond the edge → a place.
		{"grid", settleGrid},
		// links of a panel as {type, url, params} → {title, url, targetBlank}.
		{"links", settleLinks},
		// panels of plugins that were replaced → those that replaced them.
		{"panels", renewPanels},
		// options of the first releases of today's panels → those of the last.
		{"options", renewOptions},
		// fieldConfig missing or of the first releases → defaults, overrides, mappings of today.
		{"field config", settleFieldConfig},
		// refId missing, queries without a data source of their own.
		{"targets", settleTargets},
		// "Prometheus", "$datasource", null → {type, uid}.
		{"data sources", settleDatasources},
	}
}

// everyPanel visits rows and panels at every level, those of a row after it.
func (m *migration) everyPanel(visit func(object)) { eachPanel(m.dash, visit) }

func eachPanel(parent object, visit func(object)) {
	for _, p := range objects(parent, "panels") {
		visit(p)
		eachPanel(p, visit)
	}
}
