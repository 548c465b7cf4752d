package projector

import (
	"bufio"
	"context"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/vault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// backupChunk is how much of a backup one message carries.
const backupChunk = 256 << 10

// Backup sends all that is not made from the log, as of what the log holds now. The events come out of the archive, which knows their hashes.
func (k *keeper) Backup(ctx context.Context, _ *apiv1.BackupRequest, stream apiv1connect.KeeperBackupServerStream) error {
	if err := k.archived(ctx); err != nil {
		return err
	}
	// The archive writes an event at a time; messages of some hundred bytes would cost more than what is in them.
	out := bufio.NewWriterSize(chunks{stream}, backupChunk)
	if _, err := k.second.archive.Backup(ctx, out, k.ground.Version, k.ground.Now(), k.parts()); err != nil {
		return said("nothing can be backed up", err)
	}
	return out.Flush()
}

// parts are what is kept beside the log and its archive, and is not made from them.
func (k *keeper) parts() []archive.Part {
	parts := []archive.Part{{Many: k.pictures}}
	if k.ground.Log.Vault != nil {
		// Without these most of the log says nothing; and the master key that wraps them lies elsewhere.
		parts = append(parts, archive.Part{Name: vault.BackupName, Write: k.ground.Log.Vault.Backup})
	}
	return parts
}

// chunks sends what is written.
type chunks struct {
	stream apiv1connect.KeeperBackupServerStream
}

func (c chunks) Write(p []byte) (int, error) {
	for sent := 0; sent < len(p); sent += backupChunk {
		// A copy: in one process the message is handed over as it is, and the writer fills its buffer again.
		data := append([]byte(nil), p[sent:min(len(p), sent+backupChunk)]...)
		if err := c.stream.Send(&apiv1.BackupResponse{Data: data}); err != nil {
			return sent, err
		}
	}
	return len(p), nil
}
