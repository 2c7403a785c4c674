package pushgateway

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// maxBody bounds a push, as sent and as decompressed. A metric in memory takes
// many times the bytes of its text.
const maxBody = 10 << 20

// errTooLarge marks a push that is larger than one may be.
var errTooLarge = errors.New("push is too large")

// readBody reads what was sent, decompressed.
func readBody(r *http.Request) ([]byte, error) {
	body, err := gateway.ReadBody(r, maxBody)
	if errors.Is(err, gateway.ErrBodyTooLarge) {
		return nil, fmt.Errorf("%w: a body may have %d bytes, decompressed; push to several groups", errTooLarge, maxBody)
	}
	return body, err
}

// parse reads metric families from a body of the given content type: delimited
// protocol buffers where it says so, else the text format, as Pushgateway does.
func parse(body []byte, contentType string, maxSamples int) (map[string]*dto.MetricFamily, error) {
	media, params, err := mime.ParseMediaType(contentType)
	if err == nil && media == "application/vnd.google.protobuf" &&
		params["encoding"] == "delimited" && params["proto"] == "io.prometheus.client.MetricFamily" {
		return parseProtobuf(body, maxSamples)
	}
	return parseText(body, maxSamples)
}

// parseText counts lines before it builds anything of them.
func parseText(body []byte, maxSamples int) (map[string]*dto.MetricFamily, error) {
	samples := 0
	for line := range bytes.Lines(body) {
		if line = bytes.TrimLeft(line, " \t\n"); len(line) > 0 && line[0] != '#' {
			samples++
		}
	}
	if samples > maxSamples {
		return nil, tooManySamples(samples, maxSamples)
	}
	families, err := parseLines(body)
	if err != nil {
		return nil, fmt.Errorf("%w (a push is in Prometheus' text format, its last line ended too, or in delimited protocol buffers with the content type that says so)", err)
	}
	return families, nil
}

// parseLines is the library's parser, which panics over some broken texts.
func parseLines(body []byte) (families map[string]*dto.MetricFamily, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("text format parsing error: %v", cause)
		}
	}()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	return parser.TextToMetricFamilies(bytes.NewReader(body))
}

// parseProtobuf reads families one after the other; of several of one name the
// last counts, as in Pushgateway.
func parseProtobuf(body []byte, maxSamples int) (map[string]*dto.MetricFamily, error) {
	families, samples := map[string]*dto.MetricFamily{}, 0
	for len(body) > 0 {
		message, n := protowire.ConsumeBytes(body)
		if n < 0 {
			return nil, fmt.Errorf("read protocol buffers: metric family %d is not complete: %w", len(families)+1, protowire.ParseError(n))
		}
		body = body[n:]
		if samples += metricsIn(message); samples > maxSamples {
			return nil, tooManySamples(samples, maxSamples)
		}
		f := &dto.MetricFamily{}
		if err := proto.Unmarshal(message, f); err != nil {
			return nil, fmt.Errorf("read protocol buffers: metric family %d: %w", len(families)+1, err)
		}
		families[f.GetName()] = f
	}
	return families, nil
}

// metricField is the number of the field "metric" in a MetricFamily.
const metricField = 4

// metricsIn counts the metrics in an encoded family, up to where it is broken.
func metricsIn(message []byte) int {
	count := 0
	for len(message) > 0 {
		field, _, n := protowire.ConsumeField(message)
		if n < 0 {
			break
		}
		if field == metricField {
			count++
		}
		message = message[n:]
	}
	return count
}

func tooManySamples(samples, bound int) error {
	return fmt.Errorf("%w: it has %d samples or more, pushgateway.max_samples_per_push is %d; push to several groups or raise the bound", errTooLarge, samples, bound)
}
