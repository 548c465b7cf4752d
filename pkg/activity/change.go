package activity

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Change is what one event did to an activity, as it is told to whoever asks who said what.
type Change struct {
	// What is a word of Deed: "recorded", "amended", "completed".
	What string
	// Paths are the fields that changed, by their names in Activity.
	Paths  []string
	Reason string
	// Source is the file's own name for itself; empty when a member did it.
	Source string
	// Clashes are the fields that the file and a member both changed: the member's words were kept.
	Clashes []string
	// Part is what it was about, if that was a part: the segment's name, the follow-up's key, the picture's hash.
	Part string
	// Other is the id of another activity that it was about.
	Other string
	// Was and Becomes are a rule before and after, in words; of a picture that was there already, Was is what it was said to show.
	Was, Becomes string
	// Promises are what PromiseChanges says, and Parts what PartChanges does, for whoever knows what was said before.
	Promises, Parts []string
}

// From adds what only they can tell who know what was said before and after.
func (c *Change) From(before, after *eventv1.Activity) {
	if slices.Contains(c.Paths, "follow_ups") && before != nil {
		c.Promises = PromiseChanges(before, after)
	}
	if slices.Contains(c.Paths, "segments") && before != nil {
		c.Parts = PartChanges(before, after)
	}
	if i := placeOf(before, c.Part); c.What == "image attached" && i >= 0 {
		c.Was = before.GetImages()[i].GetAlt()
	}
}

// ChangeBy returns what an event did; false for one that is none of an activity's.
func ChangeBy(event proto.Message) (Change, bool) {
	c := Change{What: Deed(event)}
	if imp := importOf(event); imp != nil && c.What != "erased" {
		c.Source, c.Clashes = imp.GetSource(), imp.GetClashes()
	}
	if amendment, ok := event.(Amendment); ok {
		c.Paths = amendment.GetPaths()
	}
	if argued, ok := event.(interface{ GetReason() string }); ok {
		c.Reason = argued.GetReason()
	}
	c.about(event)
	return c, c.What != ""
}

// about notes the part and the other activity that an event names.
func (c *Change) about(event proto.Message) {
	switch event := event.(type) {
	case interface{ GetKey() string }: // of a follow-up
		c.Part = event.GetKey()
	case interface{ GetHash() string }: // of a picture
		c.Part = event.GetHash()
	case interface {
		GetSegment() string
		GetWas() *eventv1.Rule
		GetActivity() *eventv1.Activity
	}:
		c.Part = event.GetSegment()
		c.Was, c.Becomes = RuleWords(event.GetWas()), RuleWords(ruleOf(event.GetActivity(), c.Part))
	case interface{ GetOther() string }:
		c.Other = event.GetOther()
	case interface{ GetInto() string }:
		c.Other = event.GetInto()
	}
	if reported, ok := event.(*eventv1.FollowUpReported); ok {
		c.Other = reported.GetReportedIn()
	}
}

// RuleWords says a rule: "chatham-house", "embargo until 3 May 2024, 09:00 (Asia/Tokyo)"; "no rule" for none.
func RuleWords(rule *eventv1.Rule) string {
	until := rule.GetUntil()
	if until == nil {
		return cmp.Or(rule.GetKind(), "no rule")
	}
	words := rule.GetKind() + " until " + calendar.MustOf(until).Words(calendar.English)
	if until.GetZone() != "" {
		words += " (" + until.GetZone() + ")"
	}
	return words
}

// Sentence tells the change: "On 5 February 2024, 14:02 UTC, amara amended the headline and the links, from the source policy-team: “…”.".
func (c Change) Sentence(at time.Time, actor string) string {
	var s strings.Builder
	s.WriteString("On " + calendar.MomentWords(at) + ", " + actor + " ")
	s.WriteString(c.inParticular(c.words()))
	if c.Source != "" {
		s.WriteString(", from the source " + c.Source)
	}
	if len(c.Clashes) > 0 {
		s.WriteString("; the edit of " + Enumerated(c.Clashes) + " made here was kept")
	}
	if c.Reason != "" {
		return s.String() + ": “" + c.Reason + "”."
	}
	return s.String() + "."
}

