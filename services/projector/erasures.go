package projector

import (
	"context"

	"dontblink.dev/pkg/projection"
)

// doom destroys again the keys that an erasure in the log has destroyed: they are gone already, unless whoever erased was interrupted, or
// somebody has put back keys from before. And it drops the rows from before it that are kept as a way back.
func (k *keeper) doom(ctx context.Context, sequence uint64, keys []string) error {
	// A log without keys is sealed by none.
	if k.ground.Log.Vault == nil {
		return nil
	}
	if err := k.ground.Log.Vault.Destroy(ctx, "the log says so", keys...); err != nil {
		return err
	}
	return projection.Unsee(ctx, k.ground.Rows, sequence)
}
