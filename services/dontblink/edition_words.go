package dontblink

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func (c *cli) editionTopicCommand() *cobra.Command {
	names := (*edition.Edition).TopicNames
	return group(&cobra.Command{
		Use:     "topic",
		Short:   "Adds, renames, retires and merges topics",
		Example: `  dontblink edition topic add dsa "Digital Services Act" --abbreviation DSA --from 2022-11`,
	},
		c.topicAddCommand(), c.topicRenameCommand(),
		c.editionRetireCommand("topic", names, func(id, until, reason string) *apiv1.Revision {
			return &apiv1.Revision{Change: &apiv1.Revision_RetireTopic{RetireTopic: &eventv1.TopicRetired{Id: id, Until: until, Reason: reason}}}
		}),
		c.editionMergeCommand("topic", names, func(id, into, from, reason string) *apiv1.Revision {
			return &apiv1.Revision{Change: &apiv1.Revision_MergeTopic{MergeTopic: &eventv1.TopicMerged{Id: id, Into: into, From: from, Reason: reason}}}
		}),
	)
}

func (c *cli) topicAddCommand() *cobra.Command {
	r, t := &revising{}, &eventv1.Topic{}
	cmd := &cobra.Command{
		Use:   "add ID NAME --from MONTH",
		Short: "Adds a topic: a law, a file, a case",
		Long: `Adds a topic: a law, a file, a case. Its short name is the one that activities mostly use, in small letters. Activities may name topics that
are not added; one that is added is found by its name and its abbreviation too, in all of them.`,
		Args: exactlyTwo("its short name and what it is called"),
		RunE: func(cmd *cobra.Command, args []string) error {
			t.Id, t.Name, t.From, t.Until = edition.Folded(args[0]), args[1], r.from, r.until
			return c.revise(cmd, of(&apiv1.Revision{Introduces: true, Change: &apiv1.Revision_Topic{Topic: &eventv1.TopicNamed{Topic: t}}}))
		},
	}
	r.fromFlag(cmd, "it is known")
	r.untilFlag(cmd)
	cmd.Flags().StringVar(&t.Abbreviation, "abbreviation", "", "the few letters that stand for it, like DSA")
	return cmd
}

func (c *cli) topicRenameCommand() *cobra.Command {
	r, abbreviation := &revising{}, ""
	cmd := &cobra.Command{
		Use:               "rename ID [NAME] --from MONTH",
		Short:             "Gives a topic another name or abbreviation from a month on",
		Args:              between(1, 2, "its short name and what it is called from then on"),
		ValidArgsFunction: c.completion((*edition.Edition).TopicNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.revise(cmd, func(ed *edition.Edition) (*apiv1.Revision, error) {
				id := edition.Folded(args[0])
				t, err := latest(ed.TopicWordings(id), "topic", id, r.from)
				if err != nil {
					return nil, err
				}
				t.From, t.Until = r.from, stillUntil(t, r.from)
				if len(args) == 2 {
					t.Name = args[1]
				}
				if cmd.Flags().Changed("abbreviation") {
					t.Abbreviation = abbreviation
				}
				return &apiv1.Revision{Change: &apiv1.Revision_Topic{Topic: &eventv1.TopicNamed{Topic: t}}}, nil
			})
		},
	}
	r.fromFlag(cmd, "it is called so")
	cmd.Flags().StringVar(&abbreviation, "abbreviation", "", "the few letters that stand for it (default: as before)")
	return cmd
}

func (c *cli) editionPublicationCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "publication",
		Short:   "Adds, renames and retires publications",
		Example: `  dontblink edition publication add digest "Don’t Blink" "{series}: what we did in {months}" --from 2022-05`,
	},
		c.publicationAddCommand(), c.publicationRenameCommand(),
		c.editionRetireCommand("publication", (*edition.Edition).PublicationNames, func(id, until, reason string) *apiv1.Revision {
			return &apiv1.Revision{Change: &apiv1.Revision_RetirePublication{
				RetirePublication: &eventv1.PublicationRetired{Id: id, Until: until, Reason: reason},
			}}
		}),
	)
}

func (c *cli) publicationAddCommand() *cobra.Command {
	r, p := &revising{}, &eventv1.Publication{}
	cmd := &cobra.Command{
		Use:   "add ID SERIES TITLE --from MONTH",
		Short: "Adds a publication; in its title {series} and {months} are filled in",
		Args:  between(3, 3, "its short name, the series, and the title of an issue"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p.Id, p.Series, p.Title, p.From, p.Until = args[0], args[1], args[2], r.from, r.until
			return c.revise(cmd, of(&apiv1.Revision{
				Introduces: true, Change: &apiv1.Revision_Publication{Publication: &eventv1.PublicationNamed{Publication: p}},
			}))
		},
	}
	r.fromFlag(cmd, "it appears")
	r.untilFlag(cmd)
	return cmd
}