// inParticular puts behind the mention of the follow-ups, and of the segments, which they were.
func (c Change) inParticular(words string) string {
	which := func(path string, which []string) {
		if said := "the " + FieldWords(path); len(which) > 0 {
			words = strings.Replace(words, said, said+" ("+strings.Join(which, ", ")+")", 1)
		}
	}
	which("segments", c.Parts)
	which("follow_ups", c.Promises)
	return words
}

// words says what somebody did, behind their name.
func (c Change) words() string {
	switch c.What {
	case "recorded":
		return "logged it"
	case "amended":
		return c.amended()
	case "completed":
		return "completed it" + with(c.Paths, "status", "status_reason")
	case "cancelled":
		return "cancelled it" + with(c.Paths, "status", "status_reason")
	case "planned":
		return "planned it again" + with(c.Paths, "status", "status_reason")
	case "rule tightened", "rule relaxed":
		return c.rule()
	case "pillar overridden":
		return "put it under another pillar" + with(c.Paths, "pillar", "pillar_reason")
	case "pillar override lifted":
		return "put it back under the pillar of its first priority" + with(c.Paths, "pillar", "pillar_reason")
	case "follow-up closed", "follow-up waived", "follow-up reopened", "follow-up reported":
		return c.followUp()
	case "restored":
		return "restored it"
	case "erased":
		return "erased what was said until then"
	case "withdrawn":
		return "withdrew it"
	}
	return c.joined()
}

func (c Change) amended() string {
	switch {
	case len(c.Paths) > 0:
		return "amended " + Enumerated(c.Paths)
	case len(c.Clashes) > 0:
		return "took in a change"
	}
	return "took in the file anew; nothing here changed"
}

func (c Change) rule() string {
	words := strings.TrimPrefix(c.What, "rule ") + " its rule"
	if c.Part != "" {
		words = strings.TrimPrefix(c.What, "rule ") + " the rule of the segment " + fault.Quoted(c.Part)
	}
	if c.Becomes != "" {
		words += ", from " + c.Was + " to " + c.Becomes
	}
	return words
}

func (c Change) followUp() string {
	words := strings.TrimPrefix(c.What, "follow-up ") + " a follow-up"
	if c.Part != "" {
		words = strings.TrimPrefix(c.What, "follow-up ") + " the follow-up " + fault.Quoted(c.Part)
	}
	if c.Other != "" {
		words += ", told in " + thing.Short(c.Other)
	}
	return words + with(c.Paths, "follow_ups")
}

// joined says what was done with pictures, and with an activity that seemed the same.
func (c Change) joined() string {
	switch c.What {
	case "image attached":
		if c.Was != "" {
			return "said something else of a picture of it, which was to show " + fault.Quoted(c.Was) + with(c.Paths, "images")
		}
		return "put a picture to it" + with(c.Paths, "images")
	case "image detached":
		return "took a picture from it" + with(c.Paths, "images")
	case "absorbed":
		return "merged " + c.other("another activity") + " into it" + with(c.Paths)
	case "released":
		return "parted it from " + c.other("an activity") + ", which had been merged into it" + gaveBack(c.Paths)
	case "merged":
		return "merged it into " + c.other("another activity")
	case "merge undone":
		return "parted it again from the one that it had been merged into"
	case "told apart":
		return "told it apart from " + c.other("one that seemed the same")
	}
	return c.What
}

func gaveBack(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	return ", and gave back " + Enumerated(paths)
}

// other names the other activity, or says in the words given that there was one.
func (c Change) other(unnamed string) string { return cmp.Or(thing.Short(c.Other), unnamed) }

// with tells of the fields that changed beside those that the deed itself says.
func with(paths []string, said ...string) string {
	rest := slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return slices.Contains(said, path) })
	if len(rest) == 0 {
		return ""
	}
	return ", with " + Enumerated(rest)
}

// Enumerated writes fields in words: "the headline, the links and the follow-ups".
func Enumerated(paths []string) string {
	words := make([]string, len(paths))
	for i, path := range paths {
		words[i] = "the " + FieldWords(path)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
