package demo

import "time"

// front is the service that visitors see.
const front = "web"

// route is what a service answers, how long that takes, and whom it asks for it.
type route struct {
	pattern string
	takes   time.Duration
	calls   []call
}

type call struct{ service, method, path string }

type service struct {
	name   string
	routes []route
}

func catalogue() []service {
	return []service{
		{front, []route{
			{"GET /{$}", 8 * time.Millisecond, []call{{"inventory", "GET", "/stock"}}},
			{"GET /cart", 5 * time.Millisecond, []call{{"cart", "GET", "/carts/7"}}},
			{"POST /checkout", 10 * time.Millisecond, []call{{"cart", "GET", "/carts/7"}, {"checkout", "POST", "/orders"}}},
		}},
		{"cart", []route{{"GET /carts/{id}", 6 * time.Millisecond, nil}}},
		{"checkout", []route{{"POST /orders", 15 * time.Millisecond, []call{
			{"inventory", "POST", "/reservations"}, {"payments", "POST", "/charges"}, {"mail", "POST", "/mails"},
		}}}},
		{"payments", []route{{"POST /charges", 60 * time.Millisecond, nil}}},
		{"inventory", []route{{"GET /stock", 4 * time.Millisecond, nil}, {"POST /reservations", 9 * time.Millisecond, nil}}},
		{"mail", []route{{"POST /mails", 30 * time.Millisecond, nil}}},
	}
}

// wishes are what visitors do, by how often.
func wishes() []call {
	return []call{
		{front, "GET", "/"}, {front, "GET", "/"}, {front, "GET", "/"}, {front, "GET", "/"},
		{front, "GET", "/cart"}, {front, "GET", "/cart"}, {front, "POST", "/checkout"},
	}
}
