package dontblink

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/dontblink/example"
	"dontblink.dev/services/web"
)

// demoCommand needs no data folder and harms none: everything happens in one of its own.
func (c *cli) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Shows the whole way once, from an example to its digest, and leaves nothing running",
		Args:  nothing,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.demo(cmd.Context()) },
	}
}

// demo goes the way through in a folder of its own: it starts everything, imports the example, drafts January 2024 and prints it.
func (c *cli) demo(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "dontblink-demo-")
	if err != nil {
		return err
	}
	// Postgres refuses to run as root; the user that it then runs as has to pass through.
	if err := os.Chmod(folder, 0o711); err != nil {
		return err
	}
	data := filepath.Join(folder, "data")
	defer func() {
		gone := data
		if err != nil {
			gone = folder // There is no page in it to look at.
		}
		err = errors.Join(err, os.RemoveAll(gone))
	}()
	began := time.Now()
	say := func(format string, args ...any) {
		fmt.Fprintf(c.err, "%5.1f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
	}
	err = stand(ctx, data, local.Options{Private: true}, func(ctx context.Context, g *host.Ground) error {
		a := apiOf(g.API.Client())
		ctx = rpc.As(ctx, machineUser())
		if _, err := c.caughtUp(ctx, a); err != nil {
			return err
		}
		say("a log, a Postgres and all services are up in %s", data)
		imported, err := c.importExample(ctx, a)
		if err != nil {
			return err
		}
		say("took in the example: %s, %s, %s", plural(int(imported.GetRecorded()), "activity", "activities"),
			plural(int(imported.GetPeople()), "name", "names"), plural(int(imported.GetEditionEvents()), "part of the edition", "parts of the edition"))
		// A draft waits for the rows for two seconds; the first machine that this runs on may need longer.
		if _, err := c.caughtUp(ctx, a); err != nil {
			return err
		}
		drafted, err := a.Composer.DraftIssue(ctx, &apiv1.DraftIssueRequest{
			CommandId: uuid.NewString(), Months: []string{"2024-01"}, AtLeast: imported.GetSequence(),
		})
		if err != nil {
			return err
		}
		say("drafted the issue of January 2024: %s", plural(len(drafted.GetIssue().GetEntries()), "entry", "entries"))
		return c.printDemo(folder, drafted, say)
	})
	if err == nil {
		say("stopped; nothing is left running. `dontblink up` keeps a log of your own.")
	}
	return err
}

// printDemo prints the issue, and leaves it as a page: that file is all that stays.
func (c *cli) printDemo(folder string, drafted *apiv1.DraftIssueResponse, say func(string, ...any)) error {
	markdown, err := rendered(drafted.GetIssue(), "markdown")
	if err != nil {
		return err
	}
	html, err := rendered(drafted.GetIssue(), "html")
	if err != nil {
		return err
	}
	file := filepath.Join(folder, "january-2024.html")
	if err := os.WriteFile(file, html, 0o600); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "\n%s\n", markdown)
	say("the same as a page: %s", file)
	return nil
}

// importExample sends the files that are built into the binary, as `import` would send them.
func (c *cli) importExample(ctx context.Context, a *web.API) (*apiv1.ImportResponse, error) {
	var files []file
	err := fs.WalkDir(example.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(example.Files, name)
		files = append(files, file{name, io.NopCloser(bytes.NewReader(content)), int64(len(content))})
		return err
	})
	if err != nil {
		return nil, err
	}
	answer, err := sendFiles(ctx, a, &apiv1.ImportOptions{CommandId: uuid.NewString()}, files)
	if err == nil && len(answer.GetRefusals()) > 0 {
		c.printRefusals(answer)
		err = errors.New("the example was refused")
	}
	return answer, err
}
