package dontblink

import (
	"encoding/json"
	"fmt"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// waiting is an activity that somebody typed and the log does not have yet: a line of the outbox.
type waiting struct {
	// CommandID is made once: sent twice, it is recorded once.
	CommandID string `json:"command_id"`
	// To is where it goes: the address of a server, or a data folder.
	To      string    `json:"to"`
	TypedAt time.Time `json:"typed_at"`
	// Today was the day when and where it was typed: "last Tuesday" is meant as of then.
	Today string        `json:"today"`
	Line  string        `json:"line"`
	Given capture.Given `json:"given"`
	// Request is the activity as it is sent, once the line was understood whole. From then on nothing else is sent under this command id.
	Request json.RawMessage `json:"request,omitempty"`
	// Refused says why it was not taken when it was sent.
	Refused string `json:"refused,omitempty"`

	// raw is a line of the outbox that cannot be read, as it stands.
	raw string
}

// understood reads the line as of the day on which it was typed.
func (w *waiting) understood(k known) capture.Understood {
	// We wrote it ourselves; whoever changed the file gets what they asked for.
	today, err := calendar.ParseDay(w.Today)
	if err != nil {
		today = calendar.DayOf(w.TypedAt)
	}
	return capture.Parse(w.Line, capture.Context{Today: today, Edition: k.edition, People: k.people, Given: w.Given})
}

// holds settles what is sent.
// From here on the words are those of that day's edition and names: the same command id must not bring two contents.
func (w *waiting) holds(content *eventv1.Activity) error {
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(content)
	if err != nil {
		return fmt.Errorf("the activity cannot be written down: %w", err)
	}
	w.Request = text
	return nil
}

// activity is what is sent.
func (w *waiting) activity() (*eventv1.Activity, error) {
	content := &eventv1.Activity{}
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(w.Request, content); err != nil {
		return nil, fmt.Errorf("what was understood of %q cannot be read any more: %w", w.Line, err)
	}
	return content, nil
}
