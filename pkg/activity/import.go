package activity

import (
	"fmt"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// What is what became of an activity in a file.
type What string

// The words are those that people read.
const (
	Recorded  What = "recorded"
	Amended   What = "amended"
	Unchanged What = "unchanged"
	// LeftAlone is one that a member withdrew, erased or merged into another: no file brings it back.
	LeftAlone What = "left alone"
)

// Outcome says what an import did. There are events if, and only if, it is Recorded or Amended.
type Outcome struct {
	What What
	// Paths are the fields that changed. Amended without any: only what we know of the file moved on.
	Paths []string
	// Clashes are the fields that the file and a member both changed, now or earlier: the member's words were kept.
	Clashes []string
	// Outlived is what the file brought although the edition, by now, has it otherwise.
	Outlived fault.Mistakes
}

// Import takes over what a file says of an activity. The file is compared with itself, as it was when last imported: a field that it
// left alone is left alone here; a field that it changed is taken over, unless a member edited it too.
//
// An event keeps the file's content exactly as it was given, before it is completed: what we add (ids, mentions, a status, a zone)
// depends on the day and on our code, and no file may look changed because those did. It keeps that very content, and no copy of it.
func Import(a *Activity, file *eventv1.Import, ed *edition.Edition, now time.Time) ([]proto.Message, Outcome, error) {
	// Checked before anything else, and without regard to what is there: a file is refused for what it says, not for what became of it.
	given, outlived, err := settleFile(&Activity{ID: a.ID}, file.GetActivity(), file.GetSource(), ed, now)
	switch {
	case err != nil:
		return nil, Outcome{}, err
	case a.Withdrawn, a.Gone(), a.MergedInto != "":
		return nil, Outcome{What: LeftAlone}, nil
	case a.Version == 0:
		imp := &eventv1.Import{Source: file.GetSource(), Key: file.GetKey(), Activity: file.GetActivity()}
		return []proto.Message{&eventv1.ActivityRecorded{Activity: given, Import: imp}}, Outcome{What: Recorded, Outlived: outlived}, nil
	case a.Import == nil && file.GetSource() == Here:
		return importOwn(a, file, ed, now)
	case a.Import == nil:
		return nil, Outcome{}, fmt.Errorf("activity %s was not imported, yet has the id of %s in %s", a.ID, file.GetKey(), file.GetSource())
	case proto.Equal(a.Import.GetActivity(), file.GetActivity()):
		return nil, Outcome{What: Unchanged}, nil
	}
	merged, outcome := merge(a, file, ed, now)
	amended := &eventv1.ActivityAmended{
		Activity: merged,
		Paths:    outcome.Paths,
		Import: &eventv1.Import{
			Source: file.GetSource(), Key: file.GetKey(), Activity: file.GetActivity(), Clashes: outcome.Clashes,
		},
	}
	return []proto.Message{amended}, outcome, nil
}

// merge returns what the activity says after a file that has changed, and what came of it.
func merge(a *Activity, file *eventv1.Import, ed *edition.Edition, now time.Time) (*eventv1.Activity, Outcome) {
	m := &merger{a: a, ed: ed, now: now, standing: a.Import.GetClashes()}
	m.before, m.after = proto.CloneOf(a.Import.GetActivity()), proto.CloneOf(file.GetActivity())
	m.withoutOpinion()
	merged := proto.CloneOf(a.Content)
	var clashes []string
	for _, f := range fields() {
		switch m.decide(f) {
		case theFiles:
			take(merged, m.after, f)
		case both:
			clashes = append(clashes, string(f.Name()))
		}
	}
	merged, outlived, err := settleFile(a, merged, file.GetSource(), ed, now)
	if err != nil {
		// Each side is sound and the two together are not, e.g. a member put someone into a segment that the file does away
		// with. Nobody is overruled: the activity stays, and all that the file changed waits to be settled.
		return a.Content, Outcome{What: Amended, Clashes: m.contested()}
	}
	return merged, Outcome{What: Amended, Paths: Paths(a.Content, merged), Clashes: clashes, Outlived: outlived}
}

// merger holds the two states of a file against what members made of the first.
type merger struct {
	a             *Activity
	before, after *eventv1.Activity // what the file said, and says
	standing      []string          // clashes from earlier
	ed            *edition.Edition
	now           time.Time
}

// choice says whose a field is.
type choice int

const (
	ours choice = iota
	theFiles
	both
)

// decide says whose a field is. Four things bear on it: whether the file changed it since it was last imported, whether a member edited
// it, whether it was in dispute before, and whether both say the same by now.
func (m *merger) decide(f field) choice {
	changed, edited := !same(m.before, m.after, f), m.edited(f)
	standing := slices.Contains(m.standing, string(f.Name()))
	switch {
	case !edited && (changed || standing || f.Name() == "body"):
		// The body is always read anew, for the names in it may have changed.
		return theFiles
	// Nobody touched it, or a member alone did.
	case !edited || !changed && !standing:
		return ours
	case m.saysOurs(m.after, f):
		return ours
	}
	return both
}

// edited reports whether a field holds what a member wrote against the file. To have amended a field is not enough: it may be
// back at what the file said, or may only have followed another field, as mentions follow names.
func (m *merger) edited(f field) bool {
	if !slices.Contains(m.a.Edited, string(f.Name())) {
		return false
	}
	if f.Name() == "status" {
		// An empty status is completed by today's date: saysOurs would take a member's choice for the default whenever the two agree.
		return !same(m.a.Content, m.before, f)
	}
	return !m.saysOurs(m.before, f)
}

// saysOurs reports whether a field of the file comes to what the activity says.
func (m *merger) saysOurs(file *eventv1.Activity, f field) bool {
	content := withFields(m.a.Content, file, []string{string(f.Name())})
	content = Complete(content, m.ed, m.now)
	relate("", content, m.a.Import.GetSource(), &fault.Mistakes{})
	return same(content, m.a.Content, f)
}

// withoutOpinion takes out of the comparison what the file leaves open, a status and a zone: whatever stands there stays.
func (m *merger) withoutOpinion() {
	if m.after.GetStatus() == "" {
		m.before.Status, m.after.Status = m.a.Content.GetStatus(), m.a.Content.GetStatus()
		m.standing = without(m.standing, []string{"status"})
	}
	before, after := m.before.GetWhen(), m.after.GetWhen()
	if after.GetZone() == "" && before != nil && (before.GetZone() != "" || slices.Contains(m.a.Edited, "when")) {
		zone := m.a.Content.GetWhen().GetZone()
		before.Zone, after.Zone = zone, zone
	}
}

// contested returns every field that the file says otherwise than the activity does, because either of both changed it.
func (m *merger) contested() []string {
	var clashes []string
	for _, f := range fields() {
		changed := !same(m.before, m.after, f) || slices.Contains(m.standing, string(f.Name()))
		if changed && !m.saysOurs(m.after, f) {
			clashes = append(clashes, string(f.Name()))
		}
	}
	return clashes
}
