package recorder

import (
	"errors"
	"io"
	"os"

	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// spooled is a file that arrived, kept on disk: it is read twice, first to check all of it and then to record, and may be larger
// than memory.
type spooled struct {
	name string
	disk *os.File
	size int64
	file *exchange.File
}

// mostFiles is how many files one import may have.
const mostFiles = 1000

// spool takes in everything that an import sends. The caller lets the files go, also after an error.
func spool(stream apiv1connect.RecorderImportServerStream) (options *apiv1.ImportOptions, files []*spooled, err error) {
	for {
		piece, err := stream.Receive()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, files, err
		}
		switch {
		case piece.GetOptions() != nil:
			options = piece.GetOptions()
		case piece.GetFile() != "":
			if len(files) == mostFiles {
				return nil, files, fault.New(fault.Invalid, "more than %d files at once: import them in several turns", mostFiles)
			}
			disk, err := os.CreateTemp("", "dontblink-import-*")
			if err != nil {
				return nil, files, err
			}
			// It lives on without its name until it is closed, so that whoever is killed leaves nothing behind.
			if err := os.Remove(disk.Name()); err != nil {
				return nil, append(files, &spooled{disk: disk}), err
			}
			files = append(files, &spooled{name: piece.GetFile(), disk: disk})
		case len(files) == 0:
			return nil, nil, fault.New(fault.Invalid, "a file begins with its name; bytes came before one")
		default:
			last := files[len(files)-1]
			n, err := last.disk.Write(piece.GetData())
			last.size += int64(n)
			if err != nil {
				return nil, files, err
			}
		}
	}
	if options == nil || len(files) == 0 {
		return nil, files, fault.New(fault.Invalid, "an import has options and at least one file")
	}
	return options, files, nil
}

func letGo(files []*spooled) {
	for _, f := range files {
		f.disk.Close()
	}
}
