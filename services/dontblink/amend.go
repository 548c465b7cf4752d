package dontblink

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/spelling"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// amendCommand is for what one line can hold: a text, a date, some words. What has parts of its own has a command of its own, or `edit`.
func (c *cli) amendCommand() *cobra.Command {
	m := &amendment{}
	cmd := &cobra.Command{
		Use:   "amend ID FIELD=VALUE…",
		Short: "Amends an activity, field by field",
		Long: `Amends an activity. What was said before stays in its history. Fields are:

  headline, place, pillar          a text
  when                             2024-01-31, 2024-01-31T19:30, 2024-01, 2024, or a range: 2024-05-02..2024-05-04; or as "log" takes it: 2–4 May,
                                   last Tuesday, in a language of your edition
  zone                             of the date, e.g. Europe/Brussels
  kinds, priorities, topics, by, jurisdictions, tell_in
                                   words with commas between them; the first kind and the first priority are the main ones
  announcement                     yes or no
  series                           a name; or a name and which one of how many: "Learning clinics, 1/2"
  status                           done, planned or cancelled

A field is emptied by writing nothing behind the sign. If somebody else has changed the activity since the version that you name
with --version, you are told what, and nothing is amended.`,
		Example: `  dontblink amend 0f5c1a2b headline="A clinic on copyright reform" place=online
  dontblink amend 0f5c1a2b when=2024-05-02..2024-05-04 by=affiliate,staff --reason "the host moved it"`,
		Args:              takes(2, 100),
		ValidArgsFunction: completeFields,
		RunE: func(cmd *cobra.Command, args []string) error {
			m.id = args[0]
			sets, err := settings(args[1:])
			if err != nil {
				return usage{err}
			}
			return c.amend(cmd.Context(), m, "Amended", func(context.Context, *web.API, *apiv1.ActivityRow) error {
				for _, s := range sets {
					if err := s.apply(m); err != nil {
						return usage{err}
					}
				}
				return nil
			})
		},
	}
	m.flags(cmd, "why; needed for a pillar against the rule, and to cancel")
	return cmd
}

// setting is one FIELD=VALUE.
type setting struct{ field, value string }

// settings reads what was typed. Two times the same field is a slip: one of the two would be lost.
func settings(args []string) ([]setting, error) {
	var sets []setting
	for _, arg := range args {
		field, value, ok := strings.Cut(arg, "=")
		// Flags are written with hyphens, so some will write fields so too.
		field = strings.ReplaceAll(strings.TrimSpace(field), "-", "_")
		if whole := several[field]; whole != "" {
			field = whole
		}
		switch {
		case !ok:
			return nil, fmt.Errorf("“%s” is no FIELD=VALUE: write e.g. place=%s", arg, strconv.Quote(arg))
		case amendable[field] == nil:
			return nil, unknownField(field)
		case slices.ContainsFunc(sets, func(s setting) bool { return s.field == field }):
			return nil, fmt.Errorf("%s is set twice: keep one of the two", field)
		}
		sets = append(sets, setting{field, strings.TrimSpace(value)})
	}
	return sets, nil
}

// several are fields that hold more than one, by the words that files and flags have for them.
var several = map[string]string{"kind": "kinds", "priority": "priorities", "topic": "topics", "jurisdiction": "jurisdictions"}

// unknownField says where a field is changed that is not changed here, which it was that was misspelt, or which there are.
func unknownField(field string) error {
	var known []string
	for name := range amendable {
		known = append(known, name)
	}
	slices.Sort(known)
	elsewhere := map[string]string{
		"rule": "`dontblink rule`", "segments": "`dontblink rule --segment`", "follow_ups": "`dontblink followup`", "relations": "`dontblink relate`",
	}
	if command := elsewhere[field]; command != "" {
		return fmt.Errorf("%s is changed by %s", field, command)
	}
	if near := spelling.Nearest(field, known); near != "" {
		return fmt.Errorf("an activity has no field “%s”; did you mean %s?", field, near)
	}
	return fmt.Errorf("an activity has no field “%s” that is amended here; there are: %s", field, strings.Join(known, ", "))
}

