package config

import (
	"log/slog"
	"path/filepath"
	"reflect"
	"sync"

	amconfig "github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/matcher/compat"
	commonconfig "github.com/prometheus/common/config"
)

func (c *Config) loadAlertmanagerFile(path string) error {
	_, err := loadFile(path, alertmanagerSchema(), func(text string) (err error) {
		c.Alertmanager, err = parseAlertmanager(text, filepath.Dir(path))
		return err
	})
	return err
}

// chooseMatcherSyntax makes the library read matchers as Alertmanager's own default does: UTF-8 first, the classic
// syntax where that fails. The library keeps this choice in a variable of the process, so it is made once.
var chooseMatcherSyntax = sync.OnceFunc(func() {
	compat.InitFromFlags(slog.New(slog.DiscardHandler), featurecontrol.NoopFlags{})
})

// parseAlertmanager does what Alertmanager itself does with its file before it starts.
func parseAlertmanager(text, dir string) (cfg *amconfig.Config, err error) {
	defer recoverParser(&err)
	chooseMatcherSyntax()
	cfg, err = amconfig.Load(text)
	if err != nil {
		return nil, err
	}
	resolveAlertmanagerPaths(cfg, dir)
	return cfg, nil
}

// resolveAlertmanagerPaths makes relative paths relative to dir, as Alertmanager does: templates, what an http_config
// refers to, and the event recorder's outputs.
func resolveAlertmanagerPaths(cfg *amconfig.Config, dir string) {
	for i, template := range cfg.Templates {
		cfg.Templates[i] = commonconfig.JoinDir(dir, template)
	}
	cfg.Global.HTTPConfig.SetDirectory(dir)
	for _, receiver := range cfg.Receivers {
		for _, integration := range integrations(receiver) {
			if client := integration.FieldByName("HTTPConfig"); client.IsValid() {
				client.Interface().(*commonconfig.HTTPClientConfig).SetDirectory(dir)
			}
		}
	}
	for i, output := range cfg.EventRecorder.FileOutputs {
		cfg.EventRecorder.FileOutputs[i].Path = commonconfig.JoinDir(dir, output.Path)
	}
	for _, output := range cfg.EventRecorder.WebhookOutputs {
		output.HTTPConfig.SetDirectory(dir)
	}
	for _, output := range cfg.EventRecorder.KafkaOutputs {
		output.TLSConfig.SetDirectory(dir)
	}
}

func hasIntegration(receiver amconfig.Receiver) bool {
	return len(integrations(receiver)) > 0
}

// integrations are the receiver's *_configs, of every kind that the library knows.
func integrations(receiver amconfig.Receiver) []reflect.Value {
	var found []reflect.Value
	fields := reflect.ValueOf(receiver)
	for _, field := range fields.Fields() {
		if field.Kind() != reflect.Slice {
			continue
		}
		for i := range field.Len() {
			if integration := field.Index(i); integration.Kind() == reflect.Pointer && !integration.IsNil() {
				found = append(found, integration.Elem())
			}
		}
	}
	return found
}
