// Package awsstub is AWS as far as discovery asks it, for tests: EC2 and STS in their query protocol with XML answers,
// ECS in JSON, with paging, throttling and refused credentials. What an account holds in a region flows in. Regions
// and accounts are told apart by the signature of a request, as AWS does.
package awsstub

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Instance is one of EC2's.
type Instance struct {
	ID, Address, State string // State is running when empty
	Tags               map[string]string
}

// Task is a running task of a service.
type Task struct {
	ID       string
	Address  string // of its own network interface; empty for tasks on the network of Host
	Host     string // id of the instance it runs on
	HostPort int    // that leads to ContainerPort
	Port     int    // of the container
}

// Service is one of ECS'.
type Service struct {
	Name  string
	Tags  map[string]string
	Tasks []Task
}

// Holding is what an account holds in a region.
type Holding struct {
	Instances []Instance
	Clusters  map[string][]Service
}

// Stub is a running one.
type Stub struct {
	URL string

	mu       sync.Mutex
	holdings map[string]*Holding // account/region
	requests int
	throttle int // every so many-th request is throttled; 0 for none
	refused  bool
	denied   map[string]bool // accounts whose role cannot be assumed

	crowd atomic.Pointer[Crowd]
}

// Crowd makes requests for one operation wait for each other.
type Crowd struct {
	operation string
	mu        sync.Mutex
	here      int
	most      int
	wanted    int
	complete  chan struct{}
}

// Crowd lets no request for an operation be answered before so many of them are under way together.
func (s *Stub) Crowd(operation string, wanted int) *Crowd {
	c := &Crowd{operation: operation, wanted: wanted, complete: make(chan struct{})}
	s.crowd.Store(c)
	return c
}

// Most is how many requests were under way together.
func (c *Crowd) Most() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.most
}

// enter counts a request in, and returns what counts it out.
func (c *Crowd) enter() (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.here++
	if c.most = max(c.most, c.here); c.most == c.wanted && c.here == c.wanted {
		select {
		case <-c.complete:
		default:
			close(c.complete)
		}
	}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.here--
	}
}

// Credentials of the account that asks without a role, and that account.
const (
	AccessKey = "AKIASTUB"
	SecretKey = "hunter2-aws"
	Home      = "111111111111"
)

// PageSize is how many entries any list has at most.
const PageSize = 20

// New serves until the test ends.
func New(t testing.TB) *Stub {
	t.Helper()
	s := &Stub{holdings: map[string]*Holding{}, denied: map[string]bool{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Hold sets what an account holds in a region.
func (s *Stub) Hold(account, region string, holding Holding) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holdings[account+"/"+region] = &holding
}

// Throttle refuses every n-th request as too many.
func (s *Stub) Throttle(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.throttle = n
}

// Refuse refuses all credentials, or stops doing so.
func (s *Stub) Refuse(refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = refused
}

// Deny refuses to let anybody assume a role in an account.
func (s *Stub) Deny(account string, denied bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.denied[account] = denied
}

var signature = regexp.MustCompile(`Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request`)

func (s *Stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c := s.crowd.Load(); c != nil && strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+c.operation) {
		defer c.enter()()
		select {
		case <-c.complete:
		case <-r.Context().Done():
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	signed := signature.FindStringSubmatch(r.Header.Get("Authorization"))
	if signed == nil {
		http.Error(w, "the request is not signed", http.StatusForbidden)
		return
	}
	account, ok := strings.CutPrefix(signed[1], "ASIASTUB")
	if signed[1] == AccessKey {
		account, ok = Home, true
	}
	holding := s.holdings[account+"/"+signed[2]]
	if holding == nil {
		holding = &Holding{}
	}
	answer := answers[signed[3]]
	switch {
	case answer == nil:
		http.Error(w, "no such service", http.StatusNotFound)
	case s.throttle > 0 && s.requests%s.throttle == 0:
		answer.refuse(w, http.StatusServiceUnavailable, "ThrottlingException", "Rate exceeded")
	case !ok || s.refused:
		answer.refuse(w, http.StatusForbidden, "UnrecognizedClientException", "The security token included in the request is invalid.")
	default:
		answer.serve(s, w, r, request{account: account, region: signed[2], holding: holding})
	}
}

// request is one whose credentials are good.
type request struct {
	account, region string
	holding         *Holding
}

// protocol is how a service of AWS is spoken to.
type protocol struct {
	serve  func(*Stub, http.ResponseWriter, *http.Request, request)
	refuse func(w http.ResponseWriter, status int, code, message string)
}

var answers = map[string]*protocol{
	"ec2": {serve: serveEC2, refuse: refuseEC2},
	"sts": {serve: serveSTS, refuse: refuseSTS},
	"ecs": {serve: serveECS, refuse: refuseJSON},
}

// page cuts a list as a request asks: the part after token, and the token of what follows.
func page[T any](list []T, token string) (part []T, next string) {
	start, _ := strconv.Atoi(token)
	end := min(start+PageSize, len(list))
	if end < len(list) {
		next = strconv.Itoa(end)
	}
	return list[min(start, len(list)):end], next
}

func arn(r request, kind, name string) string {
	return fmt.Sprintf("arn:aws:ecs:%s:%s:%s/%s", r.region, r.account, kind, name)
}
