package dontblink

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/rpc"
)

// serverVariable names a server for whoever types many commands.
const serverVariable = "DONTBLINK_SERVER"

// elsewhere is the address of services that run elsewhere; empty when commands are about a folder of this machine, also where the
// environment names a server and the command line a folder.
func (c *cli) elsewhere() string {
	if c.data != "" {
		return c.server
	}
	return cmp.Or(c.server, os.Getenv(serverVariable))
}

// reached says what is wrong where nobody answers, or something else than our API does, most often the page of an "up".
func reached(address string, err error) error {
	if err == nil {
		return nil
	}
	// "dial tcp 127.0.0.1:8417: connect: connection refused": what stands behind the last colon is what people understand.
	if text := err.Error(); strings.HasPrefix(text, "dial ") {
		why := text[strings.LastIndex(text, ": ")+1:]
		return fault.New(fault.Unavailable, "no server answers at %s:%s", address, why)
	}
	if !strings.HasSuffix(err.Error(), "404 Not Found") {
		return err
	}
	return usage{fmt.Errorf("what answers at %s is not the API: --server names the `web` of services that run apart; "+
		"`dontblink up` is reached without --server, through its folder", address)}
}

// dialServer returns a client of the services behind an address.
func dialServer(address string) (*connect.Client, error) {
	at, err := url.Parse(address)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
		return nil, usage{fmt.Errorf("the server %q is no address: write it like http://127.0.0.1:8417", address)}
	}
	// Without a time limit: how long a command may take is the command's to say.
	transport := connecthttp.NewTransport(&http.Client{}, strings.TrimSuffix(address, "/"), connecthttp.WithReadMaxBytes(rpc.LargestAnswer))
	return connect.NewClient(transport, rpc.Client), nil
}
