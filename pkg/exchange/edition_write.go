package exchange

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// WriteEdition writes an edition as a YAML file that Open reads to the same edition: imported where there is none, and written again, it is
// the same file.
// The library's own encoder will do here, unlike for activities: names and months are short, and a round trip is tested.
func WriteEdition(w io.Writer, e *eventv1.Edition) error {
	out := yaml.NewEncoder(w)
	out.SetIndent(2)
	if err := out.Encode(editionFile(e)); err != nil {
		return fmt.Errorf("write the edition as YAML: %w", err)
	}
	return out.Close()
}

// The shapes of a file, in the order in which people read it.
// They are kept apart from the events' own structs, whose fields are numbered for the log and grouped otherwise.
type (
	// Months are "2024-01"; what is empty is left out, as a person would.
	editionYAML struct {
		Team         *teamYAML         `yaml:"team,omitempty"`
		Publications []publicationYAML `yaml:"publications,omitempty"`
		Pillars      []pillarYAML      `yaml:"pillars,omitempty"`
		Priorities   []priorityYAML    `yaml:"priorities,omitempty"`
		Topics       []topicYAML       `yaml:"topics,omitempty"`
		Furniture    []furnitureYAML   `yaml:"furniture,omitempty"`
		Retired      []retiredYAML     `yaml:"retired,omitempty"`
		Merged       []mergedYAML      `yaml:"merged,omitempty"`
		Orders       []orderYAML       `yaml:"orders,omitempty"`
		LeftOut      []string          `yaml:"left_out,omitempty"`
	}
	teamYAML struct {
		Name          string   `yaml:"name"`
		Zone          string   `yaml:"zone,omitempty"`
		Languages     []string `yaml:"languages,omitempty,flow"`
		Organisations []string `yaml:"organisations,omitempty"`
		Affiliates    []string `yaml:"affiliates,omitempty"`
	}
	publicationYAML struct {
		ID     string `yaml:"id"`
		Series string `yaml:"series"`
		Title  string `yaml:"title"`
		From   string `yaml:"from"`
		Until  string `yaml:"until,omitempty"`
	}
	pillarYAML struct {
		ID         string         `yaml:"id"`
		Name       string         `yaml:"name"`
		Subtitle   string         `yaml:"subtitle,omitempty"`
		From       string         `yaml:"from"`
		Until      string         `yaml:"until,omitempty"`
		Position   uint32         `yaml:"position,omitempty"`
		Priorities []priorityYAML `yaml:"priorities,omitempty"`
	}
	priorityYAML struct {
		ID       string `yaml:"id"`
		Name     string `yaml:"name"`
		Pillar   string `yaml:"pillar,omitempty"`
		From     string `yaml:"from,omitempty"`
		Until    string `yaml:"until,omitempty"`
		Position uint32 `yaml:"position,omitempty"`
	}
	topicYAML struct {
		ID           string `yaml:"id"`
		Name         string `yaml:"name"`
		Abbreviation string `yaml:"abbreviation,omitempty"`
		From         string `yaml:"from"`
		Until        string `yaml:"until,omitempty"`
	}
	furnitureYAML struct {
		Part  string `yaml:"part"`
		From  string `yaml:"from"`
		Until string `yaml:"until,omitempty"`
		Text  string `yaml:"text"`
	}
	// One of the kinds is named.
	kindYAML struct {
		Publication string `yaml:"publication,omitempty"`
		Pillar      string `yaml:"pillar,omitempty"`
		Priority    string `yaml:"priority,omitempty"`
		Topic       string `yaml:"topic,omitempty"`
		Furniture   string `yaml:"furniture,omitempty"`
	}
	retiredYAML struct {
		kindYAML `yaml:",inline"`
		Until    string `yaml:"until"`
	}
	mergedYAML struct {
		kindYAML `yaml:",inline"`
		Into     string `yaml:"into"`
		From     string `yaml:"from"`
	}
	orderYAML struct {
		From   string   `yaml:"from"`
		Pillar string   `yaml:"pillar,omitempty"`
		IDs    []string `yaml:"ids,flow"`
	}
)

