package dontblink

import (
	"context"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

func (c *cli) personRenameCommand() *cobra.Command {
	change, req := &apiv1.ChangePersonRequest_Rename{Rename: &apiv1.Renaming{}}, &apiv1.ChangePersonRequest{}
	cmd := &cobra.Command{
		Use:   "rename NAME NEW",
		Short: "Gives somebody a new name from a day or month on; without one, corrects the name",
		Args:  exactlyTwo("in quotation marks the name and the new one"),
		RunE: func(cmd *cobra.Command, args []string) error {
			change.Rename.Name, req.Change = args[1], change
			return c.changePerson(cmd.Context(), args[0], req, func(p *page, row *apiv1.PersonRow) {
				if from := change.Rename.GetFrom(); from != "" && row.GetName() == args[1] {
					p.line("%s is the name from %s on; what was logged keeps the name that it has.", args[1], sinceWords(from))
				} else if from != "" {
					p.line("%s was the name from %s on; now it is %s.", args[1], sinceWords(from), row.GetName())
				} else {
					p.line("%s is the name. What was logged keeps the one that it has, and means the same.", row.GetName())
				}
			})
		},
	}
	cmd.Flags().StringVar(&change.Rename.From, "from", "", "the day or the month from which on, like 2024-05")
	cmd.Flags().StringVar(&req.Reason, "reason", "", "why")
	return cmd
}

// sinceWords says a day or a month in words.
func sinceWords(from string) string {
	span, mistakes := calendar.Of(&eventv1.When{From: from})
	if len(mistakes) > 0 {
		return from
	}
	return span.Words(calendar.English)
}

func (c *cli) personAliasCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "alias NAME ALIAS",
		Short: "Says that somebody goes by another name too",
		Args:  exactlyTwo("in quotation marks the name and the alias"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_GiveAlias{GiveAlias: args[1]}}
			return c.changePerson(cmd.Context(), args[0], req, func(p *page, row *apiv1.PersonRow) {
				p.line("Whoever logs %s from now on means %s.", args[1], row.GetName())
			})
		},
	}
}

func (c *cli) personUnaliasCommand() *cobra.Command {
	req := &apiv1.ChangePersonRequest{}
	cmd := &cobra.Command{
		Use:   "unalias NAME ALIAS",
		Short: "Says that somebody does not go by a name",
		Args:  exactlyTwo("in quotation marks the name and the alias"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Change = &apiv1.ChangePersonRequest_DropAlias{DropAlias: args[1]}
			return c.changePerson(cmd.Context(), args[0], req, func(p *page, row *apiv1.PersonRow) {
				p.line("%s is no name of %s any more. Activities that name it mean somebody else.", args[1], row.GetName())
			})
		},
	}
	cmd.Flags().StringVar(&req.Reason, "reason", "", "why")
	return cmd
}

func (c *cli) personShortCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "short NAME SHORT",
		Short: `Says what somebody is called after the first mention; with "", that they have no shorter name`,
		Args:  exactlyTwo("in quotation marks the name and the short one"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_ShortName{ShortName: args[1]}}
			return c.changePerson(cmd.Context(), args[0], req, func(p *page, row *apiv1.PersonRow) {
				if args[1] == "" {
					p.line("%s has no short name.", row.GetName())
					return
				}
				p.line("%s is %s for short.", row.GetName(), row.GetShortName())
			})
		},
	}
}

func (c *cli) personAbbreviationCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "abbreviation NAME ABBREVIATION",
		Short: `Says how an organisation is abbreviated; with "", that it is not`,
		Args:  exactlyTwo("in quotation marks the name and the abbreviation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_Abbreviation{Abbreviation: args[1]}}
			return c.changePerson(cmd.Context(), args[0], req, func(p *page, row *apiv1.PersonRow) {
				if args[1] == "" {
					p.line("%s is not abbreviated.", row.GetName())
					return
				}
				p.line("%s stands for %s.", row.GetAbbreviation(), row.GetName())
			})
		},
	}
}

