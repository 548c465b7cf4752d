package capture

import (
	"slices"
	"strings"
	"unicode"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Names returns the names behind the @ of a line, each once, as they are looked up in the log.
// They come as markOf has them, with blanks for "_" and without the sign: Context.People is looked up by the same words. Of a line that is too long there
// are none, since Parse reads none either.
func Names(line string) []string {
	if len(line) > Longest {
		return nil
	}
	var names []string
	seen := map[string]bool{}
	for _, w := range split(line) {
		if m, ok := markOf(w.text); ok && strings.HasPrefix(m.sign, "@") && !seen[m.name] {
			seen[m.name] = true
			names = append(names, m.name)
		}
	}
	return names
}

// somebody reads @: whom the log knows by that name, or somebody new.
// Whoever may be several is asked about, and nobody is put down meanwhile. A handle that nobody has ("@costanza") is asked about too, but need not be
// answered: it is a name like any other.
func (r *reader) somebody(i int, m mark, stays bool) {
	who, known := r.whom(m)
	switch {
	case len(who) > 1:
		q := Question{Field: FieldPeople, About: m.name, Text: "Who is " + fault.Quoted(m.name) + "?", Required: true, Who: who}
		for _, k := range who {
			q.Choices = append(q.Choices, Choice{k.Name, k.words()})
		}
		r.askOnce(q)
		r.takeMark(i, PartUnknown, "several people", m.name+m.tail, stays)
		return
	case !known && !m.fullName():
		r.askOnce(Question{
			Field: FieldPeople, About: m.name, Text: "Nobody is known as " + fault.Quoted(m.name) + " yet. Who is it? (name, role, organisation)", Usual: m.name,
		})
	}
	part := PartPerson
	if who[0].Organisation {
		part = PartOrganisation
	}
	r.takes(who[0])
	meaning := who[0].words()
	if !known {
		meaning += " (new)"
	}
	r.take(i, i+1, use{part: part, meaning: meaning, stays: stays, says: who[0].Name + m.tail, isNew: !known})
}

// titles stand before a name, and alone they name nobody: "meeting MEP @breyer on encryption".
var titles = map[string]bool{
	"ambassador": true, "chair": true, "chancellor": true, "commissioner": true, "congresswoman": true, "congressman": true, "director": true,
	"dr": true, "judge": true, "justice": true, "mep": true, "mp": true, "minister": true, "mr": true, "mrs": true, "ms": true, "president": true,
	"prof": true, "professor": true, "rapporteur": true, "representative": true, "secretary": true, "senator": true,
	// Of other parliaments and governments.
	"mdb": true, "mdep": true, "abgeordnete": true, "abgeordneter": true, "minister:in": true, "ministerin": true, "senadora": true, "senador": true,
	"diputada": true, "diputado": true, "deputada": true, "deputado": true, "ministra": true, "ministro": true, "eurodiputada": true, "eurodiputado": true,
	"députée": true, "député": true, "eurodéputée": true, "eurodéputé": true, "sénatrice": true, "sénateur": true, "ministre": true, "onorevole": true,
	"senatrice": true, "senatore": true, "poseł": true, "posłanka": true, "posłanką": true, "posłem": true,
	// What somebody does there, as a programme has it.
	"moderator": true, "moderation": true, "host": true, "speaker": true, "panellist": true, "rapporteuse": true, "modération": true,
	"moderación": true, "moderadora": true, "moderador": true, "moderação": true, "modera": true, "prowadzi": true, "prowadzenie": true,
}

// isTitled reports whether a title stands before the word at the place, in the same part of the sentence.
func (r *reader) isTitled(i int) bool {
	if i == 0 || r.words[i-1].use != nil {
		return false
	}
	tail := r.words[i-1].tail()
	return titles[r.words[i-1].lower()] && (tail == "" || tail == ".")
}

// whom returns who may be meant, at least one: nobody known is somebody new.
func (r *reader) whom(m mark) (who []Known, known bool) {
	if chosen, ok := r.Given.People[m.name]; ok {
		return []Known{chosen}, true
	}
	for _, k := range r.People[m.name] {
		// A single @ may name an organisation that is known: who types does not think of what it is filed as.
		if m.sign != "@@" || k.Organisation {
			who = append(who, k)
		}
	}
	// Who bears just that name is meant, also when others have it as a part of theirs.
	if i := slices.IndexFunc(who, func(k Known) bool { return k.isCalled(m.name) }); i >= 0 {
		who = who[i : i+1]
	}
	if len(who) > 0 {
		return who, true
	}
	// The team itself and its affiliates are known from the edition, before any activity has named them.
	team := r.Edition.Proto().GetTeam()
	for _, name := range slices.Concat(team.GetOrganisations(), team.GetAffiliates()) {
		if strings.EqualFold(name, m.name) {
			return []Known{{Name: name, Organisation: true}}, true
		}
	}
	return []Known{{Name: m.name, Organisation: m.sign == "@@"}}, false
}

func (k Known) isCalled(name string) bool {
	return strings.EqualFold(k.Name, name) || k.Abbreviation != "" && strings.EqualFold(k.Abbreviation, name)
}

// fullName reports whether somebody typed a name that can stand as it is, and not a handle to find one by.
// Of an organisation one word is a whole name more often than not.
func (m mark) fullName() bool {
	return m.quoted || m.sign == "@@" || strings.ContainsFunc(m.name, unicode.IsSpace)
}

// words say who it is.
func (k Known) words() string {
	text := k.Name
	if k.Abbreviation != "" {
		text += " (" + k.Abbreviation + ")"
	}
	for _, more := range []string{k.Role, k.Of} {
		if more != "" {
			text += ", " + more
		}
	}
	return text
}

// takes puts somebody among the people or the organisations, once.
func (r *reader) takes(k Known) {
	same := func(p *eventv1.Participation) bool { return p.GetName() == k.Name }
	p := &eventv1.Participation{Name: k.Name, Abbreviation: k.Abbreviation, Role: k.Role, Organisation: k.Of}
	switch {
	case k.Organisation && !slices.ContainsFunc(r.content.GetOrganisations(), same):
		r.content.Organisations = append(r.content.Organisations, p)
	case !k.Organisation && !slices.ContainsFunc(r.content.GetPeople(), same):
		r.content.People = append(r.content.People, p)
	}
}

// Somebody reads a whole name as it is typed in answer to a question: "Name, role, organisation", or "@@Name" for an organisation.
// Between the first comma and the last stands the role, which may hold commas itself: "Ada Example, Counsel, Policy and Law, Our Organisation".
func Somebody(typed string) Known {
	if name, ok := strings.CutPrefix(strings.TrimSpace(typed), "@@"); ok {
		return Known{Name: strings.TrimSpace(name), Organisation: true}
	}
	name, rest, _ := strings.Cut(strings.TrimSpace(typed), ",")
	k := Known{Name: strings.TrimSpace(name), Role: strings.TrimSpace(rest)}
	if i := strings.LastIndexByte(rest, ','); i >= 0 {
		k.Role, k.Of = strings.TrimSpace(rest[:i]), strings.TrimSpace(rest[i+1:])
	}
	return k
}
