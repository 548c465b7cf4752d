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
	if from > 0 && r.words[from-1].tail() == "" && connecting[r.words[from-1].lower()] {
		r.secret = &secret{from, to}
		return
	}
	r.content.Rule = &eventv1.Rule{Kind: rule, Until: r.content.GetRule().GetUntil()}
	r.take(from, to, use{part: PartRule, meaning: rule})
}

// embargoAt reads "under embargo until 1 Dec 10:00" and "embargoed till tomorrow 9am CET"; it returns where that ends.
func (r *reader) embargoAt(i int) int {
	from, word := i, r.words[i].lower()
	if before := strings.ToLower(r.words[i].text); before == "under" && i+1 < len(r.words) {
		i++
		word = r.words[i].lower()
	}
	untilNext := i+1 < len(r.words) && slices.Contains([]string{"until", "till", "til", "bis", "jusqu'au", "hasta", "até", "fino"}, r.words[i+1].lower())
	if word != "embargoed" && (word != "embargo" || from == i && !untilNext) {
		return 0
	}
	if !untilNext {
		// "An embargoed study was shared" tells of what is over.
		r.secret = &secret{from, i + 1}
		return i + 1
	}
	to := i + 1
	r.content.Rule = &eventv1.Rule{Kind: activity.Embargo}
	meaning := activity.Embargo
	if i+2 < len(r.words) {
		// An end lies ahead more often than not.
		was := r.ahead
		r.ahead = true
		d, ok := r.bareDateAt(i+2, behindPrefix)
		r.ahead = was
		if ok {
			if m := r.momentAt(min(d.to, len(r.words)-1)); d.to < len(r.words) && m.words > 0 && d.span.Precision == calendar.ToTheDay && !d.span.Range {
				d.when.From += "T" + m.from
				d.when.Zone = m.zone
				d.to += m.words
			}
			r.content.Rule.Until, to = d.when, d.to
			meaning += " until " + calendar.MustOf(d.when).FullWords(calendar.English)
		}
	}
	r.take(from, to, use{part: PartRule, meaning: meaning})
	return to
}

// rule are the words for one that stand beside "Chatham House".
var ruleWords = set("rule|rules|regel|regeln|règle|règles|regla|reglas|regra|regras|regola|zasada|zasady|правило")

// chathamAt reads "under the Chatham House Rule", "(CHR)", "règle de Chatham House"; "Chatham House" alone is an institute that holds panels too.
func (r *reader) chathamAt(i int) (from, to int) {
	from, to = i, i+1
	ruled := r.words[i].bare() == "CHR"
	if first := r.words[i].lower(); first == "chatham" && i+1 < len(r.words) && strings.TrimSuffix(r.words[i+1].lower(), "-regel") == "house" || first == "chatham-house" || first == "chatham-house-regel" {
		if first == "chatham" {
			to++
		}
		ruled = strings.HasSuffix(r.words[to-1].lower(), "regel")
		if to < len(r.words) && ruleWords[r.words[to].lower()] {
			to, ruled = to+1, true
		}
		if from >= 2 && ruleWords[r.words[from-2].lower()] {
			from, ruled = from-2, true
		}
	} else if !ruled {
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
	if slices.Contains([]string{"under", "unter", "sous", "bajo", "sob", "per", "selon", "nach"}, before()) {
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
