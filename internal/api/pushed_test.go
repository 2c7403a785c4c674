package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/lookout-monitor/lookout/internal/ingest/pushgateway"
)

func TestAsManySamplesAreSpelledAsAreWanted(t *testing.T) {
	f := pushgateway.Family{MetricFamily: &dto.MetricFamily{Name: proto.String("size"), Type: dto.MetricType_GAUGE.Enum()}}
	for i := range 5 {
		f.Metric = append(f.Metric, &dto.Metric{
			Label: []*dto.LabelPair{{Name: proto.String("db"), Value: proto.String(fmt.Sprint(i))}}, Gauge: &dto.Gauge{Value: proto.Float64(7)},
		})
	}
	samples, err := samplesOf(f, 2)
	require.NoError(t, err)
	require.Equal(t, []pushedSample{{`size{db="0"}`, "7"}, {`size{db="1"}`, "7"}}, samples)
	samples, err = samplesOf(f, 100)
	require.NoError(t, err)
	require.Len(t, samples, 5)
}

func TestALimitIsANumberWithinBounds(t *testing.T) {
	for query, want := range map[string]int{"": 7, "?limit=3": 3, "?limit=9": 9, "?limit=10": 0, "?limit=0": 0, "?limit=-1": 0, "?limit=x": 0} {
		got, err := limitOf(httptest.NewRequest(http.MethodGet, "/"+query, nil), 7, 9)
		require.Equal(t, want, got, query)
		require.Equal(t, want == 0, err != nil, query)
	}
}
