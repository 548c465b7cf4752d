package capture

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// secret is what sounds like a rule and is no mark: "off the record".
type secret struct{ from, to int }

// rulesInWords reads rules that are said in words. It comes before all dates, since the end of an embargo is none of the activity's, and takes only what
// can mean nothing else; of what may, it is asked.
func (r *reader) rulesInWords() {
	for i := 0; i < len(r.words); i++ {
		if to := r.embargoAt(i); to > 0 {
			i = to - 1
		} else if from, to := r.chathamAt(i); to > 0 {
			r.saysRule(from, to, activity.ChathamHouse)
			i = to - 1
		} else if n := r.secretAt(i); n > 0 && r.secret == nil {
			r.secret = &secret{i, i + n}
		}
	}
}

// saysRule takes words for a rule, unless the sentence is about it: "a talk on the Chatham House Rule".
func (r *reader) saysRule(from, to int, rule string) {
	if from > 0 && r.words[from-1].tail() == "" && connecting[r.words[from-1].lower()] && !ofNames[r.words[from-1].lower()] {
		r.secret = &secret{from, to}
		return
	}
	r.ruledBy(from, to, &eventv1.Rule{Kind: rule}, use{part: PartRule, meaning: rule})
}

// ruledBy takes words for the rule, and leaves those of a second one in the headline: the first would be gone, and nobody would have said so.
func (r *reader) ruledBy(from, to int, rule *eventv1.Rule, u use) {
	if said := r.content.GetRule(); said != nil && said.GetKind() != rule.GetKind() {
		r.noteOnce("an activity has one rule: " + fault.Quoted(r.text(from, to)) + " is left in the headline")
		r.take(from, to, use{part: PartUnknown, meaning: "a second rule", stays: true})
		return
	}
	if rule.GetUntil() == nil {
		rule.Until = r.content.GetRule().GetUntil()
	}
	r.content.Rule = rule
	r.take(from, to, u)
}

// underWords stand before a rule that something is under, untilWords before the end of an embargo.
var (
	underWords = set("under|unter|sous|bajo|sob|sotto")
	untilWords = set("until|till|til|bis|jusqu'au|hasta|até|fino")
)

// embargoAt reads "under embargo until 1 Dec 10:00" and "embargoed till tomorrow 9am CET"; it returns where that ends.
func (r *reader) embargoAt(i int) int {
	from := i
	if underWords[strings.ToLower(r.words[i].text)] && i+1 < len(r.words) {
		i++
	}
	word, under := r.words[i].lower(), i > from
	ends := i+1 < len(r.words) && untilWords[r.words[i+1].lower()]
	if word != "embargoed" && (word != "embargo" || !under && !ends) {
		return 0
	}
	if !ends {
		// "An embargoed study was shared" tells of what is over.
		r.secret = &secret{from, i + 1}
		return i + 1
	}
	until, to := r.endAt(i + 2)
	if until == nil && word == "embargo" && !under {
		// "The embargo until then was hard on us" tells of it too.
		r.secret = &secret{from, i + 2}
		return i + 2
	}
	u := use{part: PartRule, meaning: activity.Embargo}
	if until == nil {
		// The end is asked for. What was typed of it stays where it is, and so does what it depends on.
		to, u.stays = i+2, true
	} else {
		u.meaning += " until " + calendar.MustOf(until).FullWords(calendar.English)
	}
	r.ruledBy(from, to, &eventv1.Rule{Kind: activity.Embargo, Until: until}, u)
	return to
}

// endAt reads when an embargo ends, "1 Dec 10:00" or "9am tomorrow", which lies ahead more often than not; it returns where that ends.
func (r *reader) endAt(i int) (until *eventv1.When, to int) {
	if i >= len(r.words) {
		return nil, i
	}
	was := r.ahead
	defer func() { r.ahead = was }()
	r.ahead = true
	at := moment{}
	d, ok := r.bareDateAt(i, behindPrefix)
	if !ok {
		at = r.momentAt(i)
		if at.words == 0 || i+at.words >= len(r.words) {
			return nil, i
		}
		d, ok = r.bareDateAt(i+at.words, behindPrefix)
	}
	single := ok && d.span.Precision == calendar.ToTheDay && !d.span.Range
	switch {
	case !ok, at.words > 0 && !single:
		return nil, i
	case at.words == 0 && single && d.to < len(r.words):
		at = r.momentAt(d.to)
		d.to += at.words
	}
	if at.words > 0 {
		d.when.From, d.when.Zone = d.when.From+"T"+at.from, at.zone
	}
	return d.when, d.to
}

