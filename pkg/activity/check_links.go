package activity

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
)

func (c *checker) links() {
	for i, link := range c.content.GetLinks() {
		at := nth("links", i)
		c.known(at+".verb", link.GetVerb(), Verbs())
		if strings.TrimSpace(link.GetLabel()) == "" {
			c.Add(at+".label", "say what it leads to, e.g. recording of the workshop")
		}
		c.address(at+".url", link.GetUrl())
	}
}

// address checks where a link leads. What is printed is clicked: nothing but a page or a role's mailbox, and nothing in disguise.
func (c *checker) address(at, address string) {
	if sentence := wrongAddress(address); sentence != "" {
		c.Add(at, "%s", sentence)
	}
}

func wrongAddress(address string) string {
	// The likeliest slip is told first: one address, one sentence.
	switch {
	case address == "":
		return "write where it leads: https://…"
	case strings.ContainsFunc(address, unicode.IsSpace):
		return fault.Quoted(address) + " holds a blank: take it out, or write %20 for it"
	case strings.ContainsFunc(address, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }):
		return fault.Quoted(address) + " holds a sign that cannot be seen: type the address anew"
	case strings.ContainsAny(address, `"<>\`):
		// These end an address wherever it is printed.
		return fault.Quoted(address) + ` holds one of " < > \: write %22, %3C, %3E or %5C for it`
	case person.IsAddress(address) && !strings.ContainsAny(address, ":/"):
		return fmt.Sprintf("%s is an e-mail address: write mailto:%s", fault.Quoted(address), fault.Cut(address))
	}
	u, err := url.Parse(address)
	if err != nil {
		return fault.Quoted(address) + " cannot be read as an address: copy it anew from the browser"
	}
	switch u.Scheme {
	case "https":
		return wrongPage(address, u)
	case "mailto":
		return wrongMailbox(u)
	case "http":
		return fmt.Sprintf("%s is neither https nor mailto: write https://%s", fault.Quoted(address), fault.Cut(address[len("http://"):]))
	case "":
		return fmt.Sprintf("%s is not a whole address: write https://%s", fault.Quoted(address), fault.Cut(strings.TrimLeft(address, "/")))
	}
	return fmt.Sprintf("%s is neither https nor mailto: link to a page, https://…, or to the mailbox of a role, mailto:…", fault.Quoted(address))
}

func wrongPage(address string, u *url.URL) string {
	switch {
	case u.User != nil:
		return fault.Quoted(address) + " holds a user's name before the @: take it out, everybody would read it"
	case u.Hostname() == "":
		return fault.Quoted(address) + " names no site: write https:// and the site, e.g. https://example.org/page"
	case strings.ContainsFunc(u.Hostname(), func(r rune) bool { return !isHost(r) && r != ':' }):
		return fault.Quoted(address) + " names no site that can exist: copy it anew from the browser"
	}
	return ""
}

func wrongMailbox(u *url.URL) string {
	mailbox, err := url.PathUnescape(u.Opaque)
	local, host, _ := strings.Cut(mailbox, "@")
	oddName := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,;<>()"\@`, r) }
	oddHost := func(r rune) bool { return !isHost(r) }
	if err != nil || local == "" || strings.ContainsFunc(local, oddName) ||
		strings.ContainsFunc(host, oddHost) || !strings.Contains(strings.Trim(host, "."), ".") {
		return fault.Quoted("mailto:"+mailbox) + " is no e-mail address: write mailto:name@example.org"
	}
	return ""
}

func isHost(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-' }
