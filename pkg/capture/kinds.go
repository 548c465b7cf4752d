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
	"rendez-vous": "meeting", "encuentro": "meeting", "encontro": "meeting", "incontro": "meeting", "spotkanie": "meeting", "зустріч": "meeting",
	"встреча": "meeting", "اجتماع": "meeting", "bilateral": "meeting",
	"call-with": "meeting", "call-w/": "meeting", "call-w": "meeting", "meeting-with": "meeting",
	"anhörung": "hearing", "audition": "hearing", "audiencia": "hearing", "audiência": "hearing", "audizione": "hearing", "wysłuchanie": "hearing",
	"carta-abierta": "open-letter", "carta-aberta": "open-letter", "lettre-ouverte": "open-letter", "offener-brief": "open-letter",
	"lettera-aperta": "open-letter", "list-otwarty": "open-letter", "joint-letter": "open-letter", "відкритий-лист": "open-letter",
	"stellungnahme": "submission", "konsultacje": "submission", "pressemitteilung": "publication", "tribune": "publication",
	"press-release": "publication", "circular": "publication", "newsletter": "publication",
	"runder-tisch": "panel", "круглий-стіл": "panel", "круглый-стол": "panel", "panelu": "panel",
	"ورشة-عمل": "workshop", "warsztaty": "workshop", "workshopreihe": "workshop", "edit-a-thon": "workshop", "editathon": "workshop",
	"congreso": "conference", "congresso": "conference", "congrès": "conference", "kongress": "conference", "konferencja": "conference", "конференція": "conference",
}

// deeds are verbs that say what kind a thing was, and count where no noun does: "met with …", "spoke at …".
// "Signed", "filed" and "called" may be of several kinds.
var deeds = map[string]string{
	"met": "meeting", "meets": "meeting", "spoke-with": "meeting", "spoke-w/": "meeting", "spoke-to": "meeting", "talked-with": "meeting",
	"talked-w/": "meeting", "talked-to": "meeting", "spoke-at": "talk", "spoke-on": "talk", "speaking-at": "talk", "keynoted": "talk",
	"published": "publication", "publishing": "publication", "submitted": "submission", "testified": "hearing", "trained": "workshop",
	"co-signed": "open-letter",
}

// kind finds the first word that names a kind, and leaves it in the headline: "Panel at FIMI conference" reads well as it is. What was said
// with a mark (!panel) holds instead.
func (r *reader) kind() {
	if len(r.content.GetKinds()) > 0 {
		return
	}
	for i := range r.words {
		if r.words[i].use != nil || r.isAbout(i) {
			continue
		}
		// Two words before one: "court filing" is not a filing of some kind, nor "open letter" a letter.
		if i+1 < len(r.words) && r.words[i+1].use == nil {
			if kind := kindOf(r.words[i].lower() + "-" + r.words[i+1].lower()); kind != "" {
				r.isKind(i, i+2, kind)
				return
			}
		}
		if kind := kindOf(r.words[i].lower()); kind != "" && !r.isAdjective(i, kind) {
			r.isKind(i, i+1, kind)
			return
		}
	}
	for i := range r.words {
		word := r.words[i].lower()
		if i+1 < len(r.words) && deeds[word] == "" {
			word += "-" + r.words[i+1].lower()
		}
		if kind := deeds[word]; kind != "" && r.words[i].use == nil {
			r.isKind(i, i+1, kind)
			return
		}
	}
}

// isAbout reports whether a word before the place says that what follows is not what it was: "after publication", "a summer of policy".
func (r *reader) isAbout(i int) bool {
	return i > 0 && r.words[i-1].use == nil && r.words[i-1].tail() == "" &&
		slices.Contains([]string{"after", "before", "until", "upon", "no"}, r.words[i-1].lower())
}

// isAdjective reports whether "policy" only says of what sort something is, as it does more often than not: "policy team", "a summer of policy".
func (r *reader) isAdjective(i int, kind string) bool {
	if kind != "policy" {
		return false
	}
	behind := i+1 < len(r.words) && r.words[i].tail() == "" && r.words[i+1].use == nil && !connecting[r.words[i+1].lower()] && !conjunctions[r.words[i+1].lower()]
	return behind || i > 0 && slices.Contains([]string{"of", "in"}, r.words[i-1].lower())
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
