package projector_test

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

func TestTheArchiveComesUpWithTheLogAndVerifyComparesThem(t *testing.T) {
	t.Parallel()
	g, keeper := open(t)
	happens(t, g, "A talk")
	happens(t, g, "A panel")
	until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetArchived() == 2 && s.GetProjected() == 2 })
	sound, err := keeper.Verify(t.Context(), &apiv1.VerifyRequest{})
	if err != nil || !sound.GetArchive().GetEqual() || sound.GetArchive().GetSequence() != 2 {
		t.Fatalf("verified %v, %v, want a log that is what its archive says", sound, err)
	}
	if _, err := g.Rows.Exec(t.Context(),
		"alter table archive.event disable trigger all; update archive.event set subject = 'advocacy.edition' where sequence = 1"); err != nil {
		t.Fatal(err)
	}
	tampered, err := keeper.Verify(t.Context(), &apiv1.VerifyRequest{})
	if err != nil || tampered.GetArchive().GetEqual() || tampered.GetArchive().GetWhy() == "" {
		t.Errorf("verified %v, %v, want it to say that the archive was changed", tampered, err)
	}
	if _, err := backup(t, keeper.Backup); err == nil {
		t.Error("a damaged archive is backed up")
	}
}

func TestABackupHoldsWhatWasJustAppended(t *testing.T) {
	t.Parallel()
	g, keeper := open(t)
	for range 30 {
		happens(t, g, "A talk")
	}
	text, err := backup(t, keeper.Backup)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for reader := tar.NewReader(bytes.NewReader(text)); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[header.Name], err = io.ReadAll(reader); err != nil {
			t.Fatal(err)
		}
	}
	if events := files["events/000000000001.jsonl"]; bytes.Count(events, []byte("\n")) != 30 || !bytes.Contains(files["backup.json"], []byte(`"events": 30`)) {
		t.Errorf("the backup holds %d files and %d bytes of events", len(files), len(events))
	}
}

// backup receives a backup.
func backup(
	t *testing.T, ask func(context.Context, *apiv1.BackupRequest) (apiv1connect.KeeperBackupClientStream, error),
) (text []byte, err error) {
	t.Helper()
	stream, err := ask(t.Context(), &apiv1.BackupRequest{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = stream.Close() }()
	for {
		m, err := stream.Receive()
		if errors.Is(err, io.EOF) {
			return text, nil
		}
		if err != nil {
			return nil, err
		}
		text = append(text, m.GetData()...)
	}
}
