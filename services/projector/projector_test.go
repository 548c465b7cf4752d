package projector_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/projector"
)

// open runs a projector and returns the ground that it stands on, and the keeper that it serves.
func open(t *testing.T) (*host.Ground, apiv1connect.KeeperClient) {
	t.Helper()
	g := localtest.Ground(t, []host.Service{projector.Run}, apiv1connect.KeeperGetStatusProcedure)
	return g, apiv1connect.NewKeeperClient(g.API.Client())
}

func happens(t *testing.T, g *host.Ground, headline string) {
	t.Helper()
	command := eventlog.Command{ID: uuid.NewString(), Actor: "amara", Source: "/recorder", Time: time.Now().UTC()}
	event := proto.Message(&eventv1.ActivityRecorded{Activity: &eventv1.Activity{Headline: headline, When: &eventv1.When{From: "2024-01"}}})
	if _, err := g.Log.Append(t.Context(), command, thing.Activity(uuid.NewString()), eventlog.At{}, event); err != nil {
		t.Fatal(err)
	}
}

// newer is a type of event that this program does not have.
func newer(t *testing.T, name string) protoreflect.MessageDescriptor {
	t.Helper()
	file, err := protodesc.NewFile(&descriptorpb.FileDescriptorProto{
		Name: proto.String(name + ".proto"), Package: proto.String("advocacy.event.v1"), Syntax: proto.String("proto3"),
		MessageType: []*descriptorpb.DescriptorProto{{Name: proto.String(name)}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return file.Messages().Get(0)
}

// until asks for the status until it is as wanted.
func until(t *testing.T, keeper apiv1connect.KeeperClient, wanted func(*apiv1.GetStatusResponse) bool) *apiv1.GetStatusResponse {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		status, err := keeper.GetStatus(t.Context(), &apiv1.GetStatusRequest{})
		if err == nil && wanted(status) {
			return status
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the status stays %v, %v", status, err)
		}
	}
}

func TestTheStatusFollowsTheLog(t *testing.T) {
	t.Parallel()
	g, keeper := open(t)
	happens(t, g, "A talk")
	happens(t, g, "A panel")
	status := until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetState() == "live" && s.GetProjected() == 2 })
	if status.GetLog() != 2 || !strings.HasPrefix(status.GetSlot(), "rm_") || status.GetWhy() != "" {
		t.Errorf("status = %v", status)
	}
}

func TestAnEventThatNoCodeKnowsStopsTheProjectorWhichSaysWhich(t *testing.T) {
	t.Parallel()
	g, keeper := open(t)
	happens(t, g, "A talk")
	status := until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 1 })
	slot := status.GetSlot()
	// As a newer program would write it: a proper event, of a type that this program does not have.
	strange := proto.Message(dynamicpb.NewMessage(newer(t, "ActivityApplauded")))
	command := eventlog.Command{ID: uuid.NewString(), Actor: "amara", Source: "/recorder", Time: time.Now().UTC()}
	if _, err := g.Log.Append(t.Context(), command, thing.Activity(uuid.NewString()), eventlog.At{}, strange); err != nil {
		t.Fatal(err)
	}
	happens(t, g, "A panel behind it")

	status = until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetState() == "stopped" })
	for _, want := range []string{"event 2", "ActivityApplauded"} {
		if !strings.Contains(status.GetWhy(), want) {
			t.Errorf("the projector stopped with %q, want %q in it", status.GetWhy(), want)
		}
	}
	verdict, err := g.Log.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// The stop is told to the services a moment after it is told to people.
	until(t, keeper, func(*apiv1.GetStatusResponse) bool { return verdict.Pass(t.Context()) != nil })
	if err := verdict.Pass(t.Context()); !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "event 2") {
		t.Errorf("commands are answered with %v, want a refusal that says why", err)
	}
	var rows int
	if err := g.Rows.QueryRow(t.Context(), `select count(*) from `+slot+`.activity`).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if rows != 1 || status.GetProjected() != 1 {
		t.Errorf("%d rows, projected to %d; want what came before and nothing of what came after", rows, status.GetProjected())
	}
}
