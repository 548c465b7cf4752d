package activity

import (
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// importOwn takes in what a file says of an activity that was logged here: an export of ours that comes back, perhaps with changes. There is no
// earlier file to tell what changed, and the export may be older than what members wrote since; so every word that stands here is a
// member's, and where the file says otherwise, both are told.
func importOwn(a *Activity, file *eventv1.Import, ed *edition.Edition, now time.Time) ([]proto.Message, Outcome, error) {
	as := *a
	as.Import = &eventv1.Import{Source: file.GetSource(), Key: file.GetKey(), Activity: a.Content}
	m := &merger{a: &as, ed: ed, now: now}
	m.before, m.after = proto.CloneOf(a.Content), proto.CloneOf(file.GetActivity())
	m.withoutOpinion()
	clashes := m.contested()
	if len(clashes) == 0 {
		return nil, Outcome{What: Unchanged}, nil
	}
	amended := &eventv1.ActivityAmended{Activity: a.Content, Import: &eventv1.Import{
		Source: file.GetSource(), Key: file.GetKey(), Activity: file.GetActivity(), Clashes: clashes,
	}}
	return []proto.Message{amended}, Outcome{What: Amended, Clashes: clashes}, nil
}

// everyField names all fields of an activity.
func everyField() []string {
	var names []string
	for _, f := range fields() {
		names = append(names, string(f.Name()))
	}
	return names
}