func (c *cli) personMergeCommand() *cobra.Command {
	req := &apiv1.ChangePersonRequest{}
	cmd := &cobra.Command{
		Use:     "merge ONE INTO",
		Short:   "Says that one is the other, who stands for both from now on",
		Example: `  dontblink person merge "Geo Costanza" "George Costanza" --reason "the same address"`,
		Args:    exactlyTwo("in quotation marks the one and the other"),
		RunE: func(cmd *cobra.Command, args []string) error {
			// Into whom is looked up first, and named by the very name that was typed: a name may mean somebody else by then.
			return c.write(cmd.Context(), func(ctx context.Context, a *web.API) error {
				into, err := a.Insights.GetPerson(ctx, &apiv1.GetPersonRequest{Person: args[1]})
				if err != nil {
					return err
				}
				req.Change = &apiv1.ChangePersonRequest_MergeInto{MergeInto: into.GetAsked()}
				return c.say(ctx, a, args[0], req, func(p *page, row *apiv1.PersonRow) {
					p.line("%s is %s, now named in %s. `dontblink person unmerge %s%s` parts the two again.",
						args[0], row.GetName(), namedIn(row), short(req.GetPerson()), c.where())
				})
			})
		},
	}
	cmd.Flags().StringVar(&req.Reason, "reason", "", "why they are one")
	return cmd
}

func (c *cli) personUnmergeCommand() *cobra.Command {
	req := &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_UndoMerge{UndoMerge: true}}
	cmd := &cobra.Command{
		Use:   "unmerge NAME",
		Short: "Says that one who was merged into another is not the same after all",
		Args:  exactlyOne("who was merged into another, by name or id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.changePerson(cmd.Context(), args[0], req, func(p *page, row *apiv1.PersonRow) {
				p.line("%s is somebody of their own again, named in %s.", row.GetName(), namedIn(row))
			})
		},
	}
	cmd.Flags().StringVar(&req.Reason, "reason", "", "why")
	return cmd
}

// changePerson looks somebody up, sends what is said of them, and tells how they stand after it.
func (c *cli) changePerson(ctx context.Context, who string, req *apiv1.ChangePersonRequest, told func(*page, *apiv1.PersonRow)) error {
	return c.write(ctx, func(ctx context.Context, a *web.API) error { return c.say(ctx, a, who, req, told) })
}

// say says something of somebody as they stand now: if others say something of them in between, nothing is recorded and whoever types is told.
func (c *cli) say(ctx context.Context, a *web.API, who string, req *apiv1.ChangePersonRequest, told func(*page, *apiv1.PersonRow)) error {
	found, err := a.Insights.GetPerson(ctx, &apiv1.GetPersonRequest{Person: who})
	if err != nil {
		return err
	}
	req.CommandId, req.Person, req.Version = uuid.NewString(), found.GetPerson().GetId(), found.GetPerson().GetVersion()
	switch req.GetChange().(type) {
	case *apiv1.ChangePersonRequest_MergeInto, *apiv1.ChangePersonRequest_UndoMerge:
		// These are about the very name, and not about whom it means.
		if found.GetAsked() != req.GetPerson() {
			req.Person, req.Version = found.GetAsked(), 0
		}
	}
	answer, err := a.Recorder.ChangePerson(ctx, req)
	if err = c.shownAfter(ctx, a, err); err != nil {
		return err
	}
	// As of the change, so that what is told is what it made of them.
	after, err := a.Insights.GetPerson(ctx, &apiv1.GetPersonRequest{Person: answer.GetId(), AtLeast: answer.GetSequence()})
	if err != nil {
		return err
	}
	if c.json {
		return printJSON(c.out, after)
	}
	p := &page{w: c.out}
	told(p, after.GetPerson())
	return p.err
}
