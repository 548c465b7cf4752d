package dontblink

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// personCommand is "people" too, as some will type it.
func (c *cli) personCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "person",
		Aliases: []string{"people"},
		Short:   "Tells who is who, and what they are called",
		Long: `Tells who is who, and what they are called: people and organisations alike.

Somebody is named by the whole of any name of theirs, of today or before, by an alias or an abbreviation, or by the first eight characters of
their id. Names in what was logged stay as they were; whoever logs any of these names means the same one.`,
		Example: `  dontblink person list costanza
  dontblink person rename "George Costanza" "George Louis" --from 2024-05
  dontblink person merge "Geo Costanza" "George Costanza" --reason "the same address"`,
	},
		c.personListCommand(), c.personShowCommand(), c.personRenameCommand(), c.personAliasCommand(), c.personUnaliasCommand(),
		c.personShortCommand(), c.personAbbreviationCommand(), c.personMergeCommand(), c.personUnmergeCommand(),
	)
}

func (c *cli) personListCommand() *cobra.Command {
	var limit uint32
	cmd := &cobra.Command{
		Use:   "list [BEGINNING ...]",
		Short: "Lists people and organisations by name; with words, those whose names have words that begin so",
		Example: `  dontblink person list
  dontblink person list cost`,
		RunE: func(cmd *cobra.Command, args []string) error {
			req := &apiv1.ListPeopleRequest{Search: strings.Join(args, " ")}
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error { return c.people(ctx, a, req, limit) })
		},
	}
	cmd.Flags().Uint32Var(&limit, "limit", 0, "at most this many (default: all)")
	return cmd
}

// people lists them in one table, whose columns are known at the end.
func (c *cli) people(ctx context.Context, a *web.API, req *apiv1.ListPeopleRequest, limit uint32) error {
	all := &apiv1.ListPeopleResponse{}
	next, err := pageByPage(limit, func(size uint32, after string) (int, string, error) {
		req.PageSize, req.Page = size, after
		page, err := a.Insights.ListPeople(ctx, req)
		all.People = append(all.People, page.GetPeople()...)
		return len(page.GetPeople()), page.GetNextPage(), err
	})
	if err != nil {
		return err
	}
	all.NextPage = next
	if c.json {
		return printJSON(c.out, all)
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, row := range all.GetPeople() {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", short(row.GetId()), nameLine(row), row.GetWhose(), lastLine(row), namedIn(row))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	p := &page{w: c.out}
	switch n := len(all.GetPeople()); {
	case n == 0 && req.GetSearch() != "":
		p.line("Nobody has a name with words that begin so.")
	case n == 0:
		p.line("Nobody is named yet.")
	case all.GetNextPage() != "":
		p.line("\nThe first %s; there are more.", thousands(n))
	default:
		p.line("\n%s", plural(n, "person or organisation", "people and organisations"))
	}
	return p.err
}

// namedIn says in how many activities somebody is named.
func namedIn(row *apiv1.PersonRow) string {
	return plural(int(row.GetActivities()), "activity", "activities")
}

// nameLine writes a name, with the abbreviation behind it.
func nameLine(row *apiv1.PersonRow) string {
	if row.GetAbbreviation() != "" {
		return row.GetName() + " (" + row.GetAbbreviation() + ")"
	}
	return row.GetName()
}

// lastLine writes what somebody was last.
func lastLine(row *apiv1.PersonRow) string {
	if row.GetLastRole() != "" && row.GetLastOrganisation() != "" {
		return row.GetLastRole() + ", " + row.GetLastOrganisation()
	}
	return row.GetLastRole() + row.GetLastOrganisation()
}

func (c *cli) personShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Shows what somebody is called, and what they took part in",
		Args:  exactlyOne("person or organisation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Insights.GetPerson(ctx, &apiv1.GetPersonRequest{Person: args[0]})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				return c.printPerson(answer)
			})
		},
	}
}

// Names of those who were merged are told once, as merged, and not as aliases too.
func (c *cli) printPerson(answer *apiv1.GetPersonResponse) error {
	row := answer.GetPerson()
	p := &page{w: c.out}
	p.line("%s", row.GetName())
	p.line("")
	kind := "person"
	if row.GetOrganisation() {
		kind = "organisation"
	}
	p.field("kind", kind)
	p.field("whose", row.GetWhose())
	p.field("abbreviation", row.GetAbbreviation())
	p.field("short name", row.GetShortName())
	if names := row.GetNames(); len(names) > 1 {
		for i, name := range names {
			p.field("name", nameSince(name, i+1 == len(names)))
		}
	}
	for _, alias := range row.GetAliases() {
		if !slices.ContainsFunc(answer.GetMerged(), func(one *apiv1.PersonRow) bool { return one.GetName() == alias }) {
			p.field("alias", alias)
		}
	}
	for _, one := range answer.GetMerged() {
		p.field("merged in", short(one.GetId())+"  "+one.GetName())
	}
	p.field("last seen as", lastLine(row))
	p.line("")
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, part := range answer.GetParts() {
		when := calendar.MustOf(&eventv1.When{From: part.GetDay()}).Words(calendar.English)
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", short(part.GetActivity()), when, part.GetHeadline(), partLine(row, part))
	}
	if err := table.Flush(); p.err == nil {
		p.err = err
	}
	if len(answer.GetParts()) > 0 && int(row.GetActivities()) > len(answer.GetParts()) {
		p.line("The latest of %s: `dontblink list --person %s%s` lists all.", namedIn(row), short(row.GetId()), c.where())
	}
	p.line("%s, version %d", row.GetId(), row.GetVersion())
	return p.err
}

// nameSince says from when on a name is borne, and whether it is now.
func nameSince(name *apiv1.PersonName, now bool) string {
	line := name.GetName()
	if name.GetFrom() != "" {
		line += ", from " + calendar.MustOf(&eventv1.When{From: name.GetFrom()}).Words(calendar.English) + " on"
	} else if !now {
		line += ", at first"
	}
	return line
}

// partLine says what somebody was in an activity: their name too, where it was another one.
func partLine(row *apiv1.PersonRow, part *apiv1.PersonPart) string {
	var words []string
	if part.GetName() != row.GetName() {
		words = append(words, "as "+part.GetName())
	}
	for _, more := range []string{part.GetPart(), part.GetRole(), part.GetOrganisation()} {
		if more != "" {
			words = append(words, more)
		}
	}
	return strings.Join(words, ", ")
}
