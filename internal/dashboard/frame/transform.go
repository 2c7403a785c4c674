package frame

import (
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Transform reshapes frames, one transformation after the other. It says which ones it does not know and
// left out.
func Transform(frames []*Frame, steps []model.Transformation, fill func(string) string) ([]*Frame, []string) {
	var unknown []string
	for _, step := range steps {
		change, known := changes[step.ID]
		if mode := Object(step.Options).Text("mode"); step.ID == "calculateField" && calculations[mode] == nil {
			unknown = append(unknown, step.ID+" ("+mode+")")
			continue
		}
		if !known {
			unknown = append(unknown, step.ID)
			continue
		}
		frames = change(frames, Object(step.Options), fill)
	}
	return frames, unknown
}

type change func([]*Frame, Object, func(string) string) []*Frame

// changes are the transformations that are known here. Each is a pure function of frames.
var changes = map[string]change{
	"organize":           organize,
	"renameByRegex":      renameByRegex,
	"filterFieldsByName": filterFieldsByName,
	"filterByRefId":      filterByRefID,
	"filterByValue":      filterByValue,
	"sortBy":             sortBy,
	"limit":              limit,
	"merge":              merge,
	"joinByField":        joinByField,
	"seriesToColumns":    joinByField,
	"seriesToRows":       seriesToRows,
	"labelsToFields":     labelsToFields,
	"joinByLabels":       joinByLabels,
	"prepareTimeSeries":  prepareTimeSeries,
	"timeSeriesTable":    timeSeriesTable,
	"reduce":             reduce,
	"groupBy":            groupBy,
	"calculateField":     calculateField,
}

// eachFrame changes every frame by itself.
func eachFrame(frames []*Frame, change func(*Frame) *Frame) []*Frame {
	out := make([]*Frame, 0, len(frames))
	for _, f := range frames {
		if changed := change(f); changed != nil {
			out = append(out, changed)
		}
	}
	return out
}

// with returns a frame with other fields.
func (f *Frame) with(fields []*Field) *Frame {
	out := *f
	out.Fields = fields
	return &out
}

// called tells whether a field has a name, by itself or as people read it.
func called(field *Field, in *Frame, all []*Frame, name string) bool {
	return field.Name == name || DisplayName(field, in, all) == name
}
