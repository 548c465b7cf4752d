// Package capture reads an activity from one line, as a member types it in a hurry: "23 jan panel at FIMI conference @costanza
// #disinformation !chatham Brussels https://…".
//
// It loses nothing: what it does not understand stays in the headline, and what could mean two things is asked, not guessed. It is pure:
// it is told what day it is, what the edition says, and whom the log knows by the names in the line.
package capture

import (
	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Context is what the reader of a line has to be told.
type Context struct {
	// Today is the day on which the line was typed, where it was typed: "last Tuesday" is meant as of then, also when it is read later.
	Today calendar.Day
	// Edition knows the priorities, and which organisations are the team's own; nil: nothing is known of them.
	// Those that lie outside of the month in question count only when they are written in full.
	Edition *edition.Edition
	// People holds whom the log knows by each name that Names returned; a name that is missing is nobody's so far.
	People map[string][]Known
	// Given is what was said beside the line, by flags or in answer to questions. It goes before what the line says.
	Given Given
}

// Known is a person or an organisation that may be meant.
type Known struct {
	// Name is the one that the log has now, whatever the line called them by. The JSON is what a line keeps of an answer while it waits to be sent.
	Name         string `json:"name"`
	Abbreviation string `json:"abbreviation,omitempty"`
	Organisation bool   `json:"organisation,omitempty"`
	// Role and Of are a person's role and whom they spoke for, when they were last named.
	Role string `json:"role,omitempty"`
	Of   string `json:"of,omitempty"`
}

// Part is what a piece of the line was taken for.
type Part string

// The parts.
// They are words for people: whoever shows a line says of each piece what it was taken for.
const (
	PartWhen         Part = "when"
	PartZone         Part = "zone"
	PartKind         Part = "kind"
	PartPerson       Part = "person"
	PartOrganisation Part = "organisation"
	PartPriority     Part = "priority"
	PartTopic        Part = "topic"
	PartAnnouncement Part = "announcement"
	PartRule         Part = "rule"
	PartStatus       Part = "status"
	PartBy           Part = "who acted"
	PartPlace        Part = "place"
	PartLink         Part = "link"
	// PartUnknown is a sign that looks like one of ours and is not: whoever typed it is asked, or told.
	PartUnknown Part = "unknown"
)

// Piece is a stretch of the line and what it was taken for.
type Piece struct {
	// From and To are offsets into the line, in bytes; To is behind the last one.
	// A piece begins and ends with whole words: it takes the punctuation behind them with it.
	From, To int
	Part     Part
	// Meaning is what was understood, in words.
	Meaning string
	// Stays says that the headline reads on through it; Says is what is read there: "@costanza" as the whole name.
	Stays bool
	Says  string
	// New says that it names somebody whom the log does not know yet.
	New bool
}

// Understood is what a line says.
type Understood struct {
	// Line is the line as it was given, byte for byte; the offsets of pieces are into it.
	Line string
	// Activity is what would be recorded.
	// It is complete when no question is Required and there are no mistakes, and may be anything before that. It has no ids: recording gives them.
	Activity *eventv1.Activity
	// Pieces are in the order of the line and do not overlap. What lies between them is the headline.
	Pieces []Piece
	// Questions are what is missing or could mean several things, the most important first.
	Questions []Question
	// Notes are what whoever typed the line should know, in sentences.
	Notes []string
	// Mistakes are what else the log would refuse, and no question asks about.
	// Their fields are those of the activity, as activity.Check names them.
	Mistakes fault.Mistakes
}

// Longest is how many bytes a line may have. Nobody types more; whoever pastes a book is told so.
// A story has a place of its own, so what is longer was not meant for a line.
const Longest = 64 << 10

// Parse reads a line. The same line in the same context is always read alike.
//
// A line begins with its date or holds one alone. Marks say the rest: @ whom it names, # a priority or a topic, ! a rule, a status, a kind or
// who acted, ^ a place; addresses are links. Words that can mean nothing but a rule ("under CHR") are one, and of those that may ("off the record") it is
// asked. All other words are the headline.
//
// There is no error: what stands in the way of recording is a question or a mistake, so that whatever was understood can be shown beside it.
func Parse(line string, c Context) Understood {
	if c.Edition == nil {
		c.Edition = edition.New()
	}
	r := &reader{Context: c, line: line, content: &eventv1.Activity{}}
	if len(line) <= Longest {
		r.words = split(line)
	} else {
		r.note("the line has more than %d KiB: write the headline in it, and the story on the activity's page", Longest>>10)
	}
	// The order counts. Each step takes words, and the next ones see what is left: a date first, since its words are the most certain and decide which
	// priorities hold; then what has a sign; then kinds and places, which are only guessed from plain words; the headline is the rest.
	r.ahead = r.isPlanned()
	r.rulesInWords()
	r.when()
	r.marks()
	r.links()
	r.kind()
	r.place()
	r.headline()
	// After all that, so that a flag holds against the line and takes nothing out of the headline; and before questions, so that it answers them.
	r.apply(c.Given)
	r.askSecret()
	r.ask()
	return Understood{
		Line: line, Activity: r.content, Pieces: r.pieces(), Questions: r.questions, Notes: r.notes, Mistakes: r.mistakes(),
	}
}

// mistakes returns what the log would refuse, but for the fields that are asked about.
func (r *reader) mistakes() fault.Mistakes {
	var left fault.Mistakes
	// That the kind is missing is asked with choices, and need not be said as a mistake too.
	for _, m := range activity.Check(r.content, r.Edition) {
		if !r.asked(m.Field) && (m.Field != FieldPriorities || !r.askedOfPriority()) {
			left = append(left, m)
		}
	}
	return left
}

// reader reads one line.
type reader struct {
	Context
	line      string
	words     []word
	content   *eventv1.Activity
	questions []Question
	notes     []string
	// ahead says that what has no year lies ahead.
	ahead bool
	// unsure is what looks like a date and may be several, or none.
	unsure []dated
	// secret is what may be a rule in words.
	secret *secret
}

// pieces returns what the words were taken for, those of one use as one piece.
func (r *reader) pieces() []Piece {
	var pieces []Piece
	for i := 0; i < len(r.words); i++ {
		use := r.words[i].use
		if use == nil {
			continue
		}
		piece := Piece{From: r.words[i].from, To: r.words[i].to, Part: use.part, Meaning: use.meaning, Stays: use.stays, Says: use.says, New: use.isNew}
		// Words that were taken together share one use, by its address.
		for i+1 < len(r.words) && r.words[i+1].use == use {
			i++
			piece.To = r.words[i].to
		}
		pieces = append(pieces, piece)
	}
	return pieces
}
