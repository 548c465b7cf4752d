package likeness

import (
	"iter"
	"strings"
)

// families are the kinds of activities, by the words for them without their endings. The first word of each line stands for the others. They
// are the usual kinds of package activity, and what members call the same: the one logs a workshop and the other a learning clinic; a keynote
// is a talk; what a consultation is answered with is a submission, a comment, a response or feedback, by where it goes. The last ones of
// some lines are Spanish, French and German, the languages in which most teams log beside English.
var families = meaningsOf(`
workshop clinic training train course tutorial seminar webinar learning learn taller atelier formation schulung
talk speech keynote presentation present lecture speak remark address charla discours vortrag
panel roundtable discussion discuss debate conversation mesa panneau podium
submission submit comment response respond consultation consult contribution feedback reply answer input stellungnahme
conference summit forum congress convening conferencia congreso conferenc konferenz
publication publish report study assessment paper analysi whitepaper informe rapport bericht
letter statement petition carta lettre brief
listening hearing hear testimony testify audiencia audition anhorung
court filing lawsuit amicu litigation appeal ruling judgment tribunal gericht
meeting meet call visit reunion treffen
grant fund funding subvencion
resource toolkit guide guideline recurso
article blog post oped column articulo
policy politica politique
outcome result
setback defeat loss
`)

// meanings are other words that mean the same in what is told of advocacy.
var meanings = meaningsOf(`
child children kid minor youth young
law legislation bill act statute ley loi gesetz
disinformation misinformation fimi
lawmaker legislator parliamentarian policymaker
parliament parlamento parlement
government administration gobierno gouvernement
wikimedia wikipedia
copyright derecho urheberrecht
online digital internet
`)

// meaningsOf reads a table of lines: each word, as it is and by its stem, leads to the first of its line. As it is, too, since the first word is asked for
// again once it stands for another.
func meaningsOf(lines string) map[string]string {
	by := map[string]string{}
	for line := range strings.Lines(lines) {
		all := strings.Fields(line)
		// Words that are stems already ("conferenc") stand in the table too, for languages whose endings stem does not know.
		for _, said := range all {
			by[stem(said)] = all[0]
			by[said] = all[0]
		}
	}
	return by
}

// allMeanings yields both tables, in no order.
func allMeanings() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, table := range []map[string]string{families, meanings} {
			for form, meaning := range table {
				if !yield(form, meaning) {
					return
				}
			}
		}
	}
}

// stopWords tell nothing of what a headline is about, in the languages of above. Nor do seasons and months: the days are compared.
var stopWords = setOf(`
the and for with from into onto over under about after before between during through against how what why who when where which that this
these those its our their his her your they are was were will has have had been being not but also than then more most new of in on at to by
as an is it or we us up out all any one two three so can may own work like some many
january february march april june july august september october november december spring summer autumn winter year month week day
del los las una por con para que como sobre entre sus der die das und von mit fur den dem ein eine les des une dans pour avec sur aux est
`)

// setOf reads words parted by white space.
func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// ordinals tell the parts of a series apart when nobody has said that it is one.
// They end at the sixth: what is numbered further is numbered in figures. Keys are folded words.
var ordinals = map[string]string{
	"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "5th": "5",
}
