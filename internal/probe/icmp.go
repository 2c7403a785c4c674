package probe

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// ICMP is how to ping.
type ICMP struct {
	Family        Family `yaml:",inline"`
	SourceAddress string `yaml:"source_ip_address,omitempty" help:"The address to ask from."`
	PayloadSize   int    `yaml:"payload_size,omitempty" help:"How many bytes to send." default:"28"`
	DontFragment  bool   `yaml:"dont_fragment,omitempty" help:"Forbid routers to split the packet; with IPv4, on Linux."`
	TTL           int    `yaml:"ttl,omitempty" help:"How many hops the packet may take." default:"64"`
}

func defaultICMP() ICMP { return ICMP{Family: Family{Fallback: true}, TTL: 64} }

// UnmarshalYAML fills in the defaults first.
func (i *ICMP) UnmarshalYAML(unmarshal func(any) error) error {
	*i = defaultICMP()
	type plain ICMP
	return unmarshal((*plain)(i))
}

// largestPayload is what fits into one packet.
const largestPayload = 65_499

// Validate refuses what cannot be meant.
func (i *ICMP) Validate() error {
	if i.TTL < 0 || i.TTL > 255 {
		return fmt.Errorf("ttl: %d is not from 0 to 255", i.TTL)
	}
	if i.PayloadSize < 0 || i.PayloadSize > largestPayload {
		return fmt.Errorf("payload_size: %d is not from 0 to %d", i.PayloadSize, largestPayload)
	}
	return firstOf([]error{i.Family.check(), checkSource(i.SourceAddress)})
}

// pinger sends one echo request and waits for its reply.
type pinger struct {
	*report
	module ICMP
	target netip.Addr
	conn   *icmp.PacketConn
	phases *prometheus.GaugeVec
	raw    bool // the kernel leaves identifiers alone and hands over what is meant for others too
	id     int
	seq    int
	data   []byte
}

func askICMP(ctx context.Context, q Question, r *report) error {
	p := &pinger{
		report: r, module: q.How.ICMP, id: rand.IntN(1 << 16), seq: rand.IntN(1 << 16),
		phases: r.gauges("probe_icmp_duration_seconds", "Duration of icmp request by phase", "phase"),
	}
	for _, phase := range []string{"resolve", "setup", "rtt"} {
		p.phases.WithLabelValues(phase)
	}
	if err := q.bare(); err != nil {
		return err
	}
	addr, took, err := r.resolve(ctx, q.Target, p.module.Family)
	p.phases.WithLabelValues("resolve").Set(took.Seconds())
	if err != nil {
		return err
	}
	p.target = addr
	began := time.Now()
	if err := p.open(); err != nil {
		return err
	}
	defer p.conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := p.conn.SetDeadline(deadline); err != nil {
			return fmt.Errorf("set deadline: %w", err)
		}
	}
	p.phases.WithLabelValues("setup").Set(time.Since(began).Seconds())
	began = time.Now()
	if err := p.send(); err != nil {
		return err
	}
	if err := p.receive(); err != nil {
		return err
	}
	p.status = "reply"
	p.phases.WithLabelValues("rtt").Set(time.Since(began).Seconds())
	return nil
}

var errNoPing = errors.New("this process may not ping: let its group ping (sysctl net.ipv4.ping_group_range), or give it CAP_NET_RAW")

// open takes a socket that needs no privilege where the system lets it, else a raw one.
func (p *pinger) open() error {
	datagram, raw, source := "udp6", "ip6:ipv6-icmp", "::"
	if p.target.Is4() {
		datagram, raw, source = "udp4", "ip4:icmp", "0.0.0.0"
	}
	source = orElse(p.module.SourceAddress, source)
	conn, err := icmp.ListenPacket(datagram, source)
	if err != nil {
		p.raw = true
		conn, err = icmp.ListenPacket(raw, source)
	}
	switch {
	case errors.Is(err, os.ErrPermission):
		return errNoPing
	case err != nil:
		return fmt.Errorf("open a socket to ping: %w", err)
	}
	p.conn = conn
	if err := p.options(); err != nil {
		conn.Close()
		return err
	}
	return nil
}

