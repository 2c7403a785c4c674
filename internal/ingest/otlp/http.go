package otlp

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"time"

	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// Route is the receiver over HTTP, at a path.
func (r *Receiver) Route(path string) gateway.Route {
	return gateway.Route{
		Method: http.MethodPost, Path: path, Scope: gateway.WriteMetrics, MaxBody: maxMessage,
		Handler: http.HandlerFunc(r.serve), Summary: "OTLP metrics, protocol buffers or JSON",
	}
}

// The two encodings; an answer is in that of its request.
const (
	asProtobuf = "application/x-protobuf"
	asJSON     = "application/json"
)

// refusal is a request that is not taken, with its status over HTTP.
type refusal struct {
	code   int
	reason string
	err    error
}

func (r *refusal) Error() string { return r.err.Error() }

func (r *Receiver) serve(w http.ResponseWriter, req *http.Request) {
	encoding, err := encodingOf(req)
	if err != nil {
		r.refuse(w, asJSON, &refusal{http.StatusUnsupportedMediaType, refusedType, err})
		return
	}
	release, err := r.slot(req.Context())
	if err != nil {
		w.Header().Set("Retry-After", "1")
		answer(w, encoding, http.StatusServiceUnavailable, status.New(codes.Unavailable, err.Error()))
		return
	}
	defer release()
	// Who holds one of few places may not be slow. That a transport has no deadlines is no reason to refuse.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))
	message, err := readMessage(req, encoding)
	if err != nil {
		refused := &refusal{http.StatusBadRequest, refusedBody, err}
		if errors.Is(err, errTooLarge) {
			refused = &refusal{http.StatusRequestEntityTooLarge, refusedSize, err}
		}
		r.refuse(w, encoding, refused)
		return
	}
	outcome, err := r.Export(req.Context(), message.Metrics())
	if err != nil {
		w.Header().Set("Retry-After", "10")
		r.refuse(w, encoding, &refusal{http.StatusServiceUnavailable, refusedStore, err})
		return
	}
	succeed(w, encoding, outcome)
}

func encodingOf(req *http.Request) (string, error) {
	media, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || media != asProtobuf && media != asJSON {
		return "", fmt.Errorf("content type %q: send %s or %s", req.Header.Get("Content-Type"), asProtobuf, asJSON)
	}
	return media, nil
}

var errTooLarge = fmt.Errorf("message is larger than %d bytes; export in smaller batches", maxMessage)

func readMessage(req *http.Request, encoding string) (pmetricotlp.ExportRequest, error) {
	message := pmetricotlp.NewExportRequest()
	content, err := gateway.ReadBody(req, maxMessage)
	switch {
	case errors.Is(err, gateway.ErrBodyTooLarge):
		return message, errTooLarge
	case err != nil:
		return message, err
	case encoding == asJSON:
		err = message.UnmarshalJSON(content)
	default:
		err = message.UnmarshalProto(content)
	}
	if err != nil {
		return message, fmt.Errorf("read message as %s: %w", encoding, err)
	}
	return message, nil
}

// refuse answers as the specification of OTLP asks: the reason as a status
// message, and a code by which the sender knows whether to try again.
func (r *Receiver) refuse(w http.ResponseWriter, encoding string, refused *refusal) {
	r.metrics.refused.WithLabelValues(refused.reason).Inc()
	r.Logger.Debug("otlp request refused", "reason", refused.reason, "err", refused.err)
	code := codes.InvalidArgument
	if refused.code == http.StatusServiceUnavailable {
		code = codes.Unavailable
	}
	answer(w, encoding, refused.code, status.New(code, refused.Error()))
}

func answer(w http.ResponseWriter, encoding string, code int, s *status.Status) {
	content, err := proto.Marshal(s.Proto())
	if encoding == asJSON {
		content, err = protojson.Marshal(s.Proto())
	}
	write(w, encoding, code, content, err)
}

func succeed(w http.ResponseWriter, encoding string, o Outcome) {
	response := responseTo(o)
	content, err := response.MarshalProto()
	if encoding == asJSON {
		content, err = response.MarshalJSON()
	}
	write(w, encoding, http.StatusOK, content, err)
}

func responseTo(o Outcome) pmetricotlp.ExportResponse {
	response := pmetricotlp.NewExportResponse()
	if o.Reason != "" {
		response.PartialSuccess().SetRejectedDataPoints(int64(o.Rejected))
		response.PartialSuccess().SetErrorMessage(o.Reason)
	}
	return response
}

func write(w http.ResponseWriter, encoding string, code int, content []byte, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", encoding)
	w.WriteHeader(code)
	_, _ = w.Write(content) // a sender that left is not an error of ours
}
