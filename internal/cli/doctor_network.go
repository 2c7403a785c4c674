package cli

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	amconfig "github.com/prometheus/alertmanager/config"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
)

const (
	dialTimeout = 3 * time.Second
	dialsAtOnce = 16
)

// destination is somewhere this installation sends things. Address is host:port only,
// because the rest of a URL is often a secret.
type destination struct {
	area    string // receivers, remote write …
	name    string
	address string
}

// destinations dials everything the configuration sends to, and sends nothing.
func (p *patient) destinations(ctx context.Context) []diagnosis {
	if p.conf == nil {
		return nil
	}
	all := slices.Concat(receiverDestinations(p.conf.Alertmanager), prometheusDestinations(p.conf.Prometheus))
	failures := dialAll(ctx, all)
	var found []diagnosis
	reached := map[string]int{}
	for i, d := range all {
		if failures[i] == nil {
			reached[d.area]++
			continue
		}
		found = append(found, diagnosis{broken, d.area, fmt.Sprintf("%s: %s cannot be reached: %v", d.name, d.address, failures[i]),
			"check the address, the firewall and the name server from this machine"})
	}
	for _, area := range []string{"receivers", "remote write", "remote read", "external Alertmanagers"} {
		if n := reached[area]; n > 0 {
			found = append(found, ok(area, "%d reachable", n))
		}
	}
	return found
}

func dialAll(ctx context.Context, all []destination) []error {
	failures := make([]error, len(all))
	slots := make(chan struct{}, dialsAtOnce)
	var wg sync.WaitGroup
	for i, d := range all {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			failures[i] = dial(ctx, d.address)
		})
	}
	wg.Wait()
	return failures
}

func dial(ctx context.Context, address string) error {
	dialer := net.Dialer{Timeout: dialTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

// receiverDestinations finds the addresses in receivers of every kind, also those that later
// versions of Alertmanager add: by the types of their fields.
func receiverDestinations(conf *amconfig.Config) []destination {
	var all []destination
	for _, receiver := range conf.Receivers {
		v := reflect.ValueOf(receiver)
		for i := range v.NumField() {
			kind, isList := strings.CutSuffix(v.Type().Field(i).Name, "Configs")
			if !isList {
				continue
			}
			for j := range v.Field(i).Len() {
				for _, address := range addressesIn(v.Field(i).Index(j)) {
					all = append(all, destination{"receivers", fmt.Sprintf("%s (%s)", receiver.Name, strings.ToLower(kind)), address})
				}
			}
		}
	}
	return all
}

// addressesIn looks at the fields of one receiver's settings. Behind a proxy the address
// itself need not be reachable, so those are left out.
func addressesIn(settings reflect.Value) []string {
	settings = reflect.Indirect(settings)
	if settings.Kind() != reflect.Struct || usesProxy(settings) {
		return nil
	}
	var found []string
	for i := range settings.NumField() {
		name := settings.Type().Field(i).Name
		if name == "AppURL" && !settings.FieldByName("APIURL").IsZero() {
			continue // Slack uses one or the other
		}
		if address := addressOf(settings.Field(i)); address != "" && !slices.Contains(found, address) {
			found = append(found, address)
		}
	}
	return found
}

func usesProxy(settings reflect.Value) bool {
	http := reflect.Indirect(settings.FieldByName("HTTPConfig"))
	if !http.IsValid() || http.Kind() != reflect.Struct {
		return false
	}
	proxy := http.FieldByName("ProxyConfig")
	return proxy.IsValid() && !proxy.IsZero()
}

// addressOf reads host:port from a field that is a URL, a secret URL or a mail server.
func addressOf(field reflect.Value) string {
	field = reflect.Indirect(field)
	if !field.IsValid() {
		return ""
	}
	switch field.Type().Name() {
	case "HostPort":
		if host := field.FieldByName("Host").String(); host != "" {
			return net.JoinHostPort(host, field.FieldByName("Port").String())
		}
	case "URL", "SecretURL":
		if inner := field.FieldByName("URL"); inner.IsValid() && inner.Kind() == reflect.Pointer {
			if u, isURL := inner.Interface().(*url.URL); isURL && u != nil {
				return hostPort(u)
			}
		}
	case "SecretTemplateURL":
		if u, err := url.Parse(field.String()); err == nil && !strings.Contains(field.String(), "{{") {
			return hostPort(u)
		}
	}
	return ""
}

func hostPort(u *url.URL) string {
	if u.Hostname() == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// prometheusDestinations are the remote endpoints and the Alertmanagers that are named in
// the file; discovered ones come and go by themselves.
func prometheusDestinations(conf *promconfig.Config) []destination {
	var all []destination
	add := func(area, name string, u *url.URL) {
		if address := hostPort(u); address != "" {
			all = append(all, destination{area, name, address})
		}
	}
	for _, remote := range conf.RemoteWriteConfigs {
		if remote.HTTPClientConfig.ProxyURL.URL == nil && !remote.HTTPClientConfig.ProxyFromEnvironment {
			add("remote write", remote.Name, remote.URL.URL)
		}
	}
	for _, remote := range conf.RemoteReadConfigs {
		if remote.HTTPClientConfig.ProxyURL.URL == nil && !remote.HTTPClientConfig.ProxyFromEnvironment {
			add("remote read", remote.Name, remote.URL.URL)
		}
	}
	for _, group := range conf.AlertingConfig.AlertmanagerConfigs {
		for _, mechanism := range group.ServiceDiscoveryConfigs {
			static, isStatic := mechanism.(discovery.StaticConfig)
			if !isStatic {
				continue
			}
			for _, targets := range static {
				for _, target := range targets.Targets {
					add("external Alertmanagers", "alerting", &url.URL{Scheme: group.Scheme, Host: string(target["__address__"])})
				}
			}
		}
	}
	return all
}
