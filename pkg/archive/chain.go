package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"dontblink.dev/pkg/eventlog"
)

// Hash stands for an event and all before it.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes it as 64 hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	n, err := hex.Decode(h[:], text)
	if err == nil && n != len(h) {
		err = fmt.Errorf("%q is no hash of an event", text)
	}
	return err
}

// chain makes hashes, one after the other. It keeps its buffer: half a million events are hashed at each start.
type chain struct{ buffer []byte }

// link returns the hash of an event that follows another. Lengths stand before the parts, so that no byte can move from one to the next.
func (c *chain) link(before Hash, e eventlog.Stored) Hash {
	b := append(c.buffer[:0], before[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(len(e.Subject)))
	b = append(b, e.Subject...)
	b = binary.BigEndian.AppendUint64(b, uint64(len(e.Header)))
	b = append(b, e.Header...)
	b = binary.BigEndian.AppendUint64(b, uint64(len(e.Data)))
	b = append(b, e.Data...)
	c.buffer = b
	return sha256.Sum256(b)
}

// then returns the head after an event, which must be the next one.
func (h Head) then(c *chain, e eventlog.Stored) (Head, error) {
	if e.Sequence != h.Sequence+1 {
		return h, stopf(h.Sequence, "event %d is followed by %d: what lies between is gone", h.Sequence, e.Sequence)
	}
	return Head{Sequence: e.Sequence, Hash: c.link(h.Hash, e)}, nil
}

// checked is then for an event that says its hash itself.
func (h Head) checked(e Entry) (Head, error) {
	next, err := h.then(&chain{}, e.Stored)
	if err == nil && next.Hash != e.Hash {
		err = stopf(e.Sequence, "event %d is not what its hash says: it was changed after it was archived", e.Sequence)
	}
	return next, err
}

func stopf(sequence uint64, format string, args ...any) *eventlog.Stop {
	return &eventlog.Stop{Sequence: sequence, Why: fmt.Sprintf(format, args...)}
}