func (s setting) apply(m *amendment) error {
	if err := amendable[s.field](m, s.value); err != nil {
		return fmt.Errorf("%s: %w", s.field, err)
	}
	path := s.field
	// The zone is a part of the date, and a path names the whole.
	if path == "zone" {
		path = "when"
	}
	if !slices.Contains(m.paths, path) {
		m.set(path)
	}
	return nil
}

// amendable are the fields that one line can hold, and how each is read.
// Nothing is checked but what would be lost otherwise: which words there are the recorder knows.
var amendable = map[string]func(*amendment, string) error{
	"headline":      func(m *amendment, v string) error { m.content.Headline = v; return nil },
	"place":         func(m *amendment, v string) error { m.content.Place = v; return nil },
	"status":        func(m *amendment, v string) error { m.content.Status = v; return nil },
	"pillar":        func(m *amendment, v string) error { m.content.Pillar = v; return nil },
	"kinds":         func(m *amendment, v string) error { m.content.Kinds = commas(v); return nil },
	"priorities":    func(m *amendment, v string) error { m.content.Priorities = commas(v); return nil },
	"topics":        func(m *amendment, v string) error { m.content.Topics = commas(v); return nil },
	"by":            func(m *amendment, v string) error { m.content.By = commas(v); return nil },
	"jurisdictions": func(m *amendment, v string) error { m.content.Jurisdictions = commas(v); return nil },
	"tell_in":       func(m *amendment, v string) error { m.content.TellIn = commas(v); return nil },
	"when":          (*amendment).setWhen,
	"zone":          (*amendment).setZone,
	"announcement":  (*amendment).setAnnouncement,
	"series":        (*amendment).setSeries,
}

// commas cuts words; nothing is an empty list, which empties the field.
func commas(value string) (list []string) {
	for word := range strings.SplitSeq(value, ",") {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list
}

func (m *amendment) setZone(value string) error {
	a := m.content
	// A zone alone is refused by the recorder, which then says that the date is missing.
	if a.When == nil {
		a.When = &eventv1.When{}
	}
	a.When.Zone = value
	return nil
}

func (m *amendment) setAnnouncement(value string) error {
	a := m.content
	switch strings.ToLower(value) {
	case "yes", "true":
		a.Announcement = true
	case "no", "false", "":
		a.Announcement = false
	default:
		return fmt.Errorf("“%s”: write yes or no", value)
	}
	return nil
}

// numbered is a name with which one of how many behind it: "Learning clinics, 1/2". A comma before anything else is the name's own.
var numbered = regexp.MustCompile(`^(.*\S)\s*,\s*(\d{1,9})(?:/(\d{1,9}))?$`)

// What has no number behind its name is in the series all the same.
func (m *amendment) setSeries(value string) error {
	a := m.content
	a.Series = nil
	if value == "" {
		return nil
	}
	a.Series = &eventv1.Series{Name: value}
	if found := numbered.FindStringSubmatch(value); found != nil {
		a.Series = &eventv1.Series{Name: found[1], Number: count(found[2]), Of: count(found[3])}
	}
	return nil
}

// count reads digits; none are no number.
func count(digits string) uint32 {
	n, _ := strconv.ParseUint(digits, 10, 32)
	return uint32(n)
}

// completeFields offers the fields, and behind some of them the words that they take.
func completeFields(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	if field, _, named := strings.Cut(typed, "="); named {
		var offered []string
		for _, word := range map[string][]string{"status": activity.Statuses(), "by": activity.Actors(), "kinds": activity.UsualKinds()}[field] {
			offered = append(offered, field+"="+word)
		}
		return offered, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	var fields []string
	for field := range amendable {
		fields = append(fields, field+"=")
	}
	slices.Sort(fields)
	return fields, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// noneOf says that a word is not among those that a command takes.
func noneOf(word string, words []string) error {
	sentence := fmt.Sprintf("“%s” is none of %s", word, strings.Join(words, ", "))
	if near := spelling.Nearest(word, words); near != "" {
		sentence += "; did you mean " + near + "?"
	}
	return usage{fault.New(fault.Invalid, "%s", sentence)}
}
