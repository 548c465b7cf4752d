package recorder_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// TestWhoFollowsAnImportIsToldHowFarItIs sends a file in two pieces and looks on in between, so that there is an import to follow.
func TestWhoFollowsAnImportIsToldHowFarItIs(t *testing.T) {
	t.Parallel()
	d := open(t)
	id, content := uuid.NewString(), dozen(asItIs)
	stream, err := d.Import(d.as("importer"))
	if err != nil {
		t.Fatal(err)
	}
	send := func(pieces ...*apiv1.ImportRequest) {
		t.Helper()
		for _, piece := range pieces {
			if err := stream.Send(piece); err != nil {
				t.Fatal(err)
			}
		}
	}
	half := len(content) / 2
	send(&apiv1.ImportRequest{Piece: &apiv1.ImportRequest_Options{Options: &apiv1.ImportOptions{CommandId: id}}},
		&apiv1.ImportRequest{Piece: &apiv1.ImportRequest_File{File: "talks.jsonl"}},
		&apiv1.ImportRequest{Piece: &apiv1.ImportRequest_Data{Data: []byte(content[:half])}})
	following, err := d.FollowImport(d.as("importer"), &apiv1.FollowImportRequest{CommandId: id})
	if err != nil {
		t.Fatal(err)
	}
	last := &apiv1.FollowImportResponse{}
	for last.GetReceived() < uint64(half) {
		if last, err = following.Receive(); err != nil {
			t.Fatal(err)
		}
	}
	if last.GetReceived() != uint64(half) || last.GetChecked() != 0 || last.GetAllChecked() || last.GetRecorded() != 0 {
		t.Errorf("half-way it is told %v, want %d bytes received and no more", last, half)
	}
	send(&apiv1.ImportRequest{Piece: &apiv1.ImportRequest_Data{Data: []byte(content[half:])}})
	if answer, err := stream.CloseAndReceive(); err != nil || answer.GetRecorded() != 12 {
		t.Fatal(answer, err)
	}
	// Far is told as often as there is time for it, and never goes back; with the import it ends.
	for {
		far, err := following.Receive()
		if err != nil {
			break
		}
		if far.GetReceived() < last.GetReceived() || far.GetChecked() < last.GetChecked() || far.GetRecorded() < last.GetRecorded() || far.GetRecorded() > 12 {
			t.Errorf("after %v is told %v", last, far)
		}
		last = far
	}
}

func TestWhoFollowsAnImportMayStopAndTheImportGoesOn(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := uuid.NewString()
	ctx, stop := context.WithCancel(d.as("importer"))
	following, err := d.FollowImport(ctx, &apiv1.FollowImportRequest{CommandId: id})
	if err == nil {
		stop()
		_, err = following.Receive()
	}
	stop()
	if err == nil {
		t.Error("following goes on after it was stopped")
	}
	if answer := d.imports("talks.jsonl", dozen(asItIs), func(o *apiv1.ImportOptions) { o.CommandId = id }); answer.GetRecorded() != 12 {
		t.Errorf("recorded %d", answer.GetRecorded())
	}
}

func TestAnImportThatNobodyBeganIsNotFollowedForEver(t *testing.T) {
	t.Parallel()
	d := open(t)
	following, err := d.FollowImport(d.as("importer"), &apiv1.FollowImportRequest{CommandId: uuid.NewString()})
	if err == nil {
		_, err = following.Receive()
	}
	if !errors.Is(err, fault.NotFound) {
		t.Errorf("following nothing ends with %v, want not found", err)
	}
}
