// Package thing names what the log keeps a story of: an activity, a person, an issue, the edition.
//
// It is pure. It decides how a thing is addressed, not what may happen to it.
package thing

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"
)

// Kinds of things. An organisation is a thing of kind Person: both are mentioned in prose, and one day a mention of one
// may turn out to be the other.
const (
	KindActivity = "activity"
	KindPerson   = "person"
	KindIssue    = "issue"
	KindEdition  = "edition"
)

// Thing is one of them. There is one edition, so it has no id.
type Thing struct {
	Kind, ID string
}

// Edition is the team's edition.
var Edition = Thing{Kind: KindEdition}

// Activity returns the activity of that id.
func Activity(id string) Thing { return Thing{KindActivity, id} }

// Person returns the person or organisation of that id.
func Person(id string) Thing { return Thing{KindPerson, id} }

// Issue returns the issue at that address, e.g. "2024-07..2024-08".
func Issue(id string) Thing { return Thing{KindIssue, id} }

// String returns "activity/0f5c…", or "edition".
func (t Thing) String() string {
	if t.ID == "" {
		return t.Kind
	}
	return t.Kind + "/" + t.ID
}

// Parse reads what String wrote.
func Parse(s string) Thing {
	kind, id, _ := strings.Cut(s, "/")
	return Thing{kind, id}
}

// Short is as much of an id as people read and type.
func Short(id string) string { return id[:min(len("0f5c1a2b"), len(id))] }

// namespace keeps our ids apart from those of others; it was drawn once and never changes, since every id rests on it.
var namespace = [16]byte{0x5d, 0x9e, 0x1f, 0x0c, 0x6a, 0x3b, 0x4e, 0x57, 0x9c, 0x21, 0x8f, 0x44, 0x0b, 0xd7, 0x62, 0xa9}

// ID returns the UUID, version 5 (RFC 9562, section 5.5), of the parts: the same parts give the same id on every machine, so whoever sends something twice
// names the same thing twice.
func ID(parts ...string) string {
	// An import asks for a dozen ids for each activity: nearly all of them fit here.
	text := append(make([]byte, 0, 512), namespace[:]...)
	for _, part := range parts {
		text = append(text, part...)
		// A part can hold any text but this, so ("ab", "c") and ("a", "bc") differ.
		text = append(text, 0)
	}
	id := sha1.Sum(text)
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	digits := hex.EncodeToString(id[:16])
	return digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:]
}
