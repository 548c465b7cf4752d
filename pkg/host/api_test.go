package host

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"connectrpc.com/connect/v2"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

type keeper struct {
	apiv1connect.UnimplementedKeeperHandler
}

func (keeper) GetStatus(context.Context, *apiv1.GetStatusRequest) (*apiv1.GetStatusResponse, error) {
	return &apiv1.GetStatusResponse{State: "live"}, nil
}

func TestAServiceMayComeUpAfterItIsAsked(t *testing.T) {
	t.Parallel()
	api := newAPI(slog.Default())
	client := apiv1connect.NewKeeperClient(api.Client())
	if _, err := client.GetStatus(t.Context(), &apiv1.GetStatusRequest{}); !errors.Is(err, fault.Unavailable) {
		t.Fatalf("asked too early = %v, want to be asked again", err)
	}
	served := make(chan error, 1)
	go func() { served <- api.Await(t.Context(), apiv1connect.KeeperGetStatusProcedure) }()
	api.Serve(func(s *connect.Server) { apiv1connect.RegisterKeeperHandler(s, keeper{}) })
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	if answer, err := client.GetStatus(t.Context(), &apiv1.GetStatusRequest{}); err != nil || answer.GetState() != "live" {
		t.Errorf("asked in time = %v, %v", answer, err)
	}
}

func TestAllEndWhenOneEndsBadly(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	ended := make(chan struct{})
	err := All(
		func(context.Context, *Ground) error { return broken },
		func(ctx context.Context, _ *Ground) error { <-ctx.Done(); close(ended); return nil },
	)(t.Context(), nil)
	<-ended
	if !errors.Is(err, broken) {
		t.Errorf("All = %v, want why one ended", err)
	}
}
