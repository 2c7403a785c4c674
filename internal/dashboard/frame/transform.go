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
		if !known {
			unknown = append(unknown, step.ID)
			continue
		}
		frames = change(frames, Object(step.Options), fill)
	}
	return frames, unknown
}

type change func([]*Frame, Object, func(string) string) []*Frame

var changes = map[string]change{}
