package picture

import (
	"image"
	"image/color"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

func imageOf(fill color.NRGBA) image.Image { return image.NewUniform(fill) }

// values tells what the variables stand for, or which could not be asked for.
func (j *job) values() string {
	if j.problem != nil {
		return strings.ReplaceAll(j.problem.Error(), "\n", "; ")
	}
	var out []string
	for _, v := range j.Dashboard.Variables {
		if text := valueText(v, j.at.scope[v.Name]); text != "" {
			out = append(out, orText(v.Label, v.Name)+": "+text)
		}
	}
	return strings.Join(out, "   ")
}

func valueText(v model.Variable, b variable.Bound) string {
	switch {
	case v.Hide == 2 || v.Type == "datasource" || v.Type == "constant":
		return ""
	case b.All:
		return "All"
	}
	return strings.Join(b.Text, ", ")
}
