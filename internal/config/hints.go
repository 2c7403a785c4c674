package config

import (
	"fmt"
	"slices"
	"strings"
)

// planned are words of Lookout's that this version does not know yet.
var planned = []string{
	"facilities.logs", "facilities.traces", "rules", "teams", "gateway", "oncall",
}

// hint says what was probably meant by an unknown key in the block at a path.
func (s schema) hint(name string, path []string) string {
	here := s.keysAt(path)
	if meant := nearest(name, here); meant != "" {
		return fmt.Sprintf("did you mean %s?", meant)
	}
	if s.own != nil && slices.Contains(planned, strings.Join(append(slices.Clone(path), name), ".")) {
		return "this version of Lookout does not have it yet; remove it"
	}
	if places := s.places(name); len(places) > 0 {
		return fmt.Sprintf("%s belongs %s", name, join(places[:min(len(places), 3)]))
	}
	if meant := nearest(name, s.allKeys()); meant != "" && len(here) == 0 {
		return fmt.Sprintf("did you mean %s?", meant)
	}
	if len(here) > 0 && len(here) <= 12 {
		return "known here: " + strings.Join(here, ", ")
	}
	return ""
}

func join(places []string) string {
	for i, place := range places {
		if place == "" {
			places[i] = "at the top level"
		} else {
			places[i] = "under " + place
		}
	}
	return strings.Join(places, " or ")
}

// typeHint says what to write where a Go type of the libraries is expected.
func typeHint(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "write a list, each item on a line of its own after a dash"
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "uint"):
		return "write a whole number"
	case strings.HasPrefix(goType, "float"):
		return "write a number"
	case goType == "bool":
		return "write true or false"
	case goType == "string", strings.HasSuffix(goType, "Secret"):
		return "write a single value"
	case strings.HasPrefix(goType, "map["):
		return "write keys and values"
	case strings.HasSuffix(goType, ".plain"):
		return "write a block of keys"
	}
	return ""
}

// semanticHint helps with the mistakes that are made most.
func semanticHint(problem string) string {
	switch {
	case strings.Contains(problem, "duration"):
		return "write a number and a unit, such as 15s, 5m, 12h or 30d"
	case strings.Contains(problem, "undefined receiver"):
		return "define it under receivers, or correct its name"
	case strings.Contains(problem, "undefined time interval"):
		return "define it under time_intervals, or correct its name"
	case strings.Contains(problem, "no routes provided"), strings.Contains(problem, "no route provided"):
		return "add a route with a receiver, to which alerts go that no other route takes"
	case strings.Contains(problem, "is not a valid hostname"):
		return "write host:port; the scheme and the path are set by scheme and metrics_path"
	case strings.Contains(problem, "at most one of"):
		return "keep one of them"
	case strings.Contains(problem, "multiple scrape configs with job name"), strings.Contains(problem, "is not unique"):
		return "give each a name of its own"
	}
	return ""
}