// ruleWords are the words for a rule that stand beside "Chatham House", and ofWords those between the two where it stands before.
var (
	ruleWords = set("rule|rules|regel|regeln|règle|règles|regla|reglas|regra|regras|regola|zasada|zasady|правило")
	ofWords   = set("of|de|da|di|von")
)

// chathamAt reads "under the Chatham House Rule", "(CHR)", "règle de Chatham House"; "Chatham House" alone is an institute that holds panels too.
func (r *reader) chathamAt(i int) (from, to int) {
	from, to, ruled := r.chathamRuleAt(i)
	if to == 0 {
		return 0, 0
	}
	before := func() string {
		if from == 0 {
			return ""
		}
		return r.words[from-1].lower()
	}
	if before() == "the" && from > 1 && slices.Contains([]string{"under", "per"}, r.words[from-2].lower()) {
		from--
	}
	if underWords[before()] || slices.Contains([]string{"per", "selon", "nach"}, before()) {
		from, ruled = from-1, true
	}
	if !ruled {
		// By itself behind a comma it is hardly the institute, and is asked about.
		if from > 0 && r.words[from-1].tail() != "" && r.words[from-1].use == nil {
			r.secret = &secret{from, to}
		}
		return 0, 0
	}
	if to < len(r.words) && slices.Contains([]string{"applies", "applied", "apply", "gilt", "galt"}, r.words[to].lower()) {
		to++
	}
	return from, to
}

// chathamRuleAt finds the name of the rule, and whether a word for a rule is in it; to is 0 where there is no such name.
func (r *reader) chathamRuleAt(i int) (from, to int, ruled bool) {
	from, to = i, i+1
	switch first := r.words[i].lower(); {
	case r.words[i].bare() == "CHR":
		return from, to, true
	case first == "chatham-house", first == "chatham-house-regel":
	case first == "chatham" && to < len(r.words) && strings.TrimSuffix(r.words[to].lower(), "-regel") == "house":
		to++
	default:
		return 0, 0, false
	}
	ruled = strings.HasSuffix(r.words[to-1].lower(), "-regel")
	if to < len(r.words) && ruleWords[r.words[to].lower()] {
		to, ruled = to+1, true
	}
	// "Our rules at Chatham House" are others.
	if from >= 2 && ruleWords[r.words[from-2].lower()] && ofWords[r.words[from-1].lower()] {
		from, ruled = from-2, true
	}
	return from, to, ruled
}

// secrets are words by which somebody asks that something is not told, or not of whom, and that say no rule of ours.
var secrets = []string{
	"off the record", "off-the-record", "confidential", "not for publication", "nothing public", "internal only", "on background", "background only",
	"not for attribution", "non-attributable", "unter 3", "unter drei", "unter zwei", "vertraulich", "nicht öffentlich",
	"en off", "non pubblico", "poufne", "tlp:red", "tlp:amber",
	"confidentiel", "confidencial", //nolint:misspell // They are French and Spanish.
}

// secretAt returns how many words ask for secrecy from the place on; 0: none.
func (r *reader) secretAt(i int) int {
	if r.words[i].use != nil {
		return 0
	}
	first := r.words[i].lower()
	for _, phrase := range secrets {
		if !strings.HasPrefix(phrase, first) || first == "" {
			continue
		}
		n := strings.Count(phrase, " ") + 1
		if i+n > len(r.words) {
			continue
		}
		said := strings.ToLower(r.text(i, i+n))
		// "Confidential" before a noun is what that is called: "confidential computing".
		if said == phrase && (n > 1 || strings.Contains(phrase, ":") || i+1 == len(r.words) || r.words[i].tail() != "" || i > 0 && r.words[i-1].tail() != "") {
			return n
		}
	}
	return 0
}

// askSecret asks which rule is meant, unless one was said. It is required: what was said in confidence would be told.
func (r *reader) askSecret() {
	if r.secret == nil || r.content.GetRule() != nil {
		return
	}
	said := r.text(r.secret.from, r.secret.to)
	if _, answered := r.Given.Marks[said]; answered {
		return
	}
	q := Question{
		Field: FieldMark, About: said, Required: true,
		Text: "It says " + fault.Quoted(said) + ", which is no rule until you name one. Which holds?",
		Choices: []Choice{
			{activity.ChathamHouse, "the Chatham House Rule: what was said may be told, and not by whom"},
			{activity.Internal, "internal: nothing of it leaves the team"}, {activity.Embargo, "embargo: nothing is told until a day"}, {activity.Public, "public: all of it may be told"},
			{"", "none: it belongs to the headline"},
		},
	}
	r.questions = append(r.questions, q)
}
