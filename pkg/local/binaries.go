package local

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"dontblink.dev/pkg/fault"
)

// NoPostgres says that this machine has no Postgres of the wanted version, and how to get one. It is a fault.Unavailable.
type NoPostgres struct { //nolint:errname // it reads as what it says: local.NoPostgres
	// Version is the major version that the data needs; zero when any will do.
	Version int
	// Folder holds data of that version; empty when there is none yet.
	Folder string
	// Install is what to type on this system; empty when we do not know the system.
	Install string
}

func (e NoPostgres) Error() string {
	how := "install it from your system's packages"
	if e.Install != "" {
		how = "install it with `" + e.Install + "`"
	}
	if e.Version != 0 {
		return fmt.Sprintf("the data in %s needs Postgres %d, which is not on this machine: %s", e.Folder, e.Version, how)
	}
	return fmt.Sprintf("Postgres is not on this machine: %s, or set DATABASE_URL to a Postgres that runs elsewhere", how)
}

// Is makes it a fault.Unavailable.
func (NoPostgres) Is(target error) bool { return target == fault.Unavailable }

// places are the folders to search for initdb and postgres, in order; each may be a pattern, of whose folders the newest is first.
type places []string

// usualPlaces are those on the PATH, then where packages put them outside of it.
func usualPlaces() places {
	return append(places(filepath.SplitList(os.Getenv("PATH"))),
		"/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
		"/usr/pgsql-*/bin",                  // Fedora and its kin, from postgresql.org
		"/usr/libexec/postgresql*",          // Alpine
		"/opt/homebrew/opt/postgresql*/bin", // Homebrew, Apple silicon
		"/usr/local/opt/postgresql*/bin",    // Homebrew, Intel
		"/opt/homebrew/bin",
		"/usr/local/bin",
		"/usr/local/pgsql/bin",           // built from source
		"/opt/local/lib/postgresql*/bin", // MacPorts
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	)
}

// find returns the folder with the programs for the cluster in folder: of its version if it exists, else the first there are.
// The account must be able to reach it.
func (p places) find(ctx context.Context, folder string, as *account) (string, error) {
	wanted := majorOf(folder)
	for bin := range p.all {
		if as.reach(bin) == nil && (wanted == 0 || wanted == version(ctx, bin)) {
			return bin, nil
		}
	}
	if err := ctx.Err(); err != nil { // then no program could say its version
		return "", err
	}
	return "", NoPostgres{Version: wanted, Folder: folder, Install: howToInstall(wanted)}
}

// all yields the folders that hold both programs.
func (p places) all(yield func(string) bool) {
	for _, place := range p {
		folders, _ := filepath.Glob(place)
		slices.SortFunc(folders, func(a, b string) int { return cmp.Compare(lastNumber(b), lastNumber(a)) })
		for _, bin := range folders {
			if isProgram(filepath.Join(bin, "initdb")) && isProgram(filepath.Join(bin, "postgres")) &&
				!yield(bin) {
				return
			}
		}
	}
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 && filepath.IsAbs(path)
}

var number = regexp.MustCompile(`\d+`)

// lastNumber puts /usr/lib/postgresql/15/bin before …/9/bin.
func lastNumber(path string) int {
	all := number.FindAllString(path, -1)
	if len(all) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(all[len(all)-1])
	return n
}

// majorOf reads the version of the cluster in folder; zero when there is none.
func majorOf(folder string) int {
	text, err := os.ReadFile(filepath.Join(folder, "PG_VERSION"))
	if err != nil {
		return 0
	}
	major, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return major
}

// version asks the program itself: "postgres (PostgreSQL) 15.20 (Debian …)".
func version(ctx context.Context, bin string) int {
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version")
	cmd.Env = cleanEnvironment()
	out, err := cmd.Output()
	if err != nil {
		return 0
	}
	major, _ := strconv.Atoi(number.FindString(string(out)))
	return major
}

// howToInstall is the line to type here, for one version or (zero) for the system's own.
func howToInstall(version int) string {
	release, _ := os.ReadFile("/etc/os-release")
	line := installLine(runtime.GOOS, string(release), version)
	if os.Geteuid() != 0 && runtime.GOOS != "darwin" && line != "" {
		return "sudo " + line
	}
	return line
}

func installLine(system, release string, version int) string {
	of := func(sign string) string {
		if version == 0 {
			return ""
		}
		return sign + strconv.Itoa(version)
	}
	if system == "darwin" {
		return "brew install postgresql" + cmp.Or(of("@"), "@17")
	}
	switch {
	case isLike(release, "debian", "ubuntu"):
		return "apt-get install postgresql" + of("-")
	case isLike(release, "fedora", "rhel", "centos"):
		return "dnf install postgresql-server" // one version per release of the system
	case isLike(release, "alpine"):
		return "apk add postgresql" + of("")
	case isLike(release, "arch"):
		return "pacman -S postgresql"
	case isLike(release, "suse", "opensuse"):
		return "zypper install postgresql" + of("") + "-server"
	}
	return ""
}

// isLike reports whether /etc/os-release says that the system is one of names, or made from it.
func isLike(release string, names ...string) bool {
	for line := range strings.Lines(release) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if key != "ID" && key != "ID_LIKE" {
			continue
		}
		for _, word := range strings.Fields(strings.Trim(value, `"'`)) {
			if slices.Contains(names, word) {
				return true
			}
		}
	}
	return false
}
