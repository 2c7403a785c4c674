package alert_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/quotedprintable"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	amconfig "github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/tracing"
)

// mailbox is a mail server that keeps what it is sent.
type mailbox struct {
	mails chan mail
}

type mail struct{ from, to, text string }

func newMailbox(t *testing.T) (m *mailbox, address string) {
	t.Helper()
	m = &mailbox{mails: make(chan mail, 10)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(m)
	server.AllowInsecureAuth = true
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return m, l.Addr().String()
}

// NewSession implements smtp.Backend.
func (m *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &mailSession{mailbox: m}, nil
}

type mailSession struct {
	mailbox *mailbox
	mail    mail
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error { s.mail.from = from; return nil }
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error   { s.mail.to = to; return nil }
func (s *mailSession) Reset()                                      {}
func (s *mailSession) Logout() error                               { return nil }

func (s *mailSession) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.mail.text = string(text)
	s.mailbox.mails <- s.mail
	return err
}

func TestEmailIsSent(t *testing.T) {
	box, address := newMailbox(t)
	r := start(t, t.TempDir(), fmt.Sprintf(`
global: {smtp_smarthost: %q, smtp_from: lookout@example.org, smtp_require_tls: false}
route: {receiver: team, group_by: [alertname], group_wait: 0s}
receivers: [{name: team, email_configs: [{to: team@example.org, send_resolved: true}]}]`, address))
	a := newAlert("alertname=DiskFull", "instance=db1")
	a.GeneratorURL = "http://lookout.example:7600/explore?q=up"
	r.put(a)
	got := <-box.mails
	if got.from != "lookout@example.org" || got.to != "team@example.org" {
		t.Errorf("from %s to %s", got.from, got.to)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(got.text)))
	if err != nil {
		t.Logf("the mail is not quoted-printable throughout: %v", err)
	}
	for _, want := range []string{"Subject: [FIRING:1] DiskFull", "db1", a.GeneratorURL, "http://lookout.example:7600"} {
		if !strings.Contains(got.text, want) && !strings.Contains(string(body), want) {
			t.Errorf("the mail lacks %q:\n%s", want, got.text)
		}
	}
	eventually(t, "the journal has it", func() bool {
		l := r.journal.List()
		return len(l) == 1 && l[0].Integration == "email" && l[0].Error == ""
	})
}

// TestAlertmanagersOwnConfigurationsRun applies every configuration that
// Alertmanager's own tests hold valid; they use each kind of receiver.
func TestAlertmanagersOwnConfigurationsRun(t *testing.T) {
	dir := alertmanagerSource(t)
	files, err := filepath.Glob(filepath.Join(dir, "config", "testdata", "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Glob(filepath.Join(dir, "doc", "examples", "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, t.TempDir(), silent)
	applied := 0
	for _, file := range append(files, examples...) {
		conf, err := amconfig.LoadFile(file)
		if err != nil {
			continue // the folder holds refused configurations as well; package config judges those
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			// Tracing holds for the whole process, and an exporter that finds
			// nobody to export to outlives the test.
			conf.TracingConfig = tracing.TracingConfig{}
			plan, err := r.Prepare(conf)
			if errors.Is(err, fs.ErrNotExist) {
				return // a certificate or token that only its authors' machine has; Alertmanager does not start either
			}
			if err != nil {
				t.Fatal(err)
			}
			r.Apply(plan)
			applied++
			if code := r.call("GET", "/api/v2/status", "", nil); code != 200 {
				t.Errorf("status %d", code)
			}
		})
	}
	if applied < 15 {
		t.Errorf("only %d of %d configurations are valid: the test has lost its subject", applied, len(files)+len(examples))
	}
}

// alertmanagerSource is where the module cache holds Alertmanager.
func alertmanagerSource(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/prometheus/alertmanager").Output()
	if err != nil {
		t.Skip("skipped: Alertmanager's source is not at hand:", err)
	}
	return strings.TrimSpace(string(out))
}

// TestEveryKindOfReceiverIsBuilt uses each integration once.
func TestEveryKindOfReceiverIsBuilt(t *testing.T) {
	r := start(t, t.TempDir(), `
global: {smtp_smarthost: "localhost:25", smtp_from: a@example.org, opsgenie_api_key: k, victorops_api_key: k, wechat_api_secret: s, wechat_api_corp_id: c}
route: {receiver: all}
receivers:
- name: all
  webhook_configs: [{url: "http://localhost/"}]
  email_configs: [{to: b@example.org}]
  pagerduty_configs: [{routing_key: k}]
  opsgenie_configs: [{}]
  wechat_configs: [{}]
  slack_configs: [{api_url: "http://localhost/", channel: c}]
  victorops_configs: [{routing_key: k}]
  pushover_configs: [{user_key: u, token: t}]
  sns_configs: [{topic_arn: "arn:aws:sns:us-east-2:123456789012:My-Topic", sigv4: {region: us-east-2}}]
  telegram_configs: [{bot_token: "1:secret", chat_id: 1}]
  discord_configs: [{webhook_url: "http://localhost/"}]
  webex_configs: [{room_id: r, http_config: {authorization: {credentials: c}}}]
  msteams_configs: [{webhook_url: "http://localhost/"}]
  msteamsv2_configs: [{webhook_url: "http://localhost/"}]
  jira_configs: [{api_url: "http://localhost/", project: P, issue_type: Bug}]
  incidentio_configs: [{url: "http://localhost/", alert_source_token: t}]
  rocketchat_configs: [{api_url: "http://localhost/", channel: c, token: t, token_id: i}]
  mattermost_configs: [{webhook_url: "http://localhost/"}]
`)
	if got := r.metric("alertmanager_integrations"); got != 18 {
		t.Errorf("%v integrations were built, want 18", got)
	}
}
