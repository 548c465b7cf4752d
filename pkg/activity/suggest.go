package activity

import (
	"strings"
	"unicode/utf8"
)

// quoted returns what somebody wrote, as it stands in a sentence.
func quoted(text string) string { return "“" + cut(text) + "”" }

// cut shortens a text that would bury the sentence it stands in, and keeps it on its line.
func cut(text string) string {
	const most = 60
	text = oneLine(text)
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return text
}

// oneLine puts on one line what somebody wrote on several: each mistake is a line.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
}

// suggest says which of the known words was most likely meant, if one was.
func suggest(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return "; did you mean " + cut(near) + "?"
	}
	return ""
}

// suggestNamed does so for ids that have a name, which may have been written instead.
func suggestNamed(word string, ids []string, names map[string]string) string {
	for _, id := range ids {
		if strings.EqualFold(names[id], strings.TrimSpace(word)) {
			return "; did you mean " + id + "?"
		}
	}
	return suggest(word, ids)
}

// nearest returns the known word that begins like it, or else the one that is the fewest slips away, if that is few for its length.
func nearest(word string, known []string) string {
	const longestWord, enough = 60, 4
	word = strings.ToLower(strings.TrimSpace(word))
	if utf8.RuneCountInString(word) > longestWord {
		return ""
	}
	for _, k := range known {
		if len(word) >= enough && strings.HasPrefix(strings.ToLower(k), word) {
			return k
		}
	}
	best, least := "", 1+len(word)/4
	for _, k := range known {
		if utf8.RuneCountInString(k) > longestWord {
			continue
		}
		if slips := distance([]rune(word), []rune(strings.ToLower(k))); slips <= least && (best == "" || slips < least) {
			best, least = k, slips
		}
	}
	return best
}

// distance counts the signs to insert, to drop or to exchange to make one word of the other (Levenshtein's).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
