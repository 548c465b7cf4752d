package dontblink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	"dontblink.dev/services/web"
)

// importCommand sends files as they are. It reads nothing of them itself: what they say, and what is wrong with it, the recorder finds out, which
// has the log.
func (c *cli) importCommand() *cobra.Command {
	options := &apiv1.ImportOptions{}
	var mapping string
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: "Takes activities, or the edition, from files",
		Long: `Takes activities, or the edition, from files: YAML, JSON, JSON Lines, CSV, workbooks (.xlsx) and calendars (.ics).

The example in the source, services/dontblink/example, explains the format line by line; pkg/exchange/README.md has it in full, also how the
columns of a sheet are called, and how a mapping file (--map) says so of sheets in other words and languages.
An event of a calendar becomes a planned activity, to be completed; "dontblink not-advocacy" has later imports leave it alone.

Every file is read and checked before anything is recorded: one mistake, and nothing of any file is.
The same file again changes nothing; what changed in it is amended; what a member edited since is kept.`,
		Example: `  dontblink import edition.yaml january-2024.yaml
  dontblink import --dry-run activities.jsonl
  dontblink import --source our-sheet --map columns.yaml activities.xlsx
  dontblink import --source team-calendar meetings.ics`,
		Args: atLeastOne("the file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.importFiles(cmd.Context(), args, mapping, options)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&options.DryRun, "dry-run", false, "check everything and say what would happen, but record nothing")
	flags.StringVar(&options.Source, "source", "", "where the activities come from, for sheets and calendars; the same name each time")
	flags.StringVar(&mapping, "map", "", "a file that says what the columns of the sheets hold")
	return cmd
}

// importFiles sends the files, in the order in which they were named, as one command: a mistake in one keeps all of them out.
func (c *cli) importFiles(ctx context.Context, names []string, mapping string, options *apiv1.ImportOptions) error {
	files, err := openAll(names)
	if err != nil {
		return err
	}
	defer closeAll(files)
	if err := readMapping(mapping, options); err != nil {
		return err
	}
	// Told and not asked: the recorder decides from the log, so nobody waits here for rows that a running `up` has yet to make.
	return c.tell(ctx, func(ctx context.Context, a *web.API) error {
		if err := c.mayWrite(ctx, a); err != nil {
			return err
		}
		options.CommandId = uuid.NewString()
		stop := c.newBar(files).follow(ctx, a, options.GetCommandId())
		answer, err := sendFiles(ctx, a, options, files)
		stop()
		if ctx.Err() != nil {
			return errors.New("stopped before the end; what was recorded stays, and the same import again goes on where this one stopped")
		}
		if err != nil {
			return err
		}
		return c.printImport(answer)
	})
}

// readMapping reads the mapping file; what is wrong within it the recorder says.
func readMapping(name string, options *apiv1.ImportOptions) error {
	if name == "" {
		return nil
	}
	files, err := openAll([]string{name})
	if err != nil {
		return err
	}
	defer closeAll(files)
	options.MappingName = name
	// One byte more than it may have, so that the recorder can tell.
	options.Mapping, err = io.ReadAll(io.LimitReader(files[0].content, exchange.LargestMapping+1))
	if err == nil && len(options.GetMapping()) == 0 {
		return usage{fmt.Errorf("%s is empty; write what the columns hold, as columns: {Title: headline, …}", name)}
	}
	return err
}

// file is one to be imported, under the name that was typed for it.
// size is for the bar, and may be wrong by the end.
type file struct {
	name    string
	content io.ReadCloser
	size    int64
}

// openAll opens every file before anything is sent, so that a slip in the third name costs nothing.
func openAll(names []string) ([]file, error) {
	var files []file
	for _, name := range names {
		info, err := os.Stat(name)
		switch {
		case err == nil && info.IsDir():
			err = fmt.Errorf("%s is a folder; name the files in it", name)
		case err == nil && !info.Mode().IsRegular():
			// A pipe or a device may never end.
			err = fmt.Errorf("%s is not a file; write what it holds into one", name)
		}
		var opened *os.File
		if err == nil {
			opened, err = os.Open(name)
		}
		if err != nil {
			closeAll(files)
			return nil, usage{plainPathError(err)}
		}
		files = append(files, file{name, opened, info.Size()})
	}
	return files, nil
}

func closeAll(files []file) {
	for _, f := range files {
		f.content.Close()
	}
}

// plainPathError says what is wrong with a file without the name of the system call.
func plainPathError(err error) error {
	path, ok := errors.AsType[*os.PathError](err)
	switch {
	case !ok:
		return err
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s: there is no such file", path.Path)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%s: you may not read that file", path.Path)
	}
	return fmt.Errorf("%s: %w", path.Path, path.Err)
}

// piece is how many bytes of a file travel at once.
const piece = 256 << 10

// sendFiles streams the files to the recorder and returns its answer.
func sendFiles(ctx context.Context, a *web.API, options *apiv1.ImportOptions, files []file) (*apiv1.ImportResponse, error) {
	stream, err := a.Recorder.Import(ctx)
	if err != nil {
		return nil, err
	}
	err = stream.Send(&apiv1.ImportRequest{Piece: &apiv1.ImportRequest_Options{Options: options}})
	for i := 0; err == nil && i < len(files); i++ {
		err = sendFile(stream, files[i])
	}
	// A stream that was refused half-way says only that it ended; why, the answer tells.
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return stream.CloseAndReceive()
}

func sendFile(stream apiv1connect.RecorderImportClientStream, f file) error {
	err := stream.Send(&apiv1.ImportRequest{Piece: &apiv1.ImportRequest_File{File: f.name}})
	for err == nil {
		// Not one buffer for all: in process, what was sent is still being read.
		data := make([]byte, piece)
		n, readErr := io.ReadFull(f.content, data)
		if n > 0 {
			err = stream.Send(&apiv1.ImportRequest{Piece: &apiv1.ImportRequest_Data{Data: data[:n]}})
		}
		if errors.Is(readErr, io.EOF) || errors.Is(readErr, io.ErrUnexpectedEOF) {
			return err
		}
		if readErr != nil {
			return fault.New(fault.Invalid, "%s: %s", f.name, readErr)
		}
	}
	return err
}
