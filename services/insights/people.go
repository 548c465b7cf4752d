package insights

import (
	"context"
	"slices"
	"time"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// ListPeople lists the people and organisations that the log knows, by name.
func (i *insights) ListPeople(ctx context.Context, req *apiv1.ListPeopleRequest) (*apiv1.ListPeopleResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	page, next, err := i.rows.People(ctx, readmodel.PeopleQuery{Search: req.GetSearch(), Limit: int(req.GetPageSize()), After: req.GetPage()})
	if err != nil {
		return nil, err
	}
	rows, err := i.personRows(ctx, page)
	return &apiv1.ListPeopleResponse{People: rows, NextPage: next}, err
}

// mostParts is how many activities GetPerson tells of somebody; ListActivities tells all of them.
const mostParts = 100

// GetPerson answers whom a name means, with the activities that name them.
// Person is who stands for all, Merged are the others; Asked is the id of the very name that was asked for.
func (i *insights) GetPerson(ctx context.Context, req *apiv1.GetPersonRequest) (*apiv1.GetPersonResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	meant, err := i.rows.Person(ctx, req.GetPerson())
	if err != nil {
		return nil, err
	}
	rows, err := i.personRows(ctx, append([]readmodel.Person{meant.Person}, meant.Merged...))
	if err != nil {
		return nil, err
	}
	parts, err := i.rows.Parts(ctx, meant.ID, mostParts)
	if err != nil {
		return nil, err
	}
	answer := &apiv1.GetPersonResponse{Person: rows[0], Merged: rows[1:], Asked: meant.Asked}
	for _, part := range parts {
		answer.Parts = append(answer.Parts, &apiv1.PersonPart{
			Activity: part.Activity, Headline: part.Headline, Name: part.Named, Role: part.Role, Organisation: part.SpokeFor, Part: part.Part,
			Day: part.Day.Format(time.DateOnly),
		})
	}
	return answer, nil
}

// personRows returns people as they are told, with whose they are.
func (i *insights) personRows(ctx context.Context, people []readmodel.Person) ([]*apiv1.PersonRow, error) {
	ed, err := i.rows.Edition(ctx)
	if err != nil {
		return nil, err
	}
	// Whom people speak for is looked up for all of them at once.
	var organisations []string
	for _, p := range people {
		if p.SpokeFor != "" && !slices.Contains(organisations, p.SpokeFor) {
			organisations = append(organisations, p.SpokeFor)
		}
	}
	called := map[string][]string{}
	if len(organisations) > 0 {
		if called, err = i.rows.Called(ctx, organisations); err != nil {
			return nil, err
		}
	}
	s := sidesOf(ed)
	rows := make([]*apiv1.PersonRow, len(people))
	for n, p := range people {
		rows[n] = personRow(p)
		if p.Organisation {
			rows[n].Whose = s.whose(append(p.Called(), p.Also...)...)
		} else {
			rows[n].Whose = s.whose(append(called[p.SpokeFor], p.SpokeFor)...)
		}
	}
	return rows, nil
}

// personRow turns a person into a message, but for whose they are.
func personRow(p readmodel.Person) *apiv1.PersonRow {
	row := &apiv1.PersonRow{
		Id: p.ID, Organisation: p.Organisation, Name: p.Name(), Aliases: slices.Concat(p.Aliases, p.Also), ShortName: p.ShortName,
		Abbreviation: p.Abbreviation, MergedInto: p.MergedInto, Activities: uint32(p.Activities), LastRole: p.LastRole,
		LastOrganisation: p.LastOrganisation, Version: p.Version,
	}
	for _, name := range p.Names {
		row.Names = append(row.Names, &apiv1.PersonName{Name: name.Name, From: name.From})
	}
	return row
}

// sides says whose organisations are, by the ids of their names.
type sides struct{ ours, affiliates map[string]bool }

// sidesOf goes by names, as activities do: an organisation that is renamed is listed under both.
func sidesOf(ed *edition.Edition) sides {
	team := ed.Proto().GetTeam()
	s := sides{map[string]bool{}, map[string]bool{}}
	// The team is an organisation too, under its own name. An empty name is nobody's, though it has an id like any other.
	for _, name := range append(team.GetOrganisations(), team.GetName()) {
		s.ours[person.ID(name)] = name != ""
	}
	for _, name := range team.GetAffiliates() {
		s.affiliates[person.ID(name)] = name != ""
	}
	return s
}

// whose says whose an organisation is that is called so. Who speaks for none is nobody's.
func (s sides) whose(called ...string) string {
	whose := "other"
	for _, name := range called {
		switch id := person.ID(name); {
		case s.ours[id]:
			return "ours"
		case s.affiliates[id]:
			whose = "affiliate"
		}
	}
	return whose
}
