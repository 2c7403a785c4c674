package config

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Reference is the page of reference documentation on lookout.yml, in Markdown. It is written from the table of keys
// and from the libraries' own types, so it lists what this version reads.
func Reference() string {
	var b strings.Builder
	b.WriteString(referenceHead)
	block := "-"
	for _, k := range lookoutKeys() {
		if parent, _ := splitPath(k.path); strings.Join(parent, ".") != block {
			block = strings.Join(parent, ".")
			b.WriteString("\n### " + blockTitle(block) + "\n\n| key | value | default | example | what it does |\n|---|---|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` | %s |\n", k.path, k.kind, k.fallback, k.example, k.help)
		if k.block != nil {
			writeBlock(&b, k.path, k.block)
		}
	}
	b.WriteString(referenceFormats)
	writeTheirs(&b, "Prometheus'", prometheusSchema(), "https://prometheus.io/docs/prometheus/latest/configuration/configuration/")
	fmt.Fprintf(&b, referenceLimit, int64(DefaultBodySizeLimit>>20))
	writeTheirs(&b, "Alertmanager's", alertmanagerSchema(), "https://prometheus.io/docs/alerting/latest/configuration/")
	b.WriteString(referenceBuiltin)
	return b.String()
}

// writeBlock lists the keys of a block of another package, as the tags of its type describe them. Keys of the libraries'
// types have no such tags; they are listed by name.
func writeBlock(b *strings.Builder, path string, t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		switch t.Kind() {
		case reflect.Slice:
			path += "[]"
		case reflect.Map:
			path += ".NAME"
		}
		t = t.Elem()
	}
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(options, "inline") && field.Tag.Get("help") == "":
			writeBlock(b, path, field.Type)
		case strings.Contains(options, "inline"):
			fmt.Fprintf(b, "| %s | | | | %s |\n", quoteAll(slices.Sorted(maps.Keys(fieldsOf(field.Type)))), field.Tag.Get("help"))
		case name != "" && name != "-":
			tag := field.Tag
			fmt.Fprintf(b, "| `%s.%s` | %s | %s | %s | %s |\n", path, name, valueKind(field.Type), cmp.Or(tag.Get("default"), "none"), codeOf(tag.Get("example")), tag.Get("help"))
			if described(field.Type) {
				writeBlock(b, path+"."+name, field.Type)
			}
		}
	}
}

// described tells a type with keys that have help from a value and from a library's type.
func described(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if field := t.Field(i); field.Tag.Get("help") != "" || field.Anonymous && described(field.Type) {
			return true
		}
	}
	return false
}

func codeOf(example string) string {
	if example == "" {
		return ""
	}
	return "`" + example + "`"
}

// valueKind says what to write for a value of a Go type.
func valueKind(t reflect.Type) string {
	switch t = pointedTo(t); {
	case t.Kind() == reflect.Map:
		return "names and values"
	case strings.HasSuffix(t.String(), "Duration"):
		return "duration"
	case strings.HasSuffix(t.String(), "URL"):
		return "URL"
	case strings.HasSuffix(t.String(), "Secret"):
		return "secret"
	case strings.HasSuffix(t.String(), "Regexp"):
		return "regular expression"
	case strings.HasSuffix(t.String(), "Base2Bytes"):
		return "size"
	}
	switch t.Kind() {
	case reflect.Slice:
		return "list of " + valueKind(t.Elem())
	case reflect.Struct:
		return "block"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "text"
	case reflect.Float64:
		return "number"
	default:
		return "whole number"
	}
}

func blockTitle(block string) string {
	if block == "" {
		return "Top level"
	}
	return "`" + block + "`"
}

func writeTheirs(b *strings.Builder, whose string, known schema, documentation string) {
	fmt.Fprintf(b, "\n## %s keys\n\nThey are described in [%s documentation](%s).\n\n", whose, whose, documentation)
	fmt.Fprintf(b, "- Top level: %s\n", quoteAll(known.keysAt(nil)))
	fmt.Fprintf(b, "- In `global`: %s\n", quoteAll(known.keysAt([]string{"global"})))
}

func quoteAll(words []string) string {
	return "`" + strings.Join(words, "`, `") + "`"
}

