package monitor

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/portolan-ftp/portolan/fsm"
)

// Watched is a server, such as that of package daemon.
type Watched interface {
	Ready() bool // whether new sessions should come
	Sessions() int
	Transfers() []fsm.TransferInfo
	Alarms() uint64
}

// Registry has the metrics of a server, and those of its process.
func Registry(s Watched, c *Counts) *prometheus.Registry {
	r := prometheus.NewRegistry()
	gauge := func(name, help string, value func() float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	gauge("portolan_sessions", "Sessions, logged in or not.", func() float64 { return float64(s.Sessions()) })
	gauge("portolan_transfers", "Transfers in progress, work without a data connection included.", func() float64 { return float64(len(s.Transfers())) })
	gauge("portolan_ready", "1 while new sessions should come here, 0 once the server is to stop.", func() float64 {
		if s.Ready() {
			return 1
		}
		return 0
	})
	r.MustRegister(c, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "portolan_alarms_total", Help: "Steps that no proof covers, which were not done. Each is a fault."},
			func() float64 { return float64(s.Alarms()) }))
	return r
}

// Handler answers /healthz while the process works, /readyz with 503 from the moment on that the server is to stop, and
// /metrics for Prometheus.
func Handler(s Watched, c *Counts) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "healthy") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if s.Ready() {
			fmt.Fprintln(w, "ready")
			return
		}
		http.Error(w, "leaving", http.StatusServiceUnavailable)
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(Registry(s, c), promhttp.HandlerOpts{MaxRequestsInFlight: maxScrapes}))
	return mux
}
