package alert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/alertmanager/api/v2/models"
	"github.com/prometheus/alertmanager/pkg/labels"
	"github.com/prometheus/alertmanager/silence"
	"github.com/prometheus/alertmanager/silence/silencepb"
)

// setSilence serves the making and changing of silences: the answer of the
// library is held back until the silence is on disk.
func (a *Alertmanager) setSilence(library http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked models.PostableSilence
		body, err := io.ReadAll(r.Body)
		if err != nil {
			refuse(w, http.StatusBadRequest, fmt.Sprintf("reading the request failed: %v", err))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := newAnswer()
		library.ServeHTTP(answer, r)
		if !answer.ok() {
			answer.writeTo(w)
			return
		}
		if !a.commitSilences(w) {
			return
		}
		var made struct {
			SilenceID string `json:"silenceID"`
		}
		// Both were read or written by the library a moment ago.
		_ = json.Unmarshal(body, &asked)
		_ = json.Unmarshal(answer.body.Bytes(), &made)
		a.silenceSet(r, asked.ID, made.SilenceID)
		answer.writeTo(w)
	})
}

// silenceSet reports that a silence was made, or that one was changed; a change
// that would alter history makes the library expire the old one and make a new.
func (a *Alertmanager) silenceSet(r *http.Request, asked, made string) {
	detail := a.describeSilence(r, made)
	switch asked {
	case "":
		a.changed(r, "silence.create", made, detail)
	case made:
		a.changed(r, "silence.update", made, detail)
	default:
		a.changed(r, "silence.update", made, detail+" replaces="+asked)
	}
}

// expireSilence serves the ending of silences, likewise.
func (a *Alertmanager) expireSilence(library http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("silenceID")
		before, err := a.silences.QueryOne(r.Context(), silence.QIDs(id))
		over := err == nil && !before.EndsAt.AsTime().After(time.Now())

		answer := newAnswer()
		library.ServeHTTP(answer, r)
		// To expire once more what has expired is a success that changes nothing.
		if answer.ok() && !over {
			if !a.commitSilences(w) {
				return
			}
			a.changed(r, "silence.expire", id, a.describeSilence(r, id))
		}
		answer.writeTo(w)
	})
}

// commitSilences reports whether the silences are on disk, and answers if not.
func (a *Alertmanager) commitSilences(w http.ResponseWriter) bool {
	_, err := a.silenceFile.commit()
	if err == nil {
		return true
	}
	a.logger.Error("writing silences failed", "err", err)
	refuse(w, http.StatusInternalServerError, fmt.Sprintf(
		"the change is in effect but could not be written and would be lost at a restart (%v): make room or mend the permissions, then send it again", err))
	return false
}

func (a *Alertmanager) changed(r *http.Request, action, id, detail string) {
	if a.opts.OnChange != nil {
		a.opts.OnChange(r, action, id, detail)
	}
}

// describeSilence says what a silence is about, in one line for the audit log.
func (a *Alertmanager) describeSilence(r *http.Request, id string) string {
	s, err := a.silences.QueryOne(r.Context(), silence.QIDs(id))
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s from=%s until=%s by=%q comment=%q", matchers(s),
		s.StartsAt.AsTime().Format(time.RFC3339), s.EndsAt.AsTime().Format(time.RFC3339), s.CreatedBy, s.Comment)
}

// matchers writes a silence's matchers as they would be typed.
func matchers(s *silencepb.Silence) string {
	types := map[silencepb.Matcher_Type]labels.MatchType{
		silencepb.Matcher_EQUAL:      labels.MatchEqual,
		silencepb.Matcher_NOT_EQUAL:  labels.MatchNotEqual,
		silencepb.Matcher_REGEXP:     labels.MatchRegexp,
		silencepb.Matcher_NOT_REGEXP: labels.MatchNotRegexp,
	}
	var sets []string
	for _, set := range s.MatcherSets {
		var typed []string
		for _, m := range set.Matchers {
			typed = append(typed, fmt.Sprintf("%s%s%q", m.Name, types[m.Type], m.Pattern))
		}
		sets = append(sets, "{"+strings.Join(typed, ",")+"}")
	}
	return strings.Join(sets, " or ")
}