func (c *cli) publicationRenameCommand() *cobra.Command {
	r, series, title := &revising{}, "", ""
	cmd := &cobra.Command{
		Use:               "rename ID [--series NAME] [--title TITLE] --from MONTH",
		Short:             "Gives a publication another series or title from a month on",
		Args:              exactlyOne("publication, by its short name"),
		ValidArgsFunction: c.completion((*edition.Edition).PublicationNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.revise(cmd, func(ed *edition.Edition) (*apiv1.Revision, error) {
				p, err := latest(ed.PublicationWordings(args[0]), "publication", args[0], r.from)
				if err != nil {
					return nil, err
				}
				p.From, p.Until = r.from, stillUntil(p, r.from)
				if series != "" {
					p.Series = series
				}
				if title != "" {
					p.Title = title
				}
				return &apiv1.Revision{Change: &apiv1.Revision_Publication{Publication: &eventv1.PublicationNamed{Publication: p}}}, nil
			})
		},
	}
	r.fromFlag(cmd, "it is called so")
	cmd.Flags().StringVar(&series, "series", "", "the name of the series (default: as before)")
	cmd.Flags().StringVar(&title, "title", "", "the title of an issue (default: as before)")
	return cmd
}

func (c *cli) editionFurnitureCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "furniture",
		Short: "Words and retires what stands around the entries",
		Example: `  dontblink edition furniture word welcome --from 2024-06 --file welcome.md
  dontblink edition furniture word coming-up "What comes next" --from 2024-06`,
	},
		c.furnitureWordCommand(),
		c.editionRetireCommand("part of the furniture", (*edition.Edition).FurnitureNames, func(part, until, reason string) *apiv1.Revision {
			return &apiv1.Revision{Change: &apiv1.Revision_RetireFurniture{RetireFurniture: &eventv1.FurnitureRetired{Part: part, Until: until, Reason: reason}}}
		}),
	)
}

func (c *cli) furnitureWordCommand() *cobra.Command {
	r, name := &revising{}, ""
	cmd := &cobra.Command{
		Use:   "word PART [TEXT] --from MONTH [--file FILE]",
		Short: "Says how a part of the furniture reads from a month on",
		Long: `Says how a part of the furniture reads from a month on: welcome, about, announcements, coming-up, channels, translate, or one of your own.
It is Markdown; {series}, {months} and {team} are filled in. A file named - is what is typed in.`,
		Args:              between(1, 2, "the part, and its text unless it stands in a file"),
		ValidArgsFunction: c.completion((*edition.Edition).FurnitureNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := wording(args[1:], name)
			if err != nil {
				return err
			}
			f := &eventv1.Furniture{Part: args[0], Text: text, From: r.from, Until: r.until}
			return c.revise(cmd, of(&apiv1.Revision{Change: &apiv1.Revision_Furniture{Furniture: &eventv1.FurnitureWorded{Furniture: f}}}))
		},
	}
	r.fromFlag(cmd, "it reads so")
	r.untilFlag(cmd)
	cmd.Flags().StringVar(&name, "file", "", "the file that the text stands in")
	return cmd
}

// mostFurniture is more than any part of the furniture may have.
// In bytes; what is cut off here would be refused by the recorder for its length.
const mostFurniture = 20_000

// wording returns the text that was typed, or that of a file.
func wording(typed []string, name string) (string, error) {
	switch {
	case len(typed) > 0 && name != "":
		return "", usage{fault.New(fault.Invalid, "write the text or name a file with --file, not both")}
	case len(typed) > 0:
		return typed[0], nil
	case name == "":
		return "", usage{fault.New(fault.Invalid, "write the text, or name the file that it stands in with --file")}
	}
	in := os.Stdin
	if name != "-" {
		// The file is as the user names it; nothing else is read.
		opened, err := os.Open(name)
		if err != nil {
			return "", usage{plainPathError(err)}
		}
		defer opened.Close()
		in = opened
	}
	text, err := io.ReadAll(io.LimitReader(in, mostFurniture))
	if err != nil {
		return "", usage{fmt.Errorf("%s: %w", name, err)}
	}
	return strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")), nil
}

func (c *cli) editionTeamCommand() *cobra.Command {
	said := &eventv1.Team{}
	cmd := &cobra.Command{
		Use:     "team",
		Short:   "Says who the team is; what is not named stays as it is",
		Example: `  dontblink edition team --name "Global Advocacy team" --zone Europe/Brussels --language en`,
		Args:    nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.revise(cmd, func(ed *edition.Edition) (*apiv1.Revision, error) {
				team := proto.CloneOf(ed.Proto().GetTeam())
				if team == nil {
					team = &eventv1.Team{}
				}
				// Only flags that were typed count: an empty one empties, an absent one leaves.
				for flag, take := range map[string]func(){
					"name": func() { team.Name = said.GetName() }, "zone": func() { team.Zone = said.GetZone() },
					"language":     func() { team.Languages = said.GetLanguages() },
					"organisation": func() { team.Organisations = said.GetOrganisations() },
					"affiliate":    func() { team.Affiliates = said.GetAffiliates() },
				} {
					if cmd.Flags().Changed(flag) {
						take()
					}
				}
				return &apiv1.Revision{Change: &apiv1.Revision_Team{Team: &eventv1.TeamDescribed{Team: team}}}, nil
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&said.Name, "name", "", "what the team is called")
	flags.StringVar(&said.Zone, "zone", "", "the zone that holds where an activity names none, like Europe/Brussels")
	flags.StringArrayVar(&said.Languages, "language", nil, "a language that it works in; once for each, all of them")
	flags.StringArrayVar(&said.Organisations, "organisation", nil, "an organisation that is the team's own; once for each, all of them")
	flags.StringArrayVar(&said.Affiliates, "affiliate", nil, "an affiliate; once for each, all of them")
	return cmd
}