const referenceHead = `# lookout.yml

One YAML file. Prometheus' and Alertmanager's top-level keys stand in it unchanged; Lookout's own stand beside them. ` + "`global`" + `
holds the keys that either project has there. Every key may be left out. An unknown key is an error that names file, line, column and
the key that was probably meant; ` + "`lookout check config FILE`" + ` finds it without starting anything.

` + "```yaml" + `
watch: [self, host]

facilities:
  metrics: {retention: 90d, retention_size: 100GB}

scrape_configs:
  - job_name: shop
    static_configs: [{targets: ['shop-1:8080', 'shop-2:8080']}]

route: {receiver: team}
receivers:
  - name: team
    webhook_configs: [{url: "${ALERT_WEBHOOK}"}]
` + "```" + `

An existing ` + "`prometheus.yml` or `alertmanager.yml`" + ` needs no change: hand it over with ` + "`--prometheus.config` and `--alertmanager.config`" + `.
What this page says about variables and Lookout's own keys does not hold for those files; they are read as their projects read them.

## Lookout's keys
`

const referenceFormats = `
**Durations** are written as in Prometheus: a number and a unit out of ` + "`ms`, `s`, `m`, `h`, `d`, `w`, `y`, also several, as in `1h30m`" + `.
**Sizes** are a number and a unit such as ` + "`MB`, `GB`, `TB`" + `, which are powers of 1024.

## Variables

` + "`${NAME}`" + ` in a value stands for the environment variable of that name, which has upper-case letters, digits and underscores. A variable that is not set is
an error. Its value is taken as data: quotes, colons, line breaks and dollars in it mean nothing. A value that consists of a variable alone can be a number or a boolean.
` + "`$${NAME}`" + ` stands for the text ` + "`${NAME}`" + `. Relabelling's ` + "`$1`, `${1}` and `${name}`" + ` are left alone. Between ` + "`{ }` or `[ ]`" + ` put quotes
around a variable, because braces mean something there. Values of variables are not shown in messages or on pages: ` + "`${NAME}`" + ` stands there instead. A value of less
than eight characters might be an ordinary word; it is hidden where it stands by itself, if the name of its variable tells a secret (` + "`PASS`, `PWD`, `SECRET`,\n`TOKEN`, `KEY`, `CRED`, `AUTH`, `WEBHOOK` or `DSN`" + ` in it) and it has at least four.

## Paths

Relative paths (` + "`rule_files`, `scrape_config_files`, `templates`, `password_file`, `ca_file`" + ` …) start at the directory of the file that contains them. So it
is in Prometheus and Alertmanager; and as in Alertmanager, its ` + "`*_file`" + ` keys outside of an ` + "`http_config`, such as `smtp_auth_password_file`" + `, start at the directory
in which Lookout was started: write them in full.
`

const referenceLimit = `
One default differs: without ` + "`body_size_limit`" + ` a target may answer %d MiB, where Prometheus sets no limit. This holds for an existing
prometheus.yml and for included files as well; the running configuration shows it. Set the key, globally or for a job, for another limit.
`

const referenceBuiltin = `
` + "`tracing`" + ` at the top level of lookout.yml is Prometheus'.

With neither ` + "`route` nor `receivers`" + `, alerts are shown on the page and written to the log, and leave for nowhere else. Lookout
then makes the route: ` + "`severity=\"info\"`" + ` goes to nobody, and inhibit rules keep ` + "`TargetDown`" + ` quiet while ` + "`ManyTargetsDown`" + ` fires for the same job or ` + "`ServiceDown`" + ` and its like for the same service,
unless the file has ` + "`inhibit_rules`" + ` of its own. A route of yours is taken as it is:

` + "```yaml" + `
route:
  receiver: lookout
  routes: [{matchers: ['severity="info"'], receiver: nobody}]
receivers: [{name: lookout}, {name: nobody}]
inhibit_rules:
  - source_matchers: ['alertname="ManyTargetsDown"']
    target_matchers: ['alertname="TargetDown"']
    equal: [job]
  - source_matchers: ['alertname=~"PublicAPIDown|InternalAPIDown|InfrastructureServiceDown|ServiceDown"', 'service!=""']
    target_matchers: ['alertname="TargetDown"']
    equal: [service, env]
` + "```" + `

## Without any file

Lookout then behaves as with:

` + "```yaml" + `
watch: [self, host, pushed, services]
global: {scrape_interval: 15s, evaluation_interval: 15s}
` + "```" + `
`