// options sets the hop limit, and asks for that of the reply where the system tells.
func (p *pinger) options() error {
	if c := p.conn.IPv4PacketConn(); c != nil {
		if err := c.SetControlMessage(ipv4.FlagTTL, true); err != nil {
			p.step("the hop limit of the reply cannot be known: %v", err)
		}
		if p.module.DontFragment {
			if err := forbidFragments(c); err != nil {
				return fmt.Errorf("set dont_fragment: %w", err)
			}
		}
		return p.limitHops(c.SetTTL)
	}
	if p.module.DontFragment {
		return errors.New("dont_fragment is for IPv4: set preferred_ip_protocol: ip4")
	}
	c := p.conn.IPv6PacketConn()
	if err := c.SetControlMessage(ipv6.FlagHopLimit, true); err != nil {
		p.step("the hop limit of the reply cannot be known: %v", err)
	}
	return p.limitHops(c.SetHopLimit)
}

// limitHops leaves the system's own limit where the module sets none.
func (p *pinger) limitHops(set func(int) error) error {
	if p.module.TTL == 0 {
		return nil
	}
	if err := set(p.module.TTL); err != nil {
		return fmt.Errorf("set ttl: %w", err)
	}
	return nil
}

func (p *pinger) send() error {
	p.data = payload(p.module.PayloadSize)
	message := icmp.Message{Type: ipv6.ICMPTypeEchoRequest, Body: &icmp.Echo{ID: p.id, Seq: p.seq, Data: p.data}}
	if p.target.Is4() {
		message.Type = ipv4.ICMPTypeEcho
	}
	packet, err := message.Marshal(nil)
	if err != nil {
		return fmt.Errorf("make packet: %w", err)
	}
	var to net.Addr = net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.target, 0))
	if p.raw {
		to = &net.IPAddr{IP: p.target.AsSlice(), Zone: p.target.Zone()}
	}
	p.step("pinging %s with %d bytes", p.target, len(p.data))
	if _, err := p.conn.WriteTo(packet, to); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

// payload begins with something that no other request has, by which the reply is known: with a socket that needs no
// privilege the kernel chooses the identifier.
func payload(size int) []byte {
	if size == 0 {
		size = 28
	}
	data := make([]byte, size)
	mark := make([]byte, 8)
	binary.BigEndian.PutUint64(mark, rand.Uint64())
	copy(data, mark)
	return data
}

// receive waits for the reply to our request among whatever arrives.
func (p *pinger) receive() error {
	buffer := make([]byte, len(p.data)+1500) // what is longer is not ours
	for {
		n, hops, err := p.read(buffer)
		if err != nil {
			return fmt.Errorf("no reply: %w", err)
		}
		if p.isReply(buffer[:n]) {
			p.step("%s replied", p.target)
			if hops > 0 {
				p.gauge("probe_icmp_reply_hop_limit", "Replied packet hop limit (TTL for ipv4)").Set(float64(hops))
			}
			return nil
		}
	}
}

func (p *pinger) read(buffer []byte) (n, hops int, err error) {
	if c := p.conn.IPv4PacketConn(); c != nil {
		n, control, _, err := c.ReadFrom(buffer)
		if control != nil {
			hops = control.TTL
		}
		return n, hops, err
	}
	n, control, _, err := p.conn.IPv6PacketConn().ReadFrom(buffer)
	if control != nil {
		hops = control.HopLimit
	}
	return n, hops, err
}

func (p *pinger) isReply(packet []byte) bool {
	protocol := ipv6.ICMPTypeEchoReply.Protocol()
	if p.target.Is4() {
		protocol = ipv4.ICMPTypeEchoReply.Protocol()
	}
	message, err := icmp.ParseMessage(protocol, packet)
	if err != nil || message.Type != ipv4.ICMPTypeEchoReply && message.Type != ipv6.ICMPTypeEchoReply {
		return false
	}
	echo, ok := message.Body.(*icmp.Echo)
	return ok && echo.Seq == p.seq && (!p.raw || echo.ID == p.id) && bytes.Equal(echo.Data, p.data)
}
