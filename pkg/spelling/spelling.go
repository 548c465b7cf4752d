// Package spelling guesses which word somebody meant who wrote another.
//
// It is pure, and knows nothing of what the words are for.
package spelling

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the known word that begins like it, or else the one that is the fewest slips away, if that is few for its length;
// "" when none is near. A guess that is far off sends people the wrong way, so a short word allows one slip only.
func Nearest(word string, known []string) string {
	// The comparison costs the product of the lengths, and a text of some megabytes may stand where a word should.
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
		if slips := Distance(word, strings.ToLower(k)); slips <= least && (best == "" || slips < least) {
			best, least = k, slips
		}
	}
	return best
}

// Distance counts the signs to insert, to drop or to exchange to make one word of the other (Levenshtein's). It keeps one row of his
// table: the one above is overwritten from the left, and the diagonal is held aside.
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for i := range row {
		row[i] = i
	}
	for i := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j := range to {
			cost := diagonal
			if from[i] != to[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
