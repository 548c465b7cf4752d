package dontblink

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// exportCommand never writes over anything unasked: a file that somebody has edited since the last export is theirs.
func (c *cli) exportCommand() *cobra.Command {
	var force bool
	var f filter
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Writes activities to a file: YAML, JSON Lines, CSV, a workbook or a calendar",
		Long: `Writes activities to a file, in the format that its ending names.

  .yaml .jsonl  all that they say, also of those withdrawn, with their sources and keys: imported elsewhere, nothing is lost
  .csv .xlsx    what counts, a row each, for people to read; they leave things out, so they are not what to import again
  .ics          what is planned, and what was promised and is open

What can be listed can be exported; --person leaves out what was withdrawn, of which nobody is known to have taken part.
What was logged here and never imported is written under the source "dontblink", with its id as its key. How an activity came to say what it
says, who said so, what people were called before and since, and what files and members disagree on is not in these files, nor are the bytes of
pictures: that is what a backup holds.`,
		Example: `  dontblink export 2024.yaml --from 2024-01 --to 2024-12
  dontblink export privacy.xlsx --priority privacy
  dontblink export ahead.ics --status planned`,
		Args: exactlyOne("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := free(args[0], force); err != nil {
				return err
			}
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error { return c.export(ctx, a, args[0], f.request()) })
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "write over a file that is there")
	f.flags(c, cmd)
	return cmd
}

// free refuses to write over a file, unless that is asked for.
func free(path string, force bool) error {
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.IsDir():
		return usage{fmt.Errorf("%s is a folder; name a file in it", path)}
	case err == nil && !force:
		return fault.New(fault.Conflict, "%s is there already: name another file, or say --force to write over it", path)
	}
	return nil
}

// export writes to a file beside the one that is named, which takes its place once it is whole.
func (c *cli) export(ctx context.Context, a *web.API, path string, req *apiv1.ListActivitiesRequest) error {
	ed, err := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{})
	if err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+unfinished)
	if err != nil {
		return usage{plainPathError(err)}
	}
	// After the rename there is none of that name, which is no error that anybody has to hear of.
	defer func() { _ = os.Remove(part.Name()) }()
	buffer := bufio.NewWriterSize(part, piece)
	told, err := exportTo(ctx, a, path, ed.GetEdition().GetTeam().GetZone(), req, buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if err == nil {
		err = part.Sync()
	}
	if err := errors.Join(err, part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return err
	}
	p := &page{w: c.out}
	if strings.EqualFold(filepath.Ext(path), ".ics") {
		p.line("%s holds what is planned and what was promised, of %s.", path, plural(told.activities, "activity", "activities"))
		return p.err
	}
	p.line("%s holds %s%s.", path, plural(told.activities, "activity", "activities"), told.withdrawnWords())
	return p.err
}

// told counts what was exported.
type told struct{ activities, withdrawn int }

// withdrawnWords is empty where there are none, as in most exports.
func (t told) withdrawnWords() string {
	if t.withdrawn == 0 {
		return ""
	}
	return fmt.Sprintf(", %s of them withdrawn", thousands(t.withdrawn))
}

// exportTo writes page by page, and holds one at a time.
func exportTo(
	ctx context.Context, a *web.API, path, zone string, req *apiv1.ListActivitiesRequest, w *bufio.Writer,
) (t told, err error) {
	writer, err := exchange.NewWriter(path, zone, w)
	if err != nil {
		return t, err
	}
	// A file that people read has what counts; one that is imported elsewhere must say also what does not.
	req.IncludeWithdrawn = exchange.Whole(path)
	ties := &tiesOf{a: a, there: map[string]bool{}, part: narrowed(req)}
	if _, err := pageByPage(0, func(size uint32, after string) (int, string, error) {
		req.PageSize, req.Page = size, after
		page, err := a.Insights.ListActivities(ctx, req)
		if err != nil {
			return 0, "", err
		}
		for _, row := range page.GetActivities() {
			e, ok := exported(row)
			if !ok {
				continue
			}
			if exchange.Whole(path) {
				if e.Gone, err = ties.gone(ctx, e.Content); err != nil {
					return 0, "", err
				}
			}
			if err := writer.Add(e); err != nil {
				return 0, "", err
			}
			t.activities++
			if e.Withdrawn != "" {
				t.withdrawn++
			}
		}
		return len(page.GetActivities()), page.GetNextPage(), nil
	}); err != nil {
		return t, err
	}
	return t, writer.Close()
}

// exported is an activity as a file names it; false for one of which nothing is left.
func exported(row *apiv1.ActivityRow) (exchange.Exported, bool) {
	e := exchange.Exported{ID: row.GetId(), Source: activity.Here, Key: row.GetId(), Content: row.GetActivity()}
	if imp := row.GetImport(); imp != nil {
		e.Source, e.Key = imp.GetSource(), imp.GetKey()
	}
	switch {
	// A file has no mergers: elsewhere it is withdrawn, with the reason that says where it is told.
	case row.GetMergedInto() != "":
		e.Withdrawn = "told as one with " + row.GetMergedInto()
	case row.GetWithdrawn():
		if e.Withdrawn = row.GetWithdrawnReason(); e.Withdrawn == "" {
			e.Withdrawn = "withdrawn, and why was erased"
		}
	}
	// What was written down by hand in another log has no time that can be read; the calendar does without.
	e.Recorded, _ = time.Parse(time.RFC3339, row.GetRecordedAt())
	return e, proto.Size(row.GetActivity()) > 0
}
