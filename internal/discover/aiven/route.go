package aiven

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/aiven/go-client-codegen/handler/service"
)

// componentName is what Aiven calls a Prometheus endpoint among the parts of a service.
const componentName = "prometheus"

// knock is how long a node may take to accept a connection when a route is chosen.
const knock = 3 * time.Second

// way chooses how a service is reached, and looks up its nodes. A route that has answered once stays chosen: a service
// that is down is to be seen as down. It is nil when none answers.
func (f *finder) way(ctx context.Context, s serviceOut) (*service.ComponentOut, []netip.Addr, error) {
	f.mu.Lock()
	chosen := f.routes[s.ServiceName]
	f.mu.Unlock()
	routes := f.candidates(s)
	if i := slices.IndexFunc(routes, func(c service.ComponentOut) bool { return c.Host == chosen }); i >= 0 {
		routes = routes[i : i+1]
	}
	for _, route := range routes {
		addresses, err := f.resolver.Addresses(ctx, "A", route.Host)
		if err != nil {
			return nil, nil, err
		}
		if len(addresses) == 0 {
			continue
		}
		if route.Host == chosen || anyAnswers(ctx, addresses, route.Port) {
			f.mu.Lock()
			f.routes[s.ServiceName] = route.Host
			f.mu.Unlock()
			return &route, addresses, nil
		}
	}
	return nil, nil, nil
}

// candidates are the Prometheus endpoints of a service in the order in which they are tried.
func (f *finder) candidates(s serviceOut) []service.ComponentOut {
	var private, public []service.ComponentOut
	for _, component := range s.Components {
		switch {
		case component.Component != componentName || component.Usage != service.UsageTypePrimary && component.Usage != "":
		case component.Route == service.RouteTypePublic:
			public = append(public, component)
		default:
			private = append(private, component)
		}
	}
	switch f.Route {
	case "private":
		return private
	case "public":
		return public
	}
	return append(private, public...)
}

func anyAnswers(ctx context.Context, addresses []netip.Addr, port int) bool {
	ctx, cancel := context.WithTimeout(ctx, knock)
	defer cancel()
	answers := make(chan bool, len(addresses))
	for _, address := range addresses {
		go func() {
			var dialer net.Dialer
			conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(address.String(), strconv.Itoa(port)))
			if err == nil {
				_ = conn.Close()
			}
			answers <- err == nil
		}()
	}
	answered := false
	for range addresses {
		if <-answers {
			answered = true
			cancel()
		}
	}
	return answered
}
