package exchange

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// column is something that a column of a sheet may hold.
type column struct {
	// read makes a value of a cell.
	read func(*sheet, cell) node
	// headers are what people write above it, beside its own name; in small letters and without blanks.
	// Those of another language are for the mapping file: a word that is one thing in one and another in the next would be guessed.
	headers []string
}

// sheetColumns are the columns that a sheet may have. Most are keys of an activity; time, to, link_label and link_verb complete one.
var sheetColumns = map[string]column{
	"key":           {asLine, []string{"id", "nr", "no", "number", "#", "ref", "reference"}},
	"source":        {asLine, nil},
	"headline":      {asLine, []string{"title", "subject", "activity", "event", "whathappened"}},
	"kind":          {asWords, []string{"kinds", "type", "types", "category"}},
	"status":        {asWord, []string{"state"}},
	"status_reason": {asLine, []string{"whycancelled", "cancelledbecause"}},
	"by":            {asWords, []string{"who", "actor", "actors", "whoacted"}},
	"when":          {asDate, []string{"date", "day", "from", "start", "startdate", "begin", "begins", "dates"}},
	"to":            {asDate, []string{"end", "enddate", "ends", "through", "lastday"}},
	"time":          {asClock, []string{"starttime", "hour"}},
	"zone":          {asLine, []string{"timezone"}},
	"place":         {asLine, []string{"location", "where", "venue", "city"}},
	"jurisdictions": {asWords, []string{"jurisdiction", "country", "countries", "region", "regions"}},
	"priorities":    {asIDs, []string{"priority", "policypriority", "policypriorities"}},
	"announcement":  {asFlag, []string{"announcements"}},
	"topics":        {asWords, []string{"topic", "tags", "tag", "bill", "law"}},
	"pillar":        {asWord, nil},
	"pillar_reason": {asLine, []string{"whythispillar"}},
	"links":         {asLinks, []string{"link", "url", "urls", "address", "web", "website"}},
	"link_label":    {asLine, []string{"linktext", "linktitle"}},
	"link_verb":     {asWord, []string{"calltoaction"}},
	"people":        {inParts("name", "role", "organisation", "part"), []string{"person", "speaker", "speakers", "participants", "attendees"}},
	"organisations": {inParts("name", "abbreviation", "part"), []string{"organisation", "organizations", "organization", "orgs", "partner", "partners", "host", "hosts"}},
	"segments":      {inParts("name", "rule"), nil},
	"rule":          {asWord, []string{"confidentiality"}},
	"until":         {asDate, []string{"embargountil", "embargo"}},
	"body":          {asProse, []string{"text", "story", "description", "summary"}},
	"follow_ups":    {inParts("key", "what", "when", "state"), []string{"followup", "nextsteps"}},
	"relations":     {asRelations, []string{"relation"}},
	"series":        {asSeries, nil},
	"tell_in":       {asIDs, []string{"issue", "issues", "tellinissue"}},
	"withdrawn":     {asProse, []string{"withdrawnbecause"}},
}

// columnNames are the names of the columns, in order.
func columnNames() []string { return slices.Sorted(maps.Keys(sheetColumns)) }

// headings leads from a header, folded, to the column that it names.
// No word stands under two columns: which of them it named would be the map's whim.
var headings = func() map[string]string {
	found := map[string]string{}
	for name, c := range sheetColumns {
		found[foldedHeader(name)] = name
		for _, header := range c.headers {
			found[header] = name
		}
	}
	return found
}()

// foldedHeader is a header as it is compared: without blanks, signs and capitals.
// "#" alone is how a column of numbers is called, and would fold to nothing.
func foldedHeader(header string) string {
	if strings.TrimSpace(header) == "#" {
		return "#"
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, header)
}

// columnLetters writes a column's number, from 0, as spreadsheets do: A, B, … Z, AA.
func columnLetters(i int) string {
	var letters []byte
	for i++; i > 0; i = (i - 1) / 26 {
		letters = append(letters, byte('A'+(i-1)%26))
	}
	slices.Reverse(letters)
	return string(letters)
}
