package model

// viewDashboard builds the typed view of a normal form and takes the marks of origin out of it.
func viewDashboard(raw object) Dashboard {
	delete(raw, originKey)
	span := obj(raw, "time")
	return Dashboard{
		UID: str(raw, "uid"), Title: str(raw, "title"), Description: str(raw, "description"),
		Tags: strs(raw["tags"]), Timezone: str(raw, "timezone"), WeekStart: str(raw, "weekStart"),
		Refresh: str(raw, "refresh"), From: str(span, "from"), To: str(span, "to"),
		GraphTooltip: whole(raw["graphTooltip"], 0, 2, 0), Links: view(raw, "links", viewLink),
		Annotations: view(obj(raw, "annotations"), "list", viewAnnotation),
		Variables:   view(obj(raw, "templating"), "list", viewVariable),
		Panels:      view(raw, "panels", viewPanel),
		Raw:         raw,
	}
}

func view[T any](o object, key string, one func(object) T) []T {
	var out []T
	for _, item := range objects(o, key) {
		out = append(out, one(item))
	}
	return out
}

func takeOrigin(o object) string {
	path := str(o, originKey)
	delete(o, originKey)
	return path
}

func viewPanel(raw object) Panel {
	grid := obj(raw, "gridPos")
	return Panel{
		ID: whole(raw["id"], 0, maxID, 0), Type: str(raw, "type"), Title: str(raw, "title"), Description: str(raw, "description"),
		Transparent: truth(raw, "transparent"),
		Grid: GridPos{X: whole(grid["x"], 0, columns, 0), Y: whole(grid["y"], 0, maxY, 0),
			W: whole(grid["w"], 0, columns, 0), H: whole(grid["h"], 0, maxY, 0)},
		Datasource:      viewDatasource(raw),
		Targets:         view(raw, "targets", viewTarget),
		FieldConfig:     viewFieldConfig(obj(raw, "fieldConfig")),
		Options:         obj(raw, "options"),
		Transformations: view(raw, "transformations", viewTransformation),
		Links:           view(raw, "links", viewLink),
		Repeat:          str(raw, "repeat"), RepeatDirection: str(raw, "repeatDirection"), MaxPerRow: whole(raw["maxPerRow"], 0, columns, 0),
		Interval: str(raw, "interval"), MaxDataPoints: whole(raw["maxDataPoints"], 0, maxID, 0),
		TimeFrom: str(raw, "timeFrom"), TimeShift: str(raw, "timeShift"),
		Collapsed: truth(raw, "collapsed"), Panels: view(raw, "panels", viewPanel),
		Path: takeOrigin(raw), Raw: raw,
	}
}

func viewDatasource(o object) *Datasource {
	ds := obj(o, "datasource")
	if ds == nil {
		return nil
	}
	return &Datasource{Type: str(ds, "type"), UID: str(ds, "uid")}
}

func viewTarget(raw object) Target {
	return Target{
		RefID: str(raw, "refId"), Datasource: viewDatasource(raw), Expr: str(raw, "expr"),
		LegendFormat: str(raw, "legendFormat"), Format: str(raw, "format"), Interval: str(raw, "interval"),
		Instant: truth(raw, "instant"), Range: truth(raw, "range"), Hide: truth(raw, "hide"),
		Path: takeOrigin(raw), Raw: raw,
	}
}

func viewFieldConfig(raw object) FieldConfig {
	return FieldConfig{Defaults: obj(raw, "defaults"), Overrides: view(raw, "overrides", viewOverride)}
}

func viewOverride(raw object) Override {
	matcher := obj(raw, "matcher")
	return Override{MatcherID: str(matcher, "id"), Options: matcher["options"],
		Property: view(raw, "properties", func(p object) Property { return Property{ID: str(p, "id"), Value: p["value"]} })}
}

func viewTransformation(raw object) Transformation {
	return Transformation{ID: str(raw, "id"), Disabled: truth(raw, "disabled"), Options: obj(raw, "options")}
}

func viewVariable(raw object) Variable {
	return Variable{
		Type: str(raw, "type"), Name: str(raw, "name"), Label: str(raw, "label"), Description: str(raw, "description"),
		Hide: whole(raw["hide"], 0, 2, 0), Query: str(raw, "query"), Regex: str(raw, "regex"),
		Sort: whole(raw["sort"], 0, 8, 0), Refresh: whole(raw["refresh"], 0, 2, 0),
		Multi: truth(raw, "multi"), IncludeAll: truth(raw, "includeAll"), AllValue: str(raw, "allValue"),
		Datasource: viewDatasource(raw), Current: viewOption(obj(raw, "current")), Options: view(raw, "options", viewOption),
		Path: takeOrigin(raw), Raw: raw,
	}
}

func viewOption(raw object) Option {
	o := Option{Text: str(raw, "text"), Value: str(raw, "value"), Values: strs(raw["value"]), Selected: truth(raw, "selected")}
	if len(o.Values) == 1 && o.Value == "" {
		o.Value = o.Values[0]
	}
	return o
}

func viewAnnotation(raw object) Annotation {
	return Annotation{
		Name: str(raw, "name"), Datasource: viewDatasource(raw), Enable: truth(raw, "enable"), Hide: truth(raw, "hide"),
		BuiltIn: whole(raw["builtIn"], 0, 1, 0) == 1, IconColour: str(raw, "iconColor"), Expr: str(raw, "expr"),
		Path: takeOrigin(raw), Raw: raw,
	}
}

func viewLink(raw object) Link {
	return Link{
		Title: str(raw, "title"), Type: str(raw, "type"), URL: str(raw, "url"), Tooltip: str(raw, "tooltip"),
		Tags: strs(raw["tags"]), AsDropdown: truth(raw, "asDropdown"), TargetBlank: truth(raw, "targetBlank"),
		IncludeVars: truth(raw, "includeVars"), KeepTime: truth(raw, "keepTime"),
	}
}
