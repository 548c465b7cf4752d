package dontblink

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// verifyCommand believes nothing that is kept: rows, archive and pictures are held against the log, and the log against the archive.
func (c *cli) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Compares lists and counts with what the log makes of them, and the log with its archive",
		Long: `Makes all rows anew from the log, beside those that lists and counts are read from, and compares the two table by table, as of the same
event; tells whether the log is what its archive says, and whether each picture that an activity has is there, whole. Nothing waits for it, and nothing is changed. It ends with 1 when anything differs.`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Keeper.Verify(ctx, &apiv1.VerifyRequest{})
				if err != nil {
					return err
				}
				show := c.printVerified
				if c.json {
					show = func(v *apiv1.VerifyResponse) error { return printJSON(c.out, v) }
				}
				if err := show(answer); err != nil {
					return err
				}
				if !answer.GetEqual() || !answer.GetArchive().GetEqual() || lacksPictures(answer.GetPictures()) {
					return said(exitOurs)
				}
				return nil
			})
		},
	}
}

func (c *cli) printVerified(v *apiv1.VerifyResponse) error {
	p := &page{w: c.out}
	var differ []string
	for _, t := range v.GetTables() {
		verdict := "the same"
		if !t.GetEqual() {
			verdict = "differs: the log makes " + plural(int(t.GetRowsMade()), "row", "rows")
			if t.GetRows() == t.GetRowsMade() {
				verdict += ", but not these"
			}
			differ = append(differ, t.GetName())
		}
		p.line("%-16s %14s  %s", t.GetName(), plural(int(t.GetRows()), "row", "rows"), verdict)
	}
	at := thousands(int(v.GetSequence()))
	if archive := v.GetArchive(); archive.GetEqual() {
		p.line("The log is what its archive says, up to event %s.", thousands(int(archive.GetSequence())))
		if archive.GetSequence() < v.GetSequence() {
			p.line("What came later is just being archived.")
		}
	} else {
		p.line("The log is not what its archive says: %s.", archive.GetWhy())
	}
	c.printPictures(p, v.GetPictures())
	if v.GetEqual() {
		p.line("Lists and counts are what the log makes of them, as of event %s.", at)
		return p.err
	}
	p.line("Lists and counts are not what the log makes of them, as of event %s: %s, in the schema %s.", at, strings.Join(differ, ", "), v.GetSlot())
	p.line("The log is as it was: `dontblink rebuild%s` makes them anew from it.", c.where())
	return p.err
}

// lacksPictures is false also of services that do not know of pictures yet.
func lacksPictures(v *apiv1.VerifiedPictures) bool { return v != nil && !v.GetEqual() }

// printPictures says which pictures are missing, and how each comes back.
func (c *cli) printPictures(p *page, v *apiv1.VerifiedPictures) {
	if !lacksPictures(v) {
		if v.GetPictures() > 0 {
			p.line("%s: what activities have is there, whole.", plural(int(v.GetPictures()), "picture", "pictures"))
		}
		return
	}
	for _, missing := range v.GetMissing() {
		p.line("The picture %s of %s is missing or damaged.", short(missing.GetHash()), short(missing.GetActivity()))
	}
	p.line("`dontblink restore%s --from BACKUP --pictures` brings pictures back; so does `dontblink image add` with the same file again.", c.where())
}