// editionFile lays an edition out as a file has it.
func editionFile(e *eventv1.Edition) editionYAML {
	f := editionYAML{LeftOut: e.GetLeftOut()}
	if t := e.GetTeam(); t != nil {
		f.Team = &teamYAML{t.GetName(), t.GetZone(), t.GetLanguages(), t.GetOrganisations(), t.GetAffiliates()}
	}
	for _, p := range e.GetPublications() {
		f.Publications = append(f.Publications, publicationYAML{p.GetId(), p.GetSeries(), p.GetTitle(), p.GetFrom(), p.GetUntil()})
	}
	f.Pillars, f.Priorities = pillarsYAML(e)
	for _, t := range e.GetTopics() {
		f.Topics = append(f.Topics, topicYAML{t.GetId(), t.GetName(), t.GetAbbreviation(), t.GetFrom(), t.GetUntil()})
	}
	for _, p := range e.GetFurniture() {
		f.Furniture = append(f.Furniture, furnitureYAML{p.GetPart(), p.GetFrom(), p.GetUntil(), p.GetText()})
	}
	for _, r := range e.GetRetirements() {
		f.Retired = append(f.Retired, retiredYAML{of(r.GetKind(), r.GetId()), r.GetUntil()})
	}
	for _, m := range e.GetMergers() {
		f.Merged = append(f.Merged, mergedYAML{of(m.GetKind(), m.GetId()), m.GetInto(), m.GetFrom()})
	}
	for _, o := range e.GetOrders() {
		f.Orders = append(f.Orders, orderYAML{o.GetFrom(), o.GetPillar(), o.GetIds()})
	}
	return f
}

// of names one of a kind.
func of(kind, id string) kindYAML {
	switch edition.Kind(kind) {
	case edition.Publication:
		return kindYAML{Publication: id}
	case edition.Pillar:
		return kindYAML{Pillar: id}
	case edition.Priority:
		return kindYAML{Priority: id}
	case edition.Topic:
		return kindYAML{Topic: id}
	case edition.Furniture:
	}
	return kindYAML{Furniture: id}
}

// pillarsYAML puts each priority under the wording of its pillar that had begun last when the priority begins; those that find none stand by
// themselves. A place is written only where it is not the one that the entry has in the list.
func pillarsYAML(e *eventv1.Edition) (pillars []pillarYAML, loose []priorityYAML) {
	ordered := slices.SortedStableFunc(slices.Values(e.GetPillars()), func(a, b *eventv1.Pillar) int {
		return cmp.Or(cmp.Compare(a.GetFrom(), b.GetFrom()), cmp.Compare(a.GetPosition(), b.GetPosition()))
	})
	under := map[int][]*eventv1.Priority{}
	for _, p := range e.GetPriorities() {
		at := holder(ordered, p)
		under[at] = append(under[at], p)
	}
	for i, p := range ordered {
		pillars = append(pillars, pillarYAML{
			ID: p.GetId(), Name: p.GetName(), Subtitle: p.GetSubtitle(), From: p.GetFrom(), Until: p.GetUntil(),
			Position: unlessAt(i, p.GetPosition()), Priorities: prioritiesYAML(under[i], p),
		})
	}
	return pillars, prioritiesYAML(under[nowhere], nil)
}

// nowhere is the place of priorities that stand under no pillar of the file.
const nowhere = -1

// holder returns the wording under which a priority stands, by its place among pillars, which are in the order of months.
func holder(pillars []*eventv1.Pillar, p *eventv1.Priority) int {
	at, begun := nowhere, ""
	for i, pillar := range pillars {
		if pillar.GetId() == p.GetPillar() && begun <= pillar.GetFrom() && pillar.GetFrom() <= p.GetFrom() {
			at, begun = i, pillar.GetFrom()
		}
	}
	return at
}

// prioritiesYAML writes those of one pillar in their order, or those of none.
func prioritiesYAML(all []*eventv1.Priority, pillar *eventv1.Pillar) []priorityYAML {
	slices.SortStableFunc(all, func(a, b *eventv1.Priority) int { return cmp.Compare(a.GetPosition(), b.GetPosition()) })
	var written []priorityYAML
	for i, p := range all {
		line := priorityYAML{ID: p.GetId(), Name: p.GetName(), From: p.GetFrom(), Until: p.GetUntil(), Position: unlessAt(i, p.GetPosition())}
		switch {
		case pillar == nil:
			line.Pillar = p.GetPillar()
		// A priority under a pillar begins with it unless it says otherwise.
		case p.GetFrom() == pillar.GetFrom():
			line.From = ""
		}
		written = append(written, line)
	}
	return written
}

// unlessAt returns a place that an entry of a list does not have by itself.
func unlessAt(i int, position uint32) uint32 {
	if position == uint32(i)+1 { //nolint:gosec // a list in memory
		return 0
	}
	return position
}
