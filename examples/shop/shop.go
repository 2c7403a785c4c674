package main

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"time"
)

type shop struct {
	errorRate float64
	latency   time.Duration
	slots     chan struct{}
	chance    func() float64 // 0 to 1
}

func newShop(s settings) *shop {
	return &shop{errorRate: s.errorRate, latency: s.latency, slots: make(chan struct{}, s.workers), chance: rand.Float64}
}

func (s *shop) busy() (inUse, limit float64) {
	return float64(len(s.slots)), float64(cap(s.slots))
}

var items = map[string]string{"apple": "0.30", "bread": "2.40", "cheese": "5.10"}

func (s *shop) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", s.work(func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, items) }))
	mux.HandleFunc("GET /items/{name}", s.work(s.item))
	mux.HandleFunc("POST /orders", s.work(s.order))
	return mux
}

func (s *shop) item(w http.ResponseWriter, r *http.Request) {
	price, found := items[r.PathValue("name")]
	if !found {
		reply(w, http.StatusNotFound, map[string]string{"error": "the shop has no such item; GET /items lists those it has"})
		return
	}
	reply(w, http.StatusOK, map[string]string{"price": price})
}

func (s *shop) order(w http.ResponseWriter, _ *http.Request) {
	if s.chance() < s.errorRate {
		reply(w, http.StatusInternalServerError, map[string]string{"error": "the order was lost, as -error-rate wants it"})
		return
	}
	reply(w, http.StatusCreated, map[string]string{"state": "ordered"})
}

// work takes a slot and about as long as -latency says: half to one and a half times as long.
func (s *shop) work(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-r.Context().Done():
			reply(w, http.StatusServiceUnavailable, map[string]string{"error": "no worker was free"})
			return
		}
		select {
		case <-time.After(time.Duration((0.5 + s.chance()) * float64(s.latency))):
			next(w, r)
		case <-r.Context().Done():
			reply(w, http.StatusServiceUnavailable, map[string]string{"error": "the client left"})
		}
	}
}

func reply(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	// An error here means that the client has gone.
	_ = json.NewEncoder(w).Encode(body)
}
