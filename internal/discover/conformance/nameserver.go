package conformance

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// NameServer answers DNS questions over UDP from records that a test sets.
type NameServer struct {
	Address string // host:port

	mu        sync.Mutex
	addresses map[string][]netip.Addr
	services  map[string][]dnsmessage.SRVResource
	broken    bool
}

// NewNameServer answers on address, such as 127.0.0.1:0, until the test ends.
func NewNameServer(t testing.TB, address string) *NameServer {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(context.Background(), "udp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &NameServer{
		Address: conn.LocalAddr().String(), addresses: map[string][]netip.Addr{}, services: map[string][]dnsmessage.SRVResource{},
	}
	ended := make(chan struct{})
	go func() { defer close(ended); s.serve(conn) }()
	t.Cleanup(func() { _ = conn.Close(); <-ended })
	return s
}

// Set replaces the addresses of a name; without any, the name does not exist.
func (s *NameServer) Set(name string, addresses ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addresses[name] = nil
	for _, a := range addresses {
		s.addresses[name] = append(s.addresses[name], netip.MustParseAddr(a))
	}
}

// SetService makes a name an SRV record.
func (s *NameServer) SetService(name, target string, port uint16) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.services[name] = []dnsmessage.SRVResource{{Target: dnsmessage.MustNewName(target + "."), Port: port}}
}

// Break makes the server fail every question, or stop doing so.
func (s *NameServer) Break(broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

func (s *NameServer) serve(conn net.PacketConn) {
	buffer := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var question dnsmessage.Message
		if question.Unpack(buffer[:n]) != nil || len(question.Questions) != 1 {
			continue
		}
		if answer, err := s.answer(question); err == nil {
			_, _ = conn.WriteTo(answer, from)
		}
	}
}

func (s *NameServer) answer(m dnsmessage.Message) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := m.Questions[0]
	name := strings.TrimSuffix(q.Name.String(), ".")
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	add := func(body dnsmessage.ResourceBody) {
		m.Answers = append(m.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 1}, Body: body,
		})
	}
	for _, a := range slices.Clone(s.addresses[name]) {
		switch {
		case q.Type == dnsmessage.TypeA && a.Is4():
			add(&dnsmessage.AResource{A: a.As4()})
		case q.Type == dnsmessage.TypeAAAA && a.Is6():
			add(&dnsmessage.AAAAResource{AAAA: a.As16()})
		}
	}
	for _, service := range s.services[name] {
		if q.Type == dnsmessage.TypeSRV {
			add(&service)
		}
	}
	switch {
	case s.broken:
		m.RCode, m.Answers = dnsmessage.RCodeServerFailure, nil
	case len(s.addresses[name])+len(s.services[name]) == 0:
		m.RCode = dnsmessage.RCodeNameError
	}
	return m.Pack()
}
