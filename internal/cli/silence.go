package cli

import (
	"fmt"
	"strings"
	"time"
)

// Silence keeps alerts from people for a while.
type Silence struct {
	Add    SilenceAdd    `cmd:"" help:"Keep matching alerts quiet for a while."`
	List   SilenceList   `cmd:"" help:"List silences."`
	Expire SilenceExpire `cmd:"" help:"End silences now."`
}

const silencesPath = "/alertmanager/api/v2/silences"

// silence is one as Alertmanager's API tells and takes it.
type silence struct {
	ID        string           `json:"id,omitempty"`
	Status    *silenceStatus   `json:"status,omitempty"`
	Matchers  []silenceMatcher `json:"matchers"`
	StartsAt  time.Time        `json:"startsAt"`
	EndsAt    time.Time        `json:"endsAt"`
	CreatedBy string           `json:"createdBy"`
	Comment   string           `json:"comment"`
}

type silenceStatus struct {
	State string `json:"state"`
}

type silenceMatcher struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	IsRegex bool   `json:"isRegex"`
	IsEqual *bool  `json:"isEqual,omitempty"` // absent in old answers, where it means true
}

func (s silence) state() string {
	if s.Status == nil {
		return ""
	}
	return s.Status.State
}

// shortID is long enough to be told apart; expire takes it.
func shortID(id string) string {
	return id[:min(8, len(id))]
}

func (s silence) matcherText() string {
	parts := make([]string, len(s.Matchers))
	for i, m := range s.Matchers {
		equal := m.IsEqual == nil || *m.IsEqual
		operator := map[[2]bool]string{
			{true, false}: "=", {false, false}: "!=", {true, true}: "=~", {false, true}: "!~",
		}[[2]bool{equal, m.IsRegex}]
		parts[i] = fmt.Sprintf("%s%s%q", m.Name, operator, m.Value)
	}
	return strings.Join(parts, ", ")
}
