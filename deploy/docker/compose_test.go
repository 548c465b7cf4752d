package docker_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

const top = "../.."

// project reads docker-compose.yml as `docker compose` does, with these variables set; an unknown key is an error.
func project(t *testing.T, environment ...string) *types.Project {
	t.Helper()
	p, err := load(t, append(environment, "DONTBLINK_MASTER_KEY=ofTheTests")...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func load(t *testing.T, environment ...string) (*types.Project, error) {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{top + "/docker-compose.yml"}, cli.WithName("dontblink"), cli.WithEnv(environment))
	if err != nil {
		t.Fatal(err)
	}
	return options.LoadProject(t.Context())
}

// leads lists what each service is told, and of that nothing else.
var leads = map[string]map[string]string{
	"recorder": {
		"LISTEN": ":8080", "DONTBLINK_MASTER_KEY": "ofTheTests", "NATS_URL": "nats://recorder:development@nats:4222",
		"DATABASE_URL": "postgres://recorder:development@postgres:5432/dontblink?sslmode=disable",
	},
	"projector": {
		"LISTEN": ":8080", "DONTBLINK_MASTER_KEY": "ofTheTests", "NATS_URL": "nats://projector:development@nats:4222",
		"DATABASE_URL": "postgres://projector:development@postgres:5432/dontblink?sslmode=disable",
	},
	"composer": {
		"LISTEN": ":8080", "DONTBLINK_MASTER_KEY": "ofTheTests", "NATS_URL": "nats://composer:development@nats:4222",
		"DATABASE_URL": "postgres://composer:development@postgres:5432/dontblink?sslmode=disable",
	},
	"insights": {
		"LISTEN": ":8080", "DATABASE_URL": "postgres://insights:development@postgres:5432/dontblink?sslmode=disable",
	},
	"web": {
		"LISTEN": "127.0.0.1:8417", "ACTOR": "the team", "RECORDER_URL": "http://recorder:8080", "COMPOSER_URL": "http://composer:8080",
		"INSIGHTS_URL": "http://insights:8080", "KEEPER_URL": "http://projector:8080",
	},
}

func TestComposeRunsEachServiceWithWhatItNeedsAndNoMore(t *testing.T) {
	t.Parallel()
	p := project(t)
	for _, name := range []string{"nats", "postgres"} {
		if _, ok := p.Services[name]; !ok {
			t.Errorf("no service %q", name)
		}
	}
	for name, told := range leads {
		if got := p.Services[name].Environment.ToMapping(); !maps.Equal(got, told) {
			t.Errorf("%s is told %v, want %v", name, got, told)
		}
		if entry := p.Services[name].Entrypoint; !slices.Equal(entry, []string{"/" + name}) {
			t.Errorf("%s runs %v", name, entry)
		}
		if check := p.Services[name].HealthCheck; check == nil || !slices.Equal(check.Test, []string{"CMD", "/" + name, "healthz"}) {
			t.Errorf("%s is not asked how it is: %v", name, check)
		}
	}
}

// A master key that stood in this file would be everybody's.
func TestComposeAsksForAMasterKey(t *testing.T) {
	t.Parallel()
	if _, err := load(t); err == nil || !strings.Contains(err.Error(), "first lines of docker-compose.yml") {
		t.Errorf("without a master key: %v, want to be told what to do", err)
	}
}

func TestPortsAreOpenToThisMachineAlone(t *testing.T) {
	t.Parallel()
	for name, service := range project(t).Services {
		for _, port := range service.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes %s on %q, want 127.0.0.1", name, port.Published, port.HostIP)
			}
		}
		if name != "page" && len(service.Ports) > 0 {
			t.Errorf("%s publishes a port, want it inside only", name)
		}
		if mode := service.NetworkMode; mode != "" && mode != "service:page" {
			t.Errorf("%s has the network mode %q, which goes around what is published", name, mode)
		}
	}
}

// The page's way in: the published port leads to what forwards, and that to where the binary listens.
func TestThePublishedPortLeadsToThePage(t *testing.T) {
	t.Parallel()
	p := project(t)
	port := p.Services["page"].Ports[0].Target
	forward := strings.Join(p.Services["page"].Command, " ")
	listen := *p.Services["web"].Environment["LISTEN"]
	want := fmt.Sprintf("TCP-LISTEN:%d,fork,reuseaddr TCP:%s", port, listen)
	if forward != want {
		t.Errorf("page runs %q, want %q", forward, want)
	}
}

func TestEveryFileThatIsMountedExistsAndEveryVolumeIsNamed(t *testing.T) {
	t.Parallel()
	p := project(t)
	for name, service := range p.Services {
		for _, volume := range service.Volumes {
			switch volume.Type {
			case types.VolumeTypeBind:
				mountedFile(t, name, volume)
			case types.VolumeTypeVolume:
				if _, ok := p.Volumes[volume.Source]; !ok {
					t.Errorf("%s: %s lies in no named volume and would be lost", name, volume.Target)
				}
			}
		}
	}
}

// mountedFile checks what is mounted. Docker makes a folder of what is missing, and the server then fails on that.
func mountedFile(t *testing.T, service string, volume types.ServiceVolumeConfig) {
	t.Helper()
	info, err := os.Stat(volume.Source)
	if err != nil {
		t.Errorf("%s mounts what is not there: %v", service, err)
		return
	}
	if !info.Mode().IsRegular() {
		t.Errorf("%s mounts %s, want a file", service, volume.Source)
	}
	if !volume.ReadOnly {
		t.Errorf("%s may write to %s, want it read-only", service, volume.Source)
	}
}

func TestImagesArePinnedAndServicesSayWhenTheyAreHealthy(t *testing.T) {
	t.Parallel()
	p := project(t)
	for name, service := range p.Services {
		if service.HealthCheck == nil {
			t.Errorf("%s has no health check", name)
		}
		_, tag, _ := strings.Cut(service.Image, ":")
		if service.Build == nil && strings.Count(tag, ".") < 1 {
			t.Errorf("%s runs %q, want a version", name, service.Image)
		}
	}
}

func TestPasswordsCanBeSetFromOutside(t *testing.T) {
	t.Parallel()
	for _, service := range []string{"recorder", "projector", "composer", "insights"} {
		for server, variable := range map[string]string{"nats": "NATS_URL", "postgres": "DATABASE_URL"} {
			if leads[service][variable] == "" {
				continue
			}
			password := strings.ToUpper(server + "_" + service + "_PASSWORD")
			p := project(t, password+"=fromOutside")
			if got := p.Services[server].Environment[password]; got == nil || *got != "fromOutside" {
				t.Errorf("%s does not learn %s", server, password)
			}
			if got := *p.Services[service].Environment[variable]; !strings.Contains(got, "//"+service+":fromOutside@"+server+":") {
				t.Errorf("%s of %s is %s, without the password that was set", variable, service, got)
			}
		}
	}
}
