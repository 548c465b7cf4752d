package dontblink

import (
	"context"
	"errors"
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

func TestAnAnswerThatEndsInTheMiddleSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"read unix: connection reset by peer": "up ended before it had answered (read unix: connection reset by peer): once it runs again, look whether this was taken down, else send it again",
		"unexpected EOF":                      "up ended before it had answered (unexpected EOF): once it runs again, look whether this was taken down, else send it again",
		"there is no activity of that id":     "there is no activity of that id",
	} {
		if got := midway(errors.New(said), "up"); got.Error() != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	if midway(nil, "up") != nil {
		t.Error("what was answered is called broken")
	}
}
