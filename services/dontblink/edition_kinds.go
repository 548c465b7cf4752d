package dontblink

import (
	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// latest returns a copy of the wording that a new one from a month on replaces: the latest that has begun, else the first of all. What the
// new one does not say stays as it says.
// wordings come with the latest first.
func latest[T interface {
	proto.Message
	GetFrom() string
}](wordings []T, kind, id, from string) (last T, err error) {
	if len(wordings) == 0 {
		return last, fault.New(fault.NotFound, "no %s has the short name %q: `dontblink edition show` tells which there are", kind, id)
	}
	if from == "" {
		return last, usage{fault.New(fault.Invalid, "say from which month on with --from, like 2025-01")}
	}
	if _, err := calendar.ParseMonth(from); err != nil {
		return last, fault.New(fault.Invalid, "--from: %s", err)
	}
	for _, w := range wordings {
		last = w
		if w.GetFrom() <= from {
			break
		}
	}
	return proto.CloneOf(last), nil
}

// stillUntil returns the month in which the wording ended that a new one follows, unless that one begins later.
// An end that lies before the new beginning ended the old wording, and would end the new one before it begins.
func stillUntil(w interface{ GetUntil() string }, from string) string {
	if w.GetUntil() < from {
		return ""
	}
	return w.GetUntil()
}

func (c *cli) editionPillarCommand() *cobra.Command {
	names := (*edition.Edition).PillarNames
	return group(&cobra.Command{
		Use:   "pillar",
		Short: "Adds, renames, retires, merges and orders pillars",
		Example: `  dontblink edition pillar rename people "Protecting the people" --from 2024-01
  dontblink edition pillar order values people model --from 2025-01`,
	},
		c.pillarAddCommand(), c.pillarRenameCommand(),
		c.editionRetireCommand("pillar", names, func(id, until, reason string) *apiv1.Revision {
			return &apiv1.Revision{Change: &apiv1.Revision_RetirePillar{RetirePillar: &eventv1.PillarRetired{Id: id, Until: until, Reason: reason}}}
		}),
		c.editionMergeCommand("pillar", names, func(id, into, from, reason string) *apiv1.Revision {
			return &apiv1.Revision{Change: &apiv1.Revision_MergePillar{MergePillar: &eventv1.PillarMerged{Id: id, Into: into, From: from, Reason: reason}}}
		}),
		c.pillarOrderCommand(),
	)
}

func (c *cli) pillarAddCommand() *cobra.Command {
	r, p := &revising{}, &eventv1.Pillar{}
	cmd := &cobra.Command{
		Use:   "add ID NAME --from MONTH",
		Short: "Adds a pillar, behind the others, or brings one back",
		Args:  exactlyTwo("its short name and what it is called"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p.Id, p.Name, p.From, p.Until = args[0], args[1], r.from, r.until
			return c.revise(cmd, of(&apiv1.Revision{Introduces: true, Change: &apiv1.Revision_Pillar{Pillar: &eventv1.PillarNamed{Pillar: p}}}))
		},
	}
	r.fromFlag(cmd, "it holds")
	r.untilFlag(cmd)
	cmd.Flags().StringVar(&p.Subtitle, "subtitle", "", "what stands below its heading")
	return cmd
}

func (c *cli) pillarRenameCommand() *cobra.Command {
	r, subtitle := &revising{}, ""
	cmd := &cobra.Command{
		Use:               "rename ID [NAME] --from MONTH",
		Short:             "Gives a pillar another name or subtitle from a month on",
		Args:              between(1, 2, "its short name and what it is called from then on"),
		ValidArgsFunction: c.completion((*edition.Edition).PillarNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.revise(cmd, func(ed *edition.Edition) (*apiv1.Revision, error) {
				p, err := latest(ed.PillarWordings(args[0]), "pillar", args[0], r.from)
				if err != nil {
					return nil, err
				}
				p.From, p.Until = r.from, stillUntil(p, r.from)
				if len(args) == 2 {
					p.Name = args[1]
				}
				if cmd.Flags().Changed("subtitle") {
					p.Subtitle = subtitle
				}
				return &apiv1.Revision{Change: &apiv1.Revision_Pillar{Pillar: &eventv1.PillarNamed{Pillar: p}}}, nil
			})
		},
	}
	r.fromFlag(cmd, "it is called so")
	cmd.Flags().StringVar(&subtitle, "subtitle", "", "what stands below its heading (default: as before)")
	return cmd
}

// pillarOrderCommand is the only way to say where something stands: places are counted by nobody.
func (c *cli) pillarOrderCommand() *cobra.Command {
	r := &revising{}
	cmd := &cobra.Command{
		Use:               "order ID… --from MONTH",
		Short:             "Puts the pillars in order from a month on; those not named follow",
		Args:              atLeastOne("the pillars in their order"),
		ValidArgsFunction: c.completion((*edition.Edition).PillarNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.revise(cmd, of(&apiv1.Revision{Change: &apiv1.Revision_OrderPillars{OrderPillars: &eventv1.PillarsOrdered{From: r.from, Ids: args}}}))
		},
	}
	r.fromFlag(cmd, "they stand so")
	return cmd
}

func (c *cli) editionPriorityCommand() *cobra.Command {
	names := (*edition.Edition).PriorityNames
	return group(&cobra.Command{
		Use:   "priority",
		Short: "Adds, renames, moves, retires, merges and orders priorities",
		Example: `  dontblink edition priority rename copyright "Copyright reform" --from 2024-01
  dontblink edition priority move copyright values --from 2024-01
  dontblink edition priority merge disinformation into information-integrity --from 2025-01`,
	},
		c.priorityAddCommand(), c.priorityRenameCommand(), c.priorityMoveCommand(),
		c.editionRetireCommand("priority", names, func(id, until, reason string) *apiv1.Revision {
			return &apiv1.Revision{Change: &apiv1.Revision_RetirePriority{RetirePriority: &eventv1.PriorityRetired{Id: id, Until: until, Reason: reason}}}
		}),
		c.editionMergeCommand("priority", names, func(id, into, from, reason string) *apiv1.Revision {
			return &apiv1.Revision{Change: &apiv1.Revision_MergePriority{MergePriority: &eventv1.PriorityMerged{Id: id, Into: into, From: from, Reason: reason}}}
		}),
		c.priorityOrderCommand(),
	)
}

func (c *cli) priorityAddCommand() *cobra.Command {
	r, p := &revising{}, &eventv1.Priority{}
	cmd := &cobra.Command{
		Use:   "add ID NAME --from MONTH [--pillar ID]",
		Short: "Adds a priority, behind the others of its pillar, or brings one back",
		Args:  exactlyTwo("its short name and what it is called"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p.Id, p.Name, p.From, p.Until = args[0], args[1], r.from, r.until
			return c.revise(cmd, of(&apiv1.Revision{Introduces: true, Change: &apiv1.Revision_Priority{Priority: &eventv1.PriorityNamed{Priority: p}}}))
		},
	}
	r.fromFlag(cmd, "it holds")
	r.untilFlag(cmd)
	cmd.Flags().StringVar(&p.Pillar, "pillar", "", "the pillar that it belongs to, by its short name (default: none)")
	c.completes(cmd, "pillar", (*edition.Edition).PillarNames)
	return cmd
}

func (c *cli) priorityRenameCommand() *cobra.Command {
	r := &revising{}
	cmd := &cobra.Command{
		Use:               "rename ID NAME --from MONTH",
		Short:             "Gives a priority another name from a month on",
		Args:              exactlyTwo("its short name and what it is called from then on"),
		ValidArgsFunction: c.completion((*edition.Edition).PriorityNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.revisePriority(cmd, args[0], r.from, func(p *eventv1.Priority) { p.Name = args[1] })
		},
	}
	r.fromFlag(cmd, "it is called so")
	return cmd
}

func (c *cli) priorityMoveCommand() *cobra.Command {
	r := &revising{}
	cmd := &cobra.Command{
		Use:   "move ID PILLAR --from MONTH",
		Short: "Puts a priority under another pillar from a month on",
		Long: `Puts a priority under another pillar from a month on, behind those that stand there. What was done since then under that priority first moves
with it, unless a member has put it under a pillar by themselves.`,
		Args:              exactlyTwo("its short name and the pillar's"),
		ValidArgsFunction: c.completion((*edition.Edition).PriorityNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.revisePriority(cmd, args[0], r.from, func(p *eventv1.Priority) { p.Pillar, p.Position = args[1], 0 })
		},
	}
	r.fromFlag(cmd, "it belongs there")
	return cmd
}

// revisePriority words a priority anew; what is not changed stays.
func (c *cli) revisePriority(cmd *cobra.Command, id, from string, change func(*eventv1.Priority)) error {
	return c.revise(cmd, func(ed *edition.Edition) (*apiv1.Revision, error) {
		p, err := latest(ed.PriorityWordings(id), "priority", id, from)
		if err != nil {
			return nil, err
		}
		p.From, p.Until = from, stillUntil(p, from)
		change(p)
		return &apiv1.Revision{Change: &apiv1.Revision_Priority{Priority: &eventv1.PriorityNamed{Priority: p}}}, nil
	})
}

func (c *cli) priorityOrderCommand() *cobra.Command {
	r, pillar := &revising{}, ""
	cmd := &cobra.Command{
		Use:               "order ID… --pillar ID --from MONTH",
		Short:             "Puts the priorities of a pillar in order from a month on; those not named follow",
		Args:              atLeastOne("the priorities in their order"),
		ValidArgsFunction: c.completion((*edition.Edition).PriorityNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.revise(cmd, of(&apiv1.Revision{Change: &apiv1.Revision_OrderPriorities{
				OrderPriorities: &eventv1.PrioritiesOrdered{From: r.from, Pillar: pillar, Ids: args},
			}}))
		},
	}
	r.fromFlag(cmd, "they stand so")
	cmd.Flags().StringVar(&pillar, "pillar", "", "the pillar whose priorities are meant")
	c.completes(cmd, "pillar", (*edition.Edition).PillarNames)
	return cmd
}
