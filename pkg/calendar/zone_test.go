package calendar_test

import (
	"archive/zip"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dontblink.dev/pkg/calendar"
)

var update = flag.Bool("update", false, "write zones.txt anew from the zones of the Go toolchain that runs the test")

// The system would take these where it has such files, and another machine would not.
func TestAZoneIsAnIANANameAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "Local", "local", "localtime", "posixrules", "right/Europe/Brussels", "posix/Europe/Brussels", "right/UTC", "SystemV/EST5",
		"/usr/share/zoneinfo/Europe/Brussels", "/etc/localtime", "../zoneinfo/Europe/Brussels", "./Europe/Brussels", "Europe/../UTC",
		"Europe//Brussels", "Europe/Brussels/", "Europe", "europe/brussels", "EUROPE/BRUSSELS", " UTC", "UTC\n", "UTC\x00", "\n",
		"Europe/Brussels\nUTC", "Mars/Olympus", "CEST", strings.Repeat("a", 1<<16),
	} {
		if calendar.KnownZone(name) {
			t.Errorf("%.40q is taken for a zone", name)
		}
		if loc := calendar.Location(name); loc != time.UTC {
			t.Errorf("Location(%.40q) = %v, want UTC", name, loc)
		}
	}
	for _, name := range []string{"UTC", "Etc/UTC", "Etc/GMT+5", "Europe/Brussels", "America/Argentina/Buenos_Aires", "Asia/Ho_Chi_Minh", "EST5EDT"} {
		if got := calendar.Location(name).String(); !calendar.KnownZone(name) || got != name {
			t.Errorf("Location(%q) is %s, want the zone of that name", name, got)
		}
	}
}

func TestEveryListedZoneIsKnown(t *testing.T) {
	t.Parallel()
	if *update {
		writeZones(t)
		return // what is compiled into this test is the list of before
	}
	list, err := os.ReadFile("zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(string(list))
	if len(names) < 500 || !slices.IsSorted(names) {
		t.Errorf("zones.txt lists %d zones, in order: %v; want all of them in order", len(names), slices.IsSorted(names))
	}
	for _, name := range names {
		if !calendar.KnownZone(name) {
			t.Errorf("%s is listed, and neither this machine nor the binary has it", name)
		}
	}
}

// writeZones takes the names from the same archive that time/tzdata is made of.
func writeZones(t *testing.T) {
	t.Helper()
	goroot, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var names []string
	for _, file := range archive.File {
		// Factory is the zone of a machine that nobody has set up.
		if !strings.HasSuffix(file.Name, "/") && file.Name != "Factory" {
			names = append(names, file.Name)
		}
	}
	slices.Sort(names)
	if err := os.WriteFile("zones.txt", []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}
