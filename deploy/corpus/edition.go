package main

import (
	"go.yaml.in/yaml/v3"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// editionFile is edition.yaml.
type editionFile struct {
	Team struct {
		Name          string   `yaml:"name"`
		Zone          string   `yaml:"zone"`
		Languages     []string `yaml:"languages,flow"`
		Organisations []string `yaml:"organisations,flow"`
		Affiliates    []string `yaml:"affiliates,flow"`
	} `yaml:"team"`
	Publications []publication `yaml:"publications"`
	Pillars      []pillar      `yaml:"pillars"`
	Furniture    []furniture   `yaml:"furniture"`
}

type publication struct {
	ID     string `yaml:"id"`
	Series string `yaml:"series"`
	Title  string `yaml:"title"`
	From   string `yaml:"from"`
	Until  string `yaml:"until,omitempty"`
}

type pillar struct {
	ID         string     `yaml:"id"`
	Name       string     `yaml:"name"`
	Subtitle   string     `yaml:"subtitle"`
	From       string     `yaml:"from"`
	Until      string     `yaml:"until,omitempty"`
	Priorities []priority `yaml:"priorities,omitempty"`
}

// priority holds from its pillar's beginning unless it says otherwise.
type priority struct {
	ID    string `yaml:"id"`
	Name  string `yaml:"name"`
	From  string `yaml:"from,omitempty"`
	Until string `yaml:"until,omitempty"`
}

type furniture struct {
	Part string `yaml:"part"`
	From string `yaml:"from"`
	Text string `yaml:"text"`
}

// When things change, in months after the first: the pillars are renamed twice, priorities come, move and go.
const (
	renamed      = 11
	renamedAgain = 17
	childSafety  = 14
	machines     = 20
	neutralEnds  = 23
)

// newEditionFile tells of a team whose headings changed twice, as headings do.
func newEditionFile(from calendar.Month) editionFile {
	at := func(n int) string { return from.Add(n).String() }
	var f editionFile
	f.Team.Name = "Public policy team"
	f.Team.Zone = "Etc/UTC"
	f.Team.Languages = []string{"en"}
	f.Team.Organisations = []string{ourName}
	f.Team.Affiliates = affiliateNames
	f.Publications = []publication{
		{ID: "commons-watch", Series: "Commons Watch", Title: "{series}: policy and law in {months}",
			From: at(0), Until: at(renamedAgain - 1)},
		{ID: "commons-watch", Series: "Commons Watch", Title: "“{series}”: what moved for the commons in {months}",
			From: at(renamedAgain)},
		{ID: "quarterly", Series: "The Commons Quarterly", Title: "{series}, {months}", From: at(childSafety)},
	}
	f.Pillars = append(f.Pillars, thirdPillars(at)...)
	f.Pillars = append(f.Pillars, secondPillars(at)...)
	f.Pillars = append(f.Pillars, firstPillars(at)...)
	f.Furniture = []furniture{
		{Part: "welcome", From: at(0), Text: "What we did in {months}, and what it was good for."},
		{Part: "about", From: at(0), Text: "The {team} speaks for those who write, keep and use free knowledge."},
		{Part: "announcements", From: at(0), Text: "News from the team"},
		{Part: "announcements", From: at(renamed), Text: "From our team"},
		{Part: "coming-up", From: at(0), Text: "What comes next"},
		{Part: "channels", From: at(0), Text: "Write to us, or join the list."},
		{Part: "channels", From: at(renamedAgain), Text: "Write to us, join the list, or read “{series}” by feed."},
		{Part: "translate", From: at(0), Text: "Which language is missing? Help us to translate this issue."},
	}
	return f
}

func firstPillars(at func(int) string) []pillar {
	return []pillar{
		{ID: "model", Name: "Open rules", Subtitle: "Laws on platforms and works", From: at(0),
			Priorities: []priority{
				{ID: "access-to-knowledge", Name: "Access to knowledge"},
				{ID: "copyright", Name: "Copyright"},
				{ID: "intermediary-liability", Name: "Liability of hosts"},
				{ID: "net-neutrality", Name: "Net neutrality", Until: at(neutralEnds)},
			}},
		{ID: "people", Name: "Safe contributors", Subtitle: "Privacy, speech and safety", From: at(0),
			Priorities: []priority{
				{ID: "privacy", Name: "Privacy"},
				{ID: "surveillance", Name: "Surveillance"},
				{ID: "expression", Name: "Free expression"},
				{ID: "disinformation", Name: "Countering disinformation"},
			}},
		{ID: "values", Name: "Rights", Subtitle: "Human rights online", From: at(0),
			Priorities: []priority{
				{ID: "human-rights", Name: "Human rights"},
			}},
		{ID: "regions", Name: "Around the world", Subtitle: "Dialogue in the regions", From: at(0), Until: at(renamed - 1),
			Priorities: []priority{
				{ID: "regional-dialogue", Name: "Regional dialogue", Until: at(renamed - 1)},
			}},
	}
}

func secondPillars(at func(int) string) []pillar {
	return []pillar{
		{ID: "model", Name: "Keeping the commons open", Subtitle: "Access to knowledge and fair rules for hosts", From: at(renamed)},
		{ID: "people", Name: "Keeping contributors safe", Subtitle: "Privacy, expression and honest information", From: at(renamed)},
		{ID: "values", Name: "Keeping rights alive", Subtitle: "Human rights and the young", From: at(renamed),
			Priorities: []priority{
				{ID: "child-safety", Name: "Children’s rights and safety", From: at(childSafety)},
			}},
	}
}

// From here on the values come first, and disinformation is one of theirs.
func thirdPillars(at func(int) string) []pillar {
	return []pillar{
		{ID: "values", Name: "For the values of the commons", Subtitle: "Human rights and honest information", From: at(renamedAgain),
			Priorities: []priority{
				{ID: "disinformation", Name: "Information integrity"},
			}},
		{ID: "people", Name: "For the people of the commons", Subtitle: "Privacy and free expression", From: at(renamedAgain)},
		{ID: "model", Name: "For the model of the commons", Subtitle: "Access to knowledge, hosts, machines", From: at(renamedAgain),
			Priorities: []priority{
				{ID: "machine-learning", Name: "Machine learning and the commons", From: at(machines)},
			}},
	}
}

// yaml returns the file's text.
func (f editionFile) yaml() ([]byte, error) {
	text, err := yaml.Marshal(f)
	return append([]byte("# Who the team is, and how its digest is called, divided and framed. None of it is real.\n\n"), text...), err
}

// proto returns what the file says, for the generator to ask which priorities and pillars hold in a month.
func (f editionFile) proto() *eventv1.Edition {
	e := &eventv1.Edition{}
	for i, p := range f.Pillars {
		e.Pillars = append(e.Pillars, &eventv1.Pillar{
			Id: p.ID, Name: p.Name, Subtitle: p.Subtitle, From: p.From, Until: p.Until, Position: uint32(i + 1),
		})
		for j, q := range p.Priorities {
			from := q.From
			if from == "" {
				from = p.From
			}
			e.Priorities = append(e.Priorities, &eventv1.Priority{
				Id: q.ID, Name: q.Name, Pillar: p.ID, From: from, Until: q.Until, Position: uint32(j + 1),
			})
		}
	}
	return e
}
