package dontblink

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// editing is one activity in somebody's editor.
// It lives in a file, since whoever writes for an hour must not lose that to a crash, a conflict or a slip.
type editing struct {
	amendment
	file string
	// keep says that the file was not ours to begin with.
	keep bool
	// laid is the file as it was laid out, and began what it says.
	laid  []byte
	began *eventv1.Activity
}

func (c *cli) editCommand() *cobra.Command {
	e := &editing{}
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Opens the whole of an activity in your editor, and amends what you change",
		Long: `Opens the whole of an activity as YAML in $VISUAL or $EDITOR, and amends what you change there; pkg/exchange/README.md has every key. What is wrong
with it is told with its line. Then, or if somebody else has changed the activity meanwhile, nothing is amended and the file is kept:
--file takes it up again.`,
		Example: `  dontblink edit 0f5c1a2b
  dontblink edit 0f5c1a2b --file /tmp/dontblink-0f5c1a2b.yaml`,
		Args:              exactlyOne("activity, by its id"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			e.id, e.keep, e.elsewhere = args[0], e.file != "", true
			return c.edit(cmd.Context(), e)
		},
	}
	cmd.Flags().StringVar(&e.reason, "reason", "", "why; needed where a rule changes, and for a pillar against the rule")
	cmd.Flags().StringVar(&e.file, "file", "", "go on with a file that was kept")
	return cmd
}

func (c *cli) edit(ctx context.Context, e *editing) error {
	// In the order that git and crontab have.
	editor := cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR"))
	if editor == "" {
		return usage{errors.New("which editor? Set EDITOR, e.g. EDITOR=nano; or amend field by field, with `dontblink amend`")}
	}
	if !e.keep {
		if err := c.layOut(ctx, e); err != nil {
			return err
		}
	}
	// The services are not held up while somebody thinks.
	if err := openIn(ctx, editor, e.file); err != nil {
		return e.kept(err)
	}
	return e.kept(c.write(ctx, func(ctx context.Context, a *web.API) error {
		row, err := found(ctx, a, e.id)
		if err != nil {
			return err
		}
		if err := e.read(row); err != nil {
			return err
		}
		return c.overtaken(ctx, a, e, c.send(ctx, a, row, &e.amendment, "Amended"))
	}))
}

// layOut writes the activity as it stands into a file that nobody else can read.
func (c *cli) layOut(ctx context.Context, e *editing) error {
	var row *apiv1.ActivityRow
	err := c.ask(ctx, func(ctx context.Context, a *web.API) (err error) {
		row, err = found(ctx, a, e.id)
		return err
	})
	if err != nil {
		return err
	}
	if e.began, err = unedited(row); err != nil {
		return err
	}
	if e.laid, err = laidOut(row, row.GetActivity()); err != nil {
		return err
	}
	file, err := os.CreateTemp("", "dontblink-"+short(row.GetId())+"-*.yaml")
	if err != nil {
		return err
	}
	e.file = file.Name()
	_, err = file.Write(e.laid)
	return errors.Join(err, file.Close())
}

// laidOut is a file that says of an activity what content says, as of the version that stands.
func laidOut(row *apiv1.ActivityRow, content *eventv1.Activity) ([]byte, error) {
	// An activity in a file has a source and a key; those of one that was logged here are made up, and nobody reads them back.
	source, key := cmp.Or(row.GetImport().GetSource(), "log"), cmp.Or(row.GetImport().GetKey(), row.GetId())
	text, err := exchange.Editable(source, key, content)
	first := fmt.Sprintf("# %s, version %d. Change what you like, save, and close. What you take out is emptied; leave this line.\n", row.GetId(), row.GetVersion())
	return append([]byte(first), text...), err
}

// openIn has the editor do its work.
func openIn(ctx context.Context, editor, file string) error {
	// The variable may hold arguments ("code --wait"), but is not given to a shell.
	words := append(strings.Fields(editor), file)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return usage{fmt.Errorf("your editor, %s, ended badly: %w", editor, err)}
	}
	return nil
}

// header tells which version somebody began with.
var header = regexp.MustCompile(`^# ([0-9a-f-]{36}), version (\d{1,18})\.`)

// read takes in what somebody made of the file: which fields differ from the version that they began with, and how.
func (e *editing) read(row *apiv1.ActivityRow) error {
	text, err := os.ReadFile(e.file)
	if err != nil {
		return err
	}
	began := header.FindSubmatch(text)
	if began == nil || string(began[1]) != row.GetId() {
		return fault.New(fault.Invalid, "the first line of the file has to name the activity and its version, as it did: # %s, version %d.", row.GetId(), row.GetVersion())
	}
	// It is digits, and few: it cannot fail.
	e.version, _ = strconv.ParseUint(string(began[2]), 10, 64)
	edited, refusals := exchange.Edited(filepath.Base(e.file), text)
	if len(refusals) > 0 {
		return refused(refusals)
	}
	// Compared is with what the file would say, and not with the activity: a file does not have all that recording adds.
	before, err := unedited(row)
	if err != nil {
		return err
	}
	e.content, e.paths = edited, activity.Paths(before, edited)
	if len(e.paths) == 0 {
		// Nothing to say is said by naming what is there anyway.
		e.paths = []string{"headline"}
	}
	return nil
}

// unedited is the activity as it would be read back if nobody had touched it.
func unedited(row *apiv1.ActivityRow) (*eventv1.Activity, error) {
	text, err := laidOut(row, row.GetActivity())
	if err != nil {
		return nil, err
	}
	before, refusals := exchange.Edited("edited.yaml", text)
	if len(refusals) > 0 {
		return nil, fmt.Errorf("activity %s cannot be edited as a file: %w", row.GetId(), refused(refusals))
	}
	return before, nil
}

// refused makes one error of all mistakes, a line each.
func refused(refusals []exchange.Refusal) error {
	var told bytes.Buffer
	for i, refusal := range refusals {
		if i > 0 {
			told.WriteByte('\n')
		}
		// The key is the activity's own, which whoever edits it knows.
		refusal.Key = ""
		told.WriteString(refusal.String())
	}
	return fault.New(fault.Invalid, "%s", told.String())
}

// kept says where the file is when it came to nothing, and takes it away when it did.
func (e *editing) kept(err error) error {
	if err == nil {
		if e.keep {
			return nil
		}
		return os.Remove(e.file)
	}
	if text, unread := os.ReadFile(e.file); unread == nil && bytes.Equal(text, e.laid) {
		// Nothing was written, and nothing is to be kept.
		return errors.Join(err, os.Remove(e.file))
	}
	sentence := fmt.Sprintf("%s\nWhat you wrote is kept: `dontblink edit %s --file %s` goes on with it", err, short(e.id), e.file)
	// The kind decides the exit code and must outlive the sentence that is added.
	for _, kind := range []error{fault.Invalid, fault.NotFound, fault.Conflict, fault.Unavailable} {
		if errors.Is(err, kind) {
			return fault.New(kind, "%s", sentence)
		}
	}
	if _, typed := errors.AsType[usage](err); typed {
		return usage{errors.New(sentence)}
	}
	return errors.New(sentence)
}
