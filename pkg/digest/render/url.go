package render

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// A printed link is a whole https address or a role's mail address: it means the same wherever the issue is read.
var printable = regexp.MustCompile(`(?i)^(https://[^\s\x00-\x20\x7f<>"\\/][^\s\x00-\x20\x7f<>"\\]*|mailto:[^\s\x00-\x20\x7f<>"\\@]+@[^\s\x00-\x20\x7f<>"\\]+)$`)

func allowed(url string) bool { return utf8.ValidString(url) && printable.MatchString(url) }

// markdownURL writes an allowed address so that it ends where it ends.
func markdownURL(url string) string {
	url = string(util.URLEscape([]byte(url), false))
	url = entity.ReplaceAllString(url, "&amp;$1")
	return strings.NewReplacer("(", "%28", ")", "%29").Replace(url)
}
