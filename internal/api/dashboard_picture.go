package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/picture"
	"github.com/lookout-monitor/lookout/internal/gateway"
)

// draw answers with a PNG, drawn here from the same data that the page shows.
func (d Dashboards) draw(w http.ResponseWriter, r *http.Request) {
	request, err := pictureRequest(r.URL.Query())
	if err != nil {
		gateway.WriteError(w, http.StatusBadRequest, err)
		return
	}
	found, ok := d.find(w, r)
	if !ok {
		return
	}
	request.Dashboard = found.Model.Normal
	content, err := d.Draw(r.Context(), request)
	if err != nil {
		writePictureError(w, err)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(content)
}

func writePictureError(w http.ResponseWriter, err error) {
	_, invalid := errors.AsType[*picture.InvalidError](err)
	switch {
	case invalid:
		gateway.WriteError(w, http.StatusBadRequest, err)
	case errors.Is(err, picture.ErrNoPanel):
		gateway.WriteError(w, http.StatusNotFound, err)
	case errors.Is(err, picture.ErrBusy):
		w.Header().Set("Retry-After", "5")
		gateway.WriteError(w, http.StatusServiceUnavailable, err)
	default:
		gateway.WriteError(w, http.StatusInternalServerError, err)
	}
}

// pictureRequest reads the parameters of a picture, which are those of a
// dashboard's page and the size.
func pictureRequest(q url.Values) (picture.Request, error) {
	r := picture.Request{From: q.Get("from"), To: q.Get("to"), Variables: map[string][]string{}}
	var err error
	for _, n := range []struct {
		name string
		into *int
	}{{"width", &r.Width}, {"height", &r.Height}, {"panelId", &r.PanelID}} {
		if *n.into, err = wholeParameter(q, n.name); err != nil {
			return r, err
		}
	}
	if text := q.Get("scale"); text != "" {
		if r.Scale, err = strconv.ParseFloat(text, 64); err != nil {
			return r, fmt.Errorf("scale %q is not a number", text)
		}
	}
	switch theme := q.Get("theme"); theme {
	case "", "dark":
	case "light":
		r.Scheme = colour.Light
	default:
		return r, fmt.Errorf("theme %q is neither dark nor light", theme)
	}
	if name := q.Get("tz"); name != "" {
		if r.Zone, err = time.LoadLocation(zoneName(name)); err != nil {
			return r, fmt.Errorf("tz %q is no time zone: write UTC or Europe/Berlin", name)
		}
	}
	for name, values := range q {
		if variable, ok := strings.CutPrefix(name, "var-"); ok {
			r.Variables[variable] = values
		}
	}
	return r, nil
}

func zoneName(text string) string {
	if text == "utc" {
		return "UTC"
	}
	return text
}

func wholeParameter(q url.Values, name string) (int, error) {
	text := q.Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s %q is not a whole number above 0", name, text)
	}
	return n, nil
}
