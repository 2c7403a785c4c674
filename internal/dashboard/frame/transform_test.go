package frame

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

func series(ref, pod string, values ...float64) *Frame {
	times := &Field{Name: "Time", Kind: Time}
	for i := range values {
		times.Numbers = append(times.Numbers, float64(i*1000))
	}
	return &Frame{RefID: ref, Fields: []*Field{times, {Name: "Value", Labels: map[string]string{"pod": pod}, Numbers: values}}}
}

func tableOf(ref string, pods []string, name string, values ...float64) *Frame {
	return &Frame{RefID: ref, Fields: []*Field{{Name: "pod", Kind: Text, Texts: pods}, {Name: name, Numbers: values}}}
}

func TestTransform(t *testing.T) {
	two := func() []*Frame { return []*Frame{series("A", "a", 1, 2), series("A", "b", 3, 4)} }
	tables := func() []*Frame {
		return []*Frame{tableOf("A", []string{"a", "b"}, "Value #A", 1, 2), tableOf("B", []string{"b", "c"}, "Value #B", 20, 30)}
	}
	cases := []struct {
		id, options string
		frames      []*Frame
		want        string
	}{
		{"merge", `{}`, tables(), "pod=a,b,c Value #A=1,2, Value #B=,20,30"},
		{"joinByField", `{"byField": "pod", "mode": "inner"}`, tables(), "pod=b Value #A=2 Value #B=20"},
		{"joinByField", `{"byField": "pod", "mode": "outer"}`, tables(), "pod=a,b,c Value #A=1,2, Value #B=,20,30"},
		{"organize", `{"excludeByName": {"Value #A": true}, "renameByName": {"pod": "Pod"}}`, tables()[:1], "Pod=a,b"},
		{"organize", `{"indexByName": {"Value #A": 0, "pod": 1}}`, tables()[:1], "Value #A=1,2 pod=a,b"},
		{"renameByRegex", `{"regex": "Value #(.)", "renamePattern": "Query $1"}`, tables()[:1], "pod=a,b Query A=1,2"},
		{"filterFieldsByName", `{"include": {"pattern": "/^Val/"}}`, tables()[:1], "Value #A=1,2"},
		{"filterByRefId", `{"include": "B"}`, tables(), "pod=b,c Value #B=20,30"},
		{"filterByValue", `{"filters": [{"fieldName": "Value #A", "config": {"id": "greater", "options": {"value": 1}}}]}`, tables()[:1], "pod=b Value #A=2"},
		{"filterByValue", `{"type": "exclude", "filters": [{"fieldName": "pod", "config": {"id": "equal", "options": {"value": "a"}}}]}`, tables()[:1], "pod=b Value #A=2"},
		{"sortBy", `{"sort": [{"field": "Value #A", "desc": true}]}`, tables()[:1], "pod=b,a Value #A=2,1"},
		{"limit", `{"limitField": 1}`, tables()[:1], "pod=a Value #A=1"},
		{"reduce", `{"reducers": ["max", "mean"]}`, two(), "Field=a,b Max=2,4 Mean=1.5,3.5"},
		{"reduce", `{"reducers": ["sum"], "mode": "reduceFields"}`, two()[:1], "a=3"},
		{"reduce", `{"reducers": ["last"], "labelsToFields": true}`, two(), "Field=Value,Value pod=a,b Last=2,4"},
		{"labelsToFields", `{}`, two(), "Time=0,1000,0,1000 Value=1,2,3,4 pod=a,a,b,b"},
		{"seriesToRows", `{}`, two(), "Time=1000,1000,0,0 Metric=a,b,a,b Value=2,4,1,3"},
		{"groupBy", `{"fields": {"pod": {"operation": "groupby"}, "n": {"operation": "aggregate", "aggregations": ["sum"]}}}`, []*Frame{tableOf("A", []string{"a", "b", "a"}, "n", 1, 2, 5)}, "pod=a,b n (sum)=6,2"},
		{"calculateField", `{"mode": "binary", "binary": {"left": "n", "operator": "*", "right": "10"}, "alias": "tens"}`, []*Frame{tableOf("A", []string{"a"}, "n", 3)}, "pod=a n=3 tens=30"},
		{"timeSeriesTable", `{}`, two(), "pod=a,b Trend #A=2,4"},
		{"joinByLabels", `{"value": "pod"}`, two(), "a=1,2 b=3,4"},
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			var options map[string]any
			if err := json.Unmarshal([]byte(c.options), &options); err != nil {
				t.Fatal(err)
			}
			have, unknown := Transform(c.frames, []model.Transformation{{ID: c.id, Options: options}}, func(s string) string { return s })
			if len(unknown) > 0 {
				t.Fatalf("unknown: %v", unknown)
			}
			Apply(have, Look{Fill: func(s string) string { return s }, Zone: time.UTC})
			if text := written(have); text != c.want {
				t.Errorf("%s: have %q, want %q", c.options, text, c.want)
			}
		})
	}
}

func written(frames []*Frame) string {
	var out []string
	for _, f := range frames {
		for _, field := range f.Fields {
			var values []string
			for row := range field.Len() {
				values = append(values, field.raw(row))
			}
			out = append(out, field.Title()+"="+strings.Join(values, ","))
		}
	}
	return strings.Join(out, " ")
}

func TestUnknownTransformations(t *testing.T) {
	_, unknown := Transform(nil, []model.Transformation{{ID: "dream"}, {ID: "calculateField", Options: map[string]any{"mode": "windowFunctions"}}}, nil)
	if fmt.Sprint(unknown) != "[dream calculateField (windowFunctions)]" {
		t.Errorf("have %v", unknown)
	}
}

func TestReduce(t *testing.T) {
	f := &Field{Numbers: []float64{math.NaN(), 4, 2, 8, math.NaN()}}
	for id, want := range map[string]float64{
		"lastNotNull": 8, "firstNotNull": 4, "min": 2, "max": 8, "sum": 14, "mean": 14.0 / 3, "median": 4, "count": 3, "countAll": 5, "range": 6, "diff": 4,
		"delta": 8, "distinctCount": 3, "changeCount": 2, "diffperc": 1, "p50": 4, "p99": 8,
	} {
		if have := Reduce(f, id); have != want {
			t.Errorf("%s: have %v, want %v", id, have, want)
		}
	}
	if have := Reduce(f, "last"); !math.IsNaN(have) {
		t.Errorf("last: have %v, want none", have)
	}
}
