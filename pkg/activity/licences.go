package activity

import (
	"regexp"
	"slices"
	"strings"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// AllRightsReserved is the licence of whoever gave none: here by permission, and nowhere else.
const AllRightsReserved = "all rights reserved"

// licences are those that are known by name, the likeliest first, with their versions, the newest first. A team may write any other words.
var licences = []struct {
	name     string
	versions []string
}{
	{"CC BY-SA", creativeCommons},
	{"CC BY", creativeCommons},
	{"CC0", []string{"1.0"}},
	{"public domain", nil},
	{AllRightsReserved, nil},
	{"CC BY-NC", creativeCommons},
	{"CC BY-NC-SA", creativeCommons},
	{"CC BY-ND", creativeCommons},
	{"CC BY-NC-ND", creativeCommons},
	{"GFDL", []string{"1.3", "1.2", "1.1"}},
}

var creativeCommons = []string{"4.0", "3.0", "2.5", "2.0", "1.0"}

// Licences are the names of the known ones.
func Licences() []string {
	names := make([]string, len(licences))
	for i, l := range licences {
		names[i] = l.name
	}
	return names
}

var (
	licenceVersion = regexp.MustCompile(`^v?(\d+(?:\.\d+)?)(?: (?:international|unported|universal))?$`)
	likeLicence    = strings.NewReplacer("-", " ", "_", " ", "share alike", "sa", "sharealike", "sa")
)

// ParseLicence takes apart what people write in one piece, "cc-by-sa 4.0": the name as it is known, and the version. Where there is but
// one version, nobody has to name it. Words of the team's own stay as they are.
func ParseLicence(text string) (name, version string) {
	written := strings.Join(strings.Fields(likeLicence.Replace(strings.ToLower(text))), " ")
	best := -1
	for i, l := range licences {
		known := likeLicence.Replace(strings.ToLower(l.name))
		rest, ok := strings.CutPrefix(written, known)
		rest = strings.TrimPrefix(rest, " ")
		found := licenceVersion.FindStringSubmatch(rest)
		if !ok || rest != "" && found == nil || best >= 0 && len(l.name) < len(licences[best].name) {
			continue
		}
		best, version = i, ""
		if found != nil {
			version = found[1]
		}
	}
	if best < 0 {
		return strings.TrimSpace(text), ""
	}
	if l := licences[best]; version == "" && len(l.versions) == 1 {
		version = l.versions[0]
	} else if version != "" && !strings.Contains(version, ".") {
		version += ".0"
	}
	return licences[best].name, version
}

// LicenceWords writes a licence in one piece.
func LicenceWords(name, version string) string { return strings.TrimSpace(name + " " + version) }

// checkLicence checks a licence at its place. That it is known is not asked, but what looks like a known one must be spelt so: it is
// printed, and compared.
func checkLicence(at, name, version string, mistakes *fault.Mistakes) {
	if strings.TrimSpace(name) == "" {
		mistakes.Add(at+"licence", "say under which licence it may be shown: CC BY-SA 4.0, CC0, %s, or words of your own", AllRightsReserved)
		return
	}
	i := slices.Index(Licences(), name)
	if i < 0 {
		if meant, itsVersion := ParseLicence(name); slices.Contains(Licences(), meant) {
			mistakes.Add(at+"licence", "%s is written %s, and its version stands by itself: %s", fault.Quoted(name), meant, versionOr(itsVersion))
		} else if near := suggest(name, Licences()); near != "" {
			mistakes.Add(at+"licence", "%s is no licence%s", fault.Quoted(name), near)
		}
		return
	}
	switch versions := licences[i].versions; {
	case len(versions) == 0 && version != "":
		mistakes.Add(at+"licence_version", "%s has no versions: leave %s out", name, fault.Quoted(version))
	case len(versions) > 0 && version == "":
		mistakes.Add(at+"licence_version", "say which version of %s, they differ: %s", name, strings.Join(versions, ", "))
	case len(versions) > 0 && !slices.Contains(versions, version):
		mistakes.Add(at+"licence_version", "%s has no version %s: it has %s", name, fault.Quoted(version), strings.Join(versions, ", "))
	}
}

func versionOr(version string) string {
	if version == "" {
		return "it has none yet"
	}
	return version
}

// suits says why a part may not be given on under the licence of the whole; empty when it may, or when nobody can tell.
func suits(image *eventv1.Image, part *eventv1.ImagePart) string {
	whole, its := image.GetLicence(), part.GetLicence()
	if !slices.Contains(Licences(), whole) || !slices.Contains(Licences(), its) {
		return ""
	}
	as := LicenceWords(its, part.GetLicenceVersion())
	free := whole == "CC0" || whole == "public domain"
	switch {
	case whole == AllRightsReserved && its == AllRightsReserved:
		return ""
	case strings.HasSuffix(its, "-ND"):
		return as + " allows no changes, so that no collage may be made of it: leave this part out"
	case its == AllRightsReserved:
		return "the part may not be given on, and the whole says " + LicenceWords(whole, image.GetLicenceVersion()) + ": leave the part out, or reserve all rights"
	case (strings.HasSuffix(its, "-SA") || its == "GFDL") && (whole != its || image.GetLicenceVersion() < part.GetLicenceVersion()):
		return "what is made of " + as + " has to be under " + as + " too, or a later version: change the licence of the whole"
	case strings.Contains(its, "-NC") && !strings.Contains(whole, "-NC") && whole != AllRightsReserved:
		return as + " allows no commercial use, and the whole would: change the licence of the whole, or leave this part out"
	case strings.HasPrefix(its, "CC BY") && free:
		return as + " asks for its author to be named, and " + whole + " does not: change the licence of the whole"
	}
	return ""
}
