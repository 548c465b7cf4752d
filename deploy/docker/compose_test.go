package docker_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

const top = "../.."

// project reads docker-compose.yml as `docker compose` does, with these variables set; an unknown key is an error.
func project(t *testing.T, environment ...string) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{top + "/docker-compose.yml"}, cli.WithName("dontblink"), cli.WithEnv(environment))
	if err != nil {
		t.Fatal(err)
	}
	p, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestComposeRunsTheLogTheRowsAndTheBinary(t *testing.T) {
	t.Parallel()
	p := project(t)
	for _, name := range []string{"nats", "postgres", "dontblink"} {
		if _, ok := p.Services[name]; !ok {
			t.Errorf("no service %q", name)
		}
	}
	environment := p.Services["dontblink"].Environment
	for name, want := range map[string]string{"NATS_URL": "nats://nats:4222", "DATABASE_URL": "@postgres:5432/dontblink"} {
		if value := environment[name]; value == nil || !strings.Contains(*value, want) {
			t.Errorf("%s does not lead to %s", name, want)
		}
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
	listen := p.Services["dontblink"].Command[len(p.Services["dontblink"].Command)-1]
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
	for _, name := range []string{"nats", "postgres"} {
		if got := p.Services["dontblink"].DependsOn[name].Condition; got != types.ServiceConditionHealthy {
			t.Errorf("dontblink waits for %s to be %q, want healthy", name, got)
		}
	}
}

func TestAPasswordCanBeSetFromOutside(t *testing.T) {
	t.Parallel()
	p := project(t, "POSTGRES_PASSWORD=fromOutside")
	for service, variable := range map[string]string{"postgres": "POSTGRES_PASSWORD", "dontblink": "DATABASE_URL"} {
		if value := p.Services[service].Environment[variable]; value == nil || !strings.Contains(*value, "fromOutside") {
			t.Errorf("%s of %s does not hold the password that was set", variable, service)
		}
	}
}
