package capture

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// links reads addresses: bare, or with what they lead to as [watch the recording](https://…), where a verb may stand first.
func (r *reader) links() {
	for i := range r.words {
		if r.words[i].use != nil {
			continue
		}
		// Signs around a bare address are the sentence's; those that may belong to an address stay, as "(" within it does.
		label, address := "", r.words[i].text
		if closed := closedLink(address); closed > 0 {
			bracket := strings.IndexByte(address, ']')
			label, address = address[1:bracket], address[bracket+2:closed-1]
		} else {
			address = strings.TrimRight(strings.Trim(address, `<>"'“”(`), `.,;!?)]}…`)
		}
		if isAddress(address) {
			r.link(i, label, address)
		}
	}
}

// isAddress takes what the log takes as a link, and no address without its scheme: "example.org" may be the name of a site that is spoken of.
func isAddress(text string) bool {
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if len(text) > len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
			return true
		}
	}
	return false
}

// mostLabelWords is how many words before an address may say what it leads to.
const mostLabelWords = 6

// labelBefore finds what an address leads to in the words before it, where they are set off and begin with a verb: ", register https://…",
// "; read the whole report: https://…". It returns where they begin; the address itself, if nothing of that kind stands there.
func (r *reader) labelBefore(i int) int {
	for from := i - 1; from >= max(1, i-mostLabelWords) && r.words[from].use == nil; from-- {
		before := r.words[from-1]
		if !slices.Contains(activity.Verbs(), r.words[from].lower()) {
			continue
		}
		if before.use != nil && !before.use.stays || strings.ContainsAny(before.tail(), ",;:.") || strings.ContainsAny(before.text, "–—") {
			return from
		}
	}
	return i
}

// link takes down one link. A label's first word is the verb if the log has it, "watch the recording"; a mailbox is there to write to.
func (r *reader) link(i int, label, address string) {
	from := i
	if label == "" {
		if from = r.labelBefore(i); from < i {
			label = strings.TrimRight(r.text(from, i), ": ")
		}
	}
	// The first verb is to read, which is what most pages are for.
	link := &eventv1.Link{Verb: activity.Verbs()[0], Label: strings.Join(strings.Fields(label), " "), Url: address}
	if strings.HasPrefix(strings.ToLower(address), "mailto:") {
		link.Verb = "write"
	}
	if verb, rest, _ := strings.Cut(link.GetLabel(), " "); slices.Contains(activity.Verbs(), strings.ToLower(verb)) && (rest != "" || from < i) {
		link.Verb, link.Label = strings.ToLower(verb), rest
	}
	if given := r.Given.Labels[address]; given != "" {
		link.Label = given
	}
	if link.GetLabel() == "" {
		link.Label = labelOf(address)
		// It may be left unanswered: a label made of the address is better than none.
		r.askOnce(Question{
			Field: FieldLabel, About: address, Text: "What does " + fault.Cut(address) + " lead to?", Usual: link.GetLabel(),
		})
	}
	r.content.Links = append(r.content.Links, link)
	u := use{part: PartLink, meaning: link.GetVerb() + " " + link.GetLabel()}
	if closed := closedLink(r.words[i].text); closed > 0 && label != "" && r.isPart(i) {
		// "the [slides](https://…) of the clinic" is a sentence that would break without them.
		u.stays, u.says = true, link.GetLabel()+r.words[i].text[closed:]
	}
	r.take(from, i+1, u)
}

// labelOf makes a label of an address: its last part, if that is words, else the site.
func labelOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return fault.Cut(address)
	}
	if u.Host == "" {
		return fault.Cut(u.Opaque)
	}
	last := strings.TrimSuffix(path.Base(u.Path), path.Ext(u.Path))
	words := strings.Join(strings.FieldsFunc(last, func(c rune) bool { return strings.ContainsRune("-_+ ", c) }), " ")
	if !strings.ContainsFunc(words, unicode.IsLetter) || strings.ContainsFunc(words, unicode.IsControl) || !utf8.ValidString(words) {
		return u.Hostname()
	}
	return fault.Cut(words)
}
