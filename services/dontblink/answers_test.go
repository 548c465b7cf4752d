package dontblink

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"dontblink.dev/pkg/rpc"
)

func TestAServerThatTakesTheConnectionAndSaysNothingIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silent := func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			t.Cleanup(func() { theirs.Close() })
			return ours, nil
		}
		transport := connecthttp.NewTransport(&http.Client{Transport: &http.Transport{DialContext: silent}}, "http://example.org")
		err := answering(t.Context(), apiOf(connect.NewClient(transport, rpc.Client)), "the server at http://example.org")
		if err == nil || !strings.Contains(err.Error(), "takes the connection and does not answer") {
			t.Errorf("it ends with %v", err)
		}
	})
}
