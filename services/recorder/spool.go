package recorder

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

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
// Each holds a file of the system open until the import has ended.
const mostFiles = 1000

// spool takes in everything that an import sends. The caller lets the files go, also after an error; the options come back then too, if they had come.
func spool(stream apiv1connect.RecorderImportServerStream, begun func(*apiv1.ImportOptions) *progress) (options *apiv1.ImportOptions, files []*spooled, err error) {
	far := &progress{}
	for {
		request, err := stream.Receive()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return options, files, err
		}
		switch piece := request.GetPiece().(type) {
		// Whoever follows the import hears from here on how many bytes have arrived.
		case *apiv1.ImportRequest_Options:
			options = piece.Options
			far = begun(options)
		case *apiv1.ImportRequest_File:
			files, err = begin(files, piece.File)
		case *apiv1.ImportRequest_Data:
			far.received.Add(uint64(len(piece.Data)))
			err = goOn(files, piece.Data)
		default:
			err = fault.New(fault.Invalid, "a piece of an import is its options, a file's name or bytes, and this one is neither: "+
				"send it with one of them")
		}
		if err != nil {
			return options, files, err
		}
	}
	if options == nil || len(files) == 0 {
		return options, files, fault.New(fault.Invalid, "an import has options and at least one file")
	}
	return options, files, nil
}

// begin begins another file. What it returns is to be let go also after an error.
func begin(files []*spooled, name string) ([]*spooled, error) {
	if name == "" {
		return files, fault.New(fault.Invalid, "a file without a name: send the name before the bytes")
	}
	if len(files) == mostFiles {
		return files, fault.New(fault.Invalid, "more than %d files at once: import them in several turns", mostFiles)
	}
	disk, err := os.CreateTemp("", "dontblink-import-*")
	if err != nil {
		return files, err
	}
	// It lives on without its name until it is closed, so that whoever is killed leaves nothing behind.
	// They hold what people were told in confidence.
	return append(files, &spooled{name: name, disk: disk}), os.Remove(disk.Name())
}

// goOn takes in the next bytes of the file begun last.
func goOn(files []*spooled, data []byte) error {
	if len(files) == 0 {
		return fault.New(fault.Invalid, "a file begins with its name; bytes came before one")
	}
	last := files[len(files)-1]
	last.size += int64(len(data))
	// Only JSON Lines may be larger. What goes beyond is refused by its size alone, and need not fill the disk.
	if last.size > exchange.LargestFile && !strings.EqualFold(filepath.Ext(last.name), ".jsonl") {
		return nil
	}
	_, err := last.disk.Write(data)
	return err
}

// letGo closes the files, and with that they are gone.
func letGo(files []*spooled) {
	for _, f := range files {
		f.disk.Close()
	}
}
