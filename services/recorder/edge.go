package recorder

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// asTyped returns the content so that what looks the same is the same: an accent is part of its letter (Unicode's form NFC), and a line
// ends as it does everywhere but on Windows. Else one person would be two, by the keyboard that typed the name. Content that is so already,
// as nearly all is, is not copied.
func asTyped(content *eventv1.Activity) *eventv1.Activity {
	if content == nil {
		return nil
	}
	as := true
	activity.Texts(content, func(t activity.Text) bool {
		as = composed(t.Get()) == t.Get()
		return as
	})
	if as {
		return content
	}
	c := proto.CloneOf(content)
	activity.Texts(c, func(t activity.Text) bool {
		t.Set(composed(t.Get()))
		return true
	})
	return c
}

// composed is one text as it is taken down.
func composed(s string) string {
	if isPlain(s) {
		return s
	}
	// Most text is already so, and this says so without a copy.
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}

// isPlain reports whether a text is ASCII without carriage returns: there is nothing to compose in it.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '\r' {
			return false
		}
	}
	return true
}
