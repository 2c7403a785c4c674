package instrument_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/lookout-monitor/lookout/instrument"
)

// A whole service: its own port stays the service's business.
func Example() {
	service, err := instrument.New(instrument.Config{
		Name:       "shop-cart",
		Version:    "1.4.0",
		Dashboards: os.DirFS("dashboards"), // or an embed.FS
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err) // says what to change
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		if err := service.Run(ctx); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cart/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, r.PathValue("id")) })
	http.ListenAndServe("127.0.0.1:8080", service.Handler(mux))
}

func ExampleNew_refused() {
	_, err := instrument.New(instrument.Config{Name: "Shop API"})
	fmt.Println(err)
	// Output: instrument service: name "Shop API": at most 63 letters, digits, - and _, beginning with a letter, for example "shop-api"
}

func ExampleService_Handler() {
	service, err := instrument.New(instrument.Config{Name: "shop"})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cart/{id}", func(http.ResponseWriter, *http.Request) {})
	handler := service.Handler(mux)
	for _, path := range []string{"/cart/1", "/cart/2", "/wp-login.php"} {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	err = testutil.GatherAndCompare(service.Registry(), strings.NewReader(`
# HELP http_requests_total HTTP requests answered.
# TYPE http_requests_total counter
http_requests_total{code="200",method="GET",route="/cart/{id}"} 2
http_requests_total{code="404",method="GET",route="other"} 1
`), "http_requests_total")
	fmt.Println("as expected:", err == nil)
	// Output: as expected: true
}

// A connection pool of database/sql and a queue that is a channel.
func ExampleService_Saturation() {
	show := func(service *instrument.Service, db *sql.DB, orders chan string) error {
		err := service.Saturation("database", func() (inUse, limit float64) {
			stats := db.Stats()
			return float64(stats.InUse), float64(stats.MaxOpenConnections)
		})
		if err != nil {
			return err
		}
		return service.Saturation("orders", func() (inUse, limit float64) {
			return float64(len(orders)), float64(cap(orders))
		})
	}
	_ = show
}

// Only the monitoring network and this machine may read.
func ExampleConfig_allowFrom() {
	_, err := instrument.New(instrument.Config{
		Name:      "shop",
		AllowFrom: []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("127.0.0.0/8")},
	})
	fmt.Println(err)
	// Output: <nil>
}
