package dontblink

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"dontblink.dev/pkg/rpc"
)

// dialSocket reaches the `up` that keeps dir, if one does.
// That there is a socket proves nothing, since a killed process leaves it; that somebody answers on it does.
func dialSocket(ctx context.Context, dir string) (*connect.Client, bool) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		path, release, err := socketPath(dir)
		if err != nil {
			return nil, err
		}
		defer release()
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
	probe, err := dial(ctx, "", "")
	if err != nil {
		return nil, false
	}
	probe.Close()
	// Uncompressed: nothing is saved on the way through a socket.
	near := &http.Client{Transport: &http.Transport{DialContext: dial, DisableCompression: true}}
	transport := connecthttp.NewTransport(near, "http://dontblink", connecthttp.WithReadMaxBytes(rpc.LargestAnswer), connecthttp.WithCompressors())
	return connect.NewClient(transport, rpc.Client), true
}

// listenSocket listens on dir's socket. Whoever can open it is the owner, so nobody else may, not even for the moment before its mode is
// set: it is made in a folder of ours alone and moved to its place. The data folder is locked by us, so a socket that is there already is
// what a killed process left.
func listenSocket(ctx context.Context, dir string) (net.Listener, error) {
	private := filepath.Join(dir, ".s")
	if err := errors.Join(os.RemoveAll(private), os.Mkdir(private, 0o700)); err != nil {
		return nil, err
	}
	defer os.RemoveAll(private)
	path, release, err := socketPath(private)
	if err != nil {
		return nil, err
	}
	defer release()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	// It would remove the path that it was made at.
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := os.Chmod(filepath.Join(private, socketName), 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	if err := os.Rename(filepath.Join(private, socketName), filepath.Join(dir, socketName)); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// socketName is the socket's name in the data folder.
const socketName = "api.sock"

// socketPath returns a path to dir's socket that the kernel takes: it knows no more than 107 bytes of it.
func socketPath(dir string) (path string, release func(), err error) {
	path = filepath.Join(dir, socketName)
	// 104 is what other systems than Linux take, and shorter than what Linux does. A longer path is gone to through the open folder.
	if len(path) < 104 {
		return path, func() {}, nil
	}
	folder, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), socketName), func() { folder.Close() }, nil
}
