package discover

import (
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/discovery"
)

// FoundBy names the mechanism that found a target, from the labels it was discovered with and the discovery settings
// of its job. Where a job has several, those that leave labels of their own are told by them.
func FoundBy(discovered map[string]string, settings discovery.Configs) string {
	if kind := discovered[foundByLabel]; kind != "" {
		return kind
	}
	names := mechanismNames(settings)
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	for _, name := range names {
		for label := range discovered {
			if strings.HasPrefix(label, marks(name)) {
				return name
			}
		}
	}
	if slices.Contains(names, "static") {
		return "static" // the only one that leaves none
	}
	return strings.Join(names, " or ")
}

// marks is how the labels of one of Prometheus' mechanisms begin.
func marks(name string) string {
	switch name {
	case "file":
		return model.MetaLabelPrefix + "filepath"
	case "http":
		return model.MetaLabelPrefix + "url"
	}
	return model.MetaLabelPrefix + strings.ReplaceAll(name, "-", "_") + "_"
}

// mechanismNames are the different mechanisms in the settings of a job.
func mechanismNames(settings discovery.Configs) []string {
	var names []string
	for _, config := range settings {
		names = append(names, config.Name())
	}
	slices.Sort(names)
	return slices.Compact(names)
}
