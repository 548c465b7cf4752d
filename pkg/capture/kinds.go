package capture

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
)

// synonyms are words that say a usual kind in another way.
// Keys are in small letters and in the singular, two words with a hyphen between them. What may be several kinds ("letter", "call") is not among them:
// a question is better than a wrong kind. The tables of pkg/likeness are wider, since there a wrong guess costs nothing.
var synonyms = map[string]string{
	"speech": "talk", "keynote": "talk", "lecture": "talk", "presentation": "talk",
	"roundtable": "panel", "panellist": "panel",
	"clinic": "workshop", "training": "workshop", "webinar": "workshop", "hackathon": "workshop",
	"summit": "conference", "forum": "conference",
	"report": "publication", "paper": "publication", "post": "publication", "article": "publication", "op-ed": "publication",
	"comments": "submission", "testimony": "submission", "consultation": "submission",
	"amicus": "court-filing", "lawsuit": "court-filing", "petition": "open-letter",
	"ruling": "outcome", "judgment": "outcome", "judgement": "outcome", "verdict": "outcome",
	"réunion": "meeting", "reunión": "meeting", "reunião": "meeting", "riunione": "meeting", "treffen": "meeting", "sitzung": "meeting",
	"atelier": "workshop", "taller": "workshop", "oficina": "workshop", "formation": "workshop",
	"table-ronde": "panel", "mesa-redonda": "panel", "podium": "panel", "tavola-rotonda": "panel",
	"charla": "talk", "vortrag": "talk", "palestra": "talk", "exposé": "talk",
	"conférence": "conference", "conferencia": "conference", "conferência": "conference", "konferenz": "conference",
	"rapport": "publication", "informe": "publication", "bericht": "publication", "relatório": "publication",
	"toolkit": "resource", "guide": "resource",
}

// kind finds the first word that names a kind, and leaves it in the headline: "Panel at FIMI conference" reads well as it is. What was said
// with a mark (!panel) holds instead.
func (r *reader) kind() {
	if len(r.content.GetKinds()) > 0 {
		return
	}
	for i := range r.words {
		if r.words[i].use != nil {
			continue
		}
		// Two words before one: "court filing" is not a filing of some kind, nor "open letter" a letter.
		if i+1 < len(r.words) && r.words[i+1].use == nil {
			if kind := kindOf(r.words[i].lower() + "-" + r.words[i+1].lower()); kind != "" {
				r.isKind(i, i+2, kind)
				return
			}
		}
		if kind := kindOf(r.words[i].lower()); kind != "" {
			r.isKind(i, i+1, kind)
			return
		}
	}
}

func (r *reader) isKind(from, to int, kind string) {
	r.content.Kinds = []string{kind}
	r.take(from, to, use{part: PartKind, meaning: kind, stays: true})
}

// kindOf returns the usual kind that a word names, alone or as several, or in another word for it.
// The plurals are English ones, of the words as people write them.
func kindOf(word string) string {
	for _, w := range []string{word, strings.TrimSuffix(word, "s"), strings.TrimSuffix(word, "ies") + "y"} {
		if slices.Contains(activity.UsualKinds(), w) {
			return w
		}
		if kind := synonyms[w]; kind != "" {
			return kind
		}
	}
	return ""
}
