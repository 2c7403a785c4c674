package config

import (
	"cmp"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Mask hides the values that lookout.yml took from environment variables: each is replaced by its ${NAME}, in whatever
// way it may be quoted. It is for every text that leaves this process and may quote the configuration.
func (c *Config) Mask(text string) string {
	if c.masked == nil {
		return text
	}
	return c.masked(text)
}

// secretName tells the variables whose values must not be shown from those that say where or what this is.
var secretName = regexp.MustCompile(`PASS|PWD|SECRET|TOKEN|KEY|CRED|AUTH|WEBHOOK|DSN`)

// What is shorter than longValue may be an ordinary word: it is hidden if its variable is named like a secret, and
// where it stands by itself. What is shorter than shortestSecret hides nothing that could not be guessed.
const (
	longValue      = 8
	shortestSecret = 4
)

func hidden(name, value string) bool {
	return len(value) >= longValue || len(value) >= shortestSecret && secretName.MatchString(name)
}

// masker replaces the values of the variables that were used by their names, for messages and pages. It is nil when
// there is nothing to hide.
func (x *expander) masker() func(string) string {
	shown := map[string]string{} // what is hidden → what is shown for it
	for text, written := range x.composed {
		shown[text] = written
	}
	for name, value := range x.used {
		// Of two variables with the same value the first is named, so that a page always shows the same.
		if other := shown[value]; hidden(name, value) && (other == "" || "${"+name+"}" < other) {
			shown[value] = "${" + name + "}"
		}
	}
	if len(shown) == 0 {
		return nil
	}
	byForm := map[string]string{}
	for value, instead := range shown {
		for _, form := range writtenForms(value) {
			byForm[form] = instead
		}
	}
	pattern := anyOf(byForm)
	return func(text string) string {
		return pattern.ReplaceAllStringFunc(text, func(form string) string { return byForm[form] })
	}
}

// anyOf matches any of the texts, the longer first: one may begin with another, and no rest of it may be left.
func anyOf(texts map[string]string) *regexp.Regexp {
	var all []string
	for text := range texts {
		all = append(all, text)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	for i, text := range all {
		all[i] = standing(text)
	}
	return regexp.MustCompile(strings.Join(all, "|"))
}

// standing matches a text: a long one anywhere, a short one where it is not part of a word.
func standing(text string) string {
	pattern := regexp.QuoteMeta(text)
	if len(text) >= longValue {
		return pattern
	}
	if wordCharacter.MatchString(text[:1]) {
		pattern = `\b` + pattern
	}
	if wordCharacter.MatchString(text[len(text)-1:]) {
		pattern += `\b`
	}
	return pattern
}

var wordCharacter = regexp.MustCompile(`\w`)

// writtenForms are the ways in which a value may stand in YAML, JSON, a message or a URL.
func writtenForms(value string) []string {
	quoted := strconv.Quote(value)
	forms := []string{
		value, quoted[1 : len(quoted)-1], strings.ReplaceAll(value, "'", "''"), url.QueryEscape(value), url.PathEscape(value),
	}
	if encoded, err := json.Marshal(value); err == nil {
		forms = append(forms, string(encoded[1:len(encoded)-1]))
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}
