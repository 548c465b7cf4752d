package exchange

import (
	"strings"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// draft is an activity as it is being read.
// Its fields may come in any order, so what depends on several of them is settled when all are read.
type draft struct {
	source, key string
	withdrawn   string
	content     *eventv1.Activity
	// zone and until stand beside `when:` and `rule:`, in any order.
	zone  *node
	until *node
	// byID are the other activities that it names by their ids.
	byID []string
}

var (
	// The words come from the domain, so that a sentence never offers one that would be refused next.
	likeRule     = oneOf(activity.Rules())
	likeRelation = "a relation, as {rests_on: key-of-the-other}; " + oneOf(activity.Relations())
)

// oneOf writes "a, b or c".
// There are at least two.
func oneOf(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// They end sentences of the form "…; write …".
const (
	likeActivity = "an activity: key:, headline:, kind:, when: and the rest"
	likeWhen     = "a day as 2024-01-31, a moment as 2024-01-31T19:30, a month as 2024-01, a year as 2024, or {from: …, to: …}"
)

// lineFields are the keys of an activity in a file, whatever format it has.
// A key is for ever: files that were written years ago, and exports of them, must be read. Another name for one goes to otherwise in nearest.go, which
// says what was meant, and never here.
var lineFields = fields[draft]{
	"source":        func(r *reader, n *node, d *draft) { d.source = r.name(n) },
	"key":           func(r *reader, n *node, d *draft) { d.key = r.name(n) },
	"withdrawn":     func(r *reader, n *node, d *draft) { d.withdrawn = r.reason(n) },
	"headline":      func(r *reader, n *node, d *draft) { d.content.Headline = r.atMost(n, activity.LongestHeadline) },
	"kind":          func(r *reader, n *node, d *draft) { d.content.Kinds = r.lines(n) },
	"status":        func(r *reader, n *node, d *draft) { d.content.Status = r.line(n) },
	"status_reason": func(r *reader, n *node, d *draft) { d.content.StatusReason = r.line(n) },
	"by":            func(r *reader, n *node, d *draft) { d.content.By = r.lines(n) },
	"when":          func(r *reader, n *node, d *draft) { d.content.When = r.when(n) },
	"zone":          func(_ *reader, n *node, d *draft) { d.zone = n },
	"place":         func(r *reader, n *node, d *draft) { d.content.Place = r.line(n) },
	"jurisdictions": func(r *reader, n *node, d *draft) { d.content.Jurisdictions = r.lines(n) },
	"priorities":    func(r *reader, n *node, d *draft) { d.content.Priorities = r.lines(n) },
	"announcement":  func(r *reader, n *node, d *draft) { d.content.Announcement = r.flag(n) },
	"topics":        func(r *reader, n *node, d *draft) { d.content.Topics = r.lines(n) },
	"pillar":        func(r *reader, n *node, d *draft) { d.content.Pillar = r.line(n) },
	"pillar_reason": func(r *reader, n *node, d *draft) { d.content.PillarReason = r.line(n) },
	"links":         func(r *reader, n *node, d *draft) { d.content.Links = each(r, n, r.link) },
	"people":        func(r *reader, n *node, d *draft) { d.content.People = each(r, n, r.person) },
	"organisations": func(r *reader, n *node, d *draft) { d.content.Organisations = each(r, n, r.organisation) },
	"segments":      func(r *reader, n *node, d *draft) { d.content.Segments = each(r, n, r.segment) },
	"rule":          func(r *reader, n *node, d *draft) { d.content.Rule = r.rule(n) },
	"until":         func(_ *reader, n *node, d *draft) { d.until = n },
	"body":          func(r *reader, n *node, d *draft) { d.content.Body = each(r, n, r.passageOf) },
	"follow_ups":    func(r *reader, n *node, d *draft) { d.content.FollowUps = each(r, n, r.followUp) },
	"relations":     func(r *reader, n *node, d *draft) { d.content.Relations = each(r, n, r.relation) },
	"series":        func(r *reader, n *node, d *draft) { d.content.Series = r.series(n) },
	"tell_in":       func(r *reader, n *node, d *draft) { d.content.TellIn = r.lines(n) },
	"images":        func(r *reader, n *node, d *draft) { d.content.Images = each(r, n, r.image) },
}

// activity reads an activity. Its source is that of the file, unless it names its own.
// What is refused is noted in r, and the draft is as much as could be read; content is nil only where nothing but the withdrawal is said.
func (r *reader) activity(n *node, source string, of fields[draft]) draft {
	d := draft{source: source, content: &eventv1.Activity{}}
	if !record(r, n, of, &d, likeActivity) {
		return d
	}
	d.content.When = r.zoned(d.content.When, d.zone)
	d.content.Rule = r.bounded(d.content.Rule, d.until)
	// A key that was refused for what it is need not be missed as well.
	if d.key == "" && !r.blames("key") {
		r.refuse(n, "the key is missing; write key: and a word that names this activity within its source for ever")
	}
	if d.source == "" && !r.sourceless && !r.blames("source") {
		r.refuse(n, "the source is missing; write source and a word that names where these activities come from")
	}
	r.bounds(n)
	// Here and not later, since the file alone knows the source that makes an id of a key. The key stays too, for people.
	for _, relation := range d.content.Relations {
		if relation.Id != "" {
			d.byID = append(d.byID, relation.Id)
		} else if relation.Key != "" {
			relation.Id = activity.ImportedID(d.source, relation.Key)
		}
	}
	// The same holds for the activity that reports a promise; what looks like an id is one already.
	for _, f := range d.content.FollowUps {
		if activity.IsID(f.ReportedIn) {
			d.byID = append(d.byID, f.ReportedIn)
		} else if f.ReportedIn != "" {
			f.ReportedIn = activity.ImportedID(d.source, f.ReportedIn)
		}
	}
	// Nothing is said but the withdrawal: what the activity was stays as the log has it.
	if d.withdrawn != "" && proto.Size(d.content) == 0 {
		d.content = nil
	}
	return d
}

// blames reports whether something was refused in that field already.
func (r *reader) blames(field string) bool {
	for _, refusal := range r.refusals {
		if refusal.Field == field {
			return true
		}
	}
	return false
}

// bounds refuses what no event of the log could hold.
// The limits are pkg/activity's; here they are told with the line of what is too large, before the log would refuse the whole.
func (r *reader) bounds(n *node) {
	body := n.get("body")
	switch {
	case r.body > activity.LargestBody && body != nil:
		r.down("body")
		r.refuse(body, "the body has %d KiB; write %d KiB at the most, and link to longer documents", activity.KiB(r.body), activity.LargestBody>>10)
		r.up()
	case r.size > activity.Largest:
		r.refuse(n, "the texts of this activity have %d KiB together; write %d KiB at the most", activity.KiB(r.size), activity.Largest>>10)
	}
}

// name reads a source or a key.
// Ids are made of both, and a blank that nobody sees would make another activity.
func (r *reader) name(n *node) string {
	s := r.atMost(n, activity.LongestName)
	if s != "" && strings.TrimSpace(s) != s {
		r.refuse(n, "a blank stands before or after the text; take it away")
	}
	return s
}

// reason reads why an activity was withdrawn.
func (r *reader) reason(n *node) string {
	why := r.passage(n)
	if n.kind == nothing {
		return ""
	}
	// `withdrawn: true` is what one writes first, and it says no reason.
	if strings.TrimSpace(why) == "" && n.kind == text || n.plain && (why == "true" || why == "false" || why == "yes") {
		r.refuse(n, "say why the activity was withdrawn, in a few words; leave the key out if it was not")
	}
	return why
}

// {from: 2024-05-02, to: 2024-05-04, zone: Europe/Brussels}, all of it as it is spelt.
var whenFields = fields[eventv1.When]{
	"from": func(r *reader, n *node, w *eventv1.When) { w.From = r.line(n) },
	"to":   func(r *reader, n *node, w *eventv1.When) { w.To = r.line(n) },
	"zone": func(r *reader, n *node, w *eventv1.When) { w.Zone = r.line(n) },
}

// when reads a date as it is spelt; what it means is for the calendar to say.
// Neither form nor month is looked at here: mistakes of the calendar come back with a field, and find their line by it.
func (r *reader) when(n *node) *eventv1.When {
	switch n.kind {
	case nothing:
		return nil
	case text:
		return &eventv1.When{From: r.line(n)}
	}
	w := &eventv1.When{}
	record(r, n, whenFields, w, likeWhen)
	return w
}

// zoned adds the zone that stands beside a date.
// A zone without a date is kept all the same: the calendar then says that the date is missing.
func (r *reader) zoned(w *eventv1.When, beside *node) *eventv1.When {
	if beside == nil || beside.kind == nothing {
		return w
	}
	r.down("zone")
	defer r.up()
	zone := r.line(beside)
	switch {
	case w == nil:
		return &eventv1.When{Zone: zone}
	case w.Zone != "":
		r.refuse(beside, "the zone stands here and with the date; keep one of the two")
	default:
		w.Zone = zone
	}
	return w
}

// ruleOf is a rule as it is being read, with what stands beside it.
type ruleOf struct {
	rule        *eventv1.Rule
	name        string
	until, zone *node
}

// {kind: embargo, until: 2024-05-03T09:00, zone: Asia/Tokyo}; the zone is that of until.
var ruleFields = fields[ruleOf]{
	"kind":  func(r *reader, n *node, into *ruleOf) { into.rule.Kind = r.line(n) },
	"until": func(_ *reader, n *node, into *ruleOf) { into.until = n },
	"zone":  func(_ *reader, n *node, into *ruleOf) { into.zone = n },
}

// rule reads a rule: one word, or {kind, until, zone}.
// Nothing is no rule, and not public: what holds where none is said is the domain's to decide.
func (r *reader) rule(n *node) *eventv1.Rule {
	switch n.kind {
	case nothing:
		return nil
	case text:
		return &eventv1.Rule{Kind: r.line(n)}
	}
	into := ruleOf{rule: &eventv1.Rule{}}
	if !record(r, n, ruleFields, &into, likeRule) {
		return into.rule
	}
	into.rule = r.bounded(into.rule, into.until)
	return r.zonedRule(into.rule, into.zone)
}

// bounded adds the end of an embargo that stands beside a rule.
func (r *reader) bounded(rule *eventv1.Rule, beside *node) *eventv1.Rule {
	if beside == nil || beside.kind == nothing {
		return rule
	}
	r.down("until")
	defer r.up()
	switch {
	case rule == nil:
		r.refuse(beside, "until ends an embargo; write rule: embargo beside it")
	case rule.Until != nil:
		r.refuse(beside, "until stands here and within the rule; keep one of the two")
	default:
		rule.Until = r.when(beside)
	}
	return rule
}

// zonedRule adds the zone that stands beside the end of an embargo.
func (r *reader) zonedRule(rule *eventv1.Rule, zone *node) *eventv1.Rule {
	if zone == nil || zone.kind == nothing {
		return rule
	}
	if rule == nil || rule.Until == nil {
		r.down("zone")
		r.refuse(zone, "this zone has no until: beside it; write the zone of the activity beside its when:")
		r.up()
		return rule
	}
	rule.Until = r.zoned(rule.Until, zone)
	return rule
}

// {name: Questions, rule: embargo, until: 2024-05-03}, where until may stand beside the rule as it does with the whole.
var segmentFields = fields[ruleOf]{
	"name":  func(r *reader, n *node, into *ruleOf) { into.name = r.line(n) },
	"rule":  func(r *reader, n *node, into *ruleOf) { into.rule = r.rule(n) },
	"until": ruleFields["until"],
	"zone":  ruleFields["zone"],
}

// segment reads {name, rule}, with the end of an embargo within the rule or beside it.
func (r *reader) segment(n *node) *eventv1.Segment {
	var into ruleOf
	record(r, n, segmentFields, &into, "a segment, as {name: …, rule: …}")
	rule := r.zonedRule(r.bounded(into.rule, into.until), into.zone)
	return &eventv1.Segment{Name: into.name, Rule: rule}
}
