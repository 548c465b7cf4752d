package eventlog

import (
	"fmt"
	"strconv"
	"strings"
)

// escape writes any text as a header's value, as CloudEvents does it in HTTP: what is not printable ASCII, the space, the double
// quote and the percent sign are percent-encoded. Bare, a line break would become a space, and spaces at the ends would go.
func escape(s string) string {
	plain := 0
	for plain < len(s) && bare(s[plain]) {
		plain++
	}
	if plain == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:plain])
	for i := plain; i < len(s); i++ {
		if bare(s[i]) {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

func bare(c byte) bool { return '!' <= c && c <= '~' && c != '"' && c != '%' }

// unescape reads what escape wrote; a percent sign without two digits after it stands for itself.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
