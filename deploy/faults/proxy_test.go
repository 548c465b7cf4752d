package faults_test

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// wire is a way to a server that can be cut. What goes over it goes through a proxy in this process.
type wire struct {
	proxy *toxiproxy.Proxy
	// address is where the near end is.
	address string
}

// lay lays a wire to an address; it begins somewhere on this machine.
func lay(t *testing.T, to string) *wire {
	t.Helper()
	s := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	w := &wire{proxy: toxiproxy.NewProxy(s, to, address(freePort(t)), to)}
	w.mend(t)
	w.address = w.proxy.Listen
	t.Cleanup(w.proxy.Stop)
	return w
}

// cut breaks every connection, and refuses new ones.
func (w *wire) cut() { w.proxy.Stop() }

// mend takes new connections again. A program that another test is starting just then holds the port for as long as it is not yet itself.
func (w *wire) mend(t *testing.T) {
	t.Helper()
	err := w.proxy.Start()
	for deadline := time.Now().Add(10 * time.Second); errors.Is(err, syscall.EADDRINUSE) && time.Now().Before(deadline); err = w.proxy.Start() {
		time.Sleep(time.Millisecond)
	}
	if err != nil {
		t.Errorf("mend the wire to %s: %v", w.proxy.Upstream, err)
	}
}

// snap breaks every connection once.
func (w *wire) snap(t *testing.T) {
	t.Helper()
	w.cut()
	w.mend(t)
}

// delay makes answers late, by so many milliseconds give or take.
func (w *wire) delay(t *testing.T, latency, jitter int) {
	t.Helper()
	toxic := fmt.Sprintf(`{"name": "late", "type": "latency", "stream": "downstream", "attributes": {"latency": %d, "jitter": %d}}`, latency, jitter)
	if _, err := w.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		t.Fatal(err)
	}
}

// prompt takes back delay.
func (w *wire) prompt(t *testing.T) {
	t.Helper()
	if err := w.proxy.Toxics.RemoveToxic(t.Context(), "late"); err != nil {
		t.Fatal(err)
	}
}
