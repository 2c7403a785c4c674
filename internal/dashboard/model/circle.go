package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CircleError names variables of which each waits for the next, so that none can ever have a value.
type CircleError struct {
	// Names begin and end with the same variable.
	Names []string
	// Path leads to the first of them in the stored document.
	Path string
}

func (e *CircleError) Error() string {
	return fmt.Sprintf("variables refer to each other in a circle (%s): take the reference out of one of them", strings.Join(e.Names, " → "))
}

// findCircle follows references from every variable. One that refers to itself is no circle: it has
// the value that was chosen before.
func findCircle(variables []Variable) error {
	byName := map[string]Variable{}
	for _, v := range variables {
		byName[v.Name] = v
	}
	search := search{byName: byName, done: map[string]bool{}}
	for _, v := range variables {
		if circle := search.from(v.Name, nil); circle != nil {
			return &CircleError{Names: circle, Path: byName[circle[0]].Path}
		}
	}
	return nil
}

type search struct {
	byName map[string]Variable
	done   map[string]bool
}

// from returns the circle that is reached from a name by way of those in trail. Limits.Variables
// bounds the depth.
func (s search) from(name string, trail []string) []string {
	for i, earlier := range trail {
		if earlier == name {
			return append(trail[i:len(trail):len(trail)], name)
		}
	}
	v, known := s.byName[name]
	if s.done[name] || !known {
		return nil
	}
	for _, next := range v.dependsOn() {
		if circle := s.from(next, append(trail[:len(trail):len(trail)], name)); circle != nil {
			return circle
		}
	}
	s.done[name] = true
	return nil
}

// dependsOn returns the other variables whose value this one needs before it can have its own.
func (v Variable) dependsOn() []string {
	parts := []string{v.Query, v.Regex}
	if v.Datasource != nil {
		parts = append(parts, v.Datasource.UID)
	}
	if inner, ok := v.Raw["queryObject"].(object); ok {
		for _, key := range slices.Sorted(maps.Keys(inner)) {
			parts = append(parts, text(inner[key]))
		}
	}
	var names []string
	for _, name := range references(strings.Join(parts, " ")) {
		if name != v.Name {
			names = append(names, name)
		}
	}
	return names
}
