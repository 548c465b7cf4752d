package activity

// How many characters a text of one line may have. Whoever takes text in for an activity holds it to these, so that nobody learns only
// at the end that it was too long.
const (
	LongestLine     = 2000
	LongestHeadline = 500
	// LongestName is for names, and for the keys and sources that name an activity.
	LongestName = 200
)

const (
	// LargestBody is how many bytes the passages of one activity may have together: some forty thousand words.
	LargestBody = 256 << 10
	// Largest is how many bytes an activity may have when it is complete. An event holds an activity at most twice, and must fit
	// into one message of the log, which is a megabyte.
	Largest = 384 << 10
)

const (
	// mostEntries is how many entries a list may have: the longest open letter had fewer organisations behind it.
	mostEntries = 1000
	// mostBrackets and mostStars are how many such signs one passage may have. Whoever reads Markdown tries each with each, and a story
	// that needs more is not one that people read.
	mostBrackets, mostStars = 1000, 5000
)

// KiB says a size as people are told it, rounded up: what is one byte too large must not read as just right.
func KiB(bytes int) int { return (bytes + 1023) >> 10 }

// longest holds the fields whose texts are shorter than a line may be.
var longest = map[string]int{
	"headline": LongestHeadline, "name": LongestName, "organisation": LongestName, "key": LongestName, "topics": LongestName,
	"promised_by":   LongestName,
	"jurisdictions": 100, "kinds": 50, "abbreviation": 30,
}
