package dontblink

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/term"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// bar shows on a terminal how far an import is: bytes sent, then activities checked, then recorded. It stands on one line, and is wiped away.
type bar struct {
	out io.Writer
	// size is how many bytes there are to send.
	size int64
	// wide is how much of the line was written, columns how much of it there is.
	wide    int
	columns int
}

// smallImport is how many bytes an import may have that is done before anybody reads a line.
const smallImport = 1 << 20

// newBar returns a bar, or nil where nobody could see one or nothing takes long.
func (c *cli) newBar(files []file) *bar {
	b := &bar{out: c.err}
	for _, f := range files {
		b.size += f.size
	}
	terminal, ok := c.err.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) || c.json || b.size < smallImport {
		return nil
	}
	var err error
	if b.columns, _, err = term.GetSize(int(terminal.Fd())); err != nil || b.columns <= 0 {
		b.columns = 80
	}
	return b
}

// follow shows how far the import of that id is, until stop is called; stop waits until the line is wiped.
func (b *bar) follow(ctx context.Context, a *web.API, commandID string) (stop func()) {
	if b == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var showing sync.WaitGroup
	// It asks beside the import, on a stream of its own, and is told nothing by it.
	showing.Go(func() {
		defer b.wipe()
		stream, err := a.Recorder.FollowImport(ctx, &apiv1.FollowImportRequest{CommandId: commandID})
		if err != nil {
			return
		}
		// Who cannot be told how far it is still imports.
		defer func() { _ = stream.Close() }()
		for {
			far, err := stream.Receive()
			if err != nil {
				return
			}
			b.show(b.words(far))
		}
	})
	return func() {
		cancel()
		showing.Wait()
	}
}

// words says how far an import is.
func (b *bar) words(far *apiv1.FollowImportResponse) string {
	const whole = 100
	switch received, checked := int64(far.GetReceived()), int(far.GetChecked()); {
	case received < b.size:
		return fmt.Sprintf("%s sending    %d of %d MiB", drawn(received*whole/b.size), received>>20, b.size>>20)
	case !far.GetAllChecked():
		return fmt.Sprintf("checking   %s activities", thousands(checked))
	default:
		recorded := int(far.GetRecorded())
		return fmt.Sprintf("%s recording  %s of %s", drawn(int64(recorded*whole/max(checked, 1))), thousands(recorded), thousands(checked))
	}
}

// drawn draws a part of a hundred.
func drawn(percent int64) string {
	const cells = 20
	full := int(min(max(percent, 0), 100)) * cells / 100
	line := make([]rune, cells)
	for i := range line {
		line[i] = '░'
		if i < full {
			line[i] = '█'
		}
	}
	return fmt.Sprintf("%s %3d %%", string(line), percent)
}

// show writes over what stood there before. What runs on into the next line could not be written over.
func (b *bar) show(words string) {
	line := []rune(words)
	line = line[:min(len(line), b.columns-1)]
	fmt.Fprintf(b.out, "\r%-*s", b.wide, string(line))
	b.wide = max(b.wide, len(line))
}

// wipe leaves the line to what is printed next.
func (b *bar) wipe() {
	if b.wide > 0 {
		fmt.Fprintf(b.out, "\r%*s\r", b.wide, "")
	}
}
