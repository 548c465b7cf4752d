package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
)

// What may be the matter with a payload that is to be opened.
var (
	// ErrDestroyed: its key was destroyed, and it says nothing any more.
	ErrDestroyed = errors.New("its key was destroyed")
	// ErrMissing: its key is not here, and nobody has destroyed it.
	ErrMissing = errors.New("its key is missing")
	// ErrForged: it is not what was sealed with this key for this place.
	ErrForged = errors.New("it was changed after it was sealed, or moved")
)

// Seal seals a payload with a key. `about` says what it is the payload of: it opens for nothing else.
func (v *Vault) Seal(ctx context.Context, id string, payload []byte, about string) ([]byte, error) {
	return v.SealBehind(ctx, id, append(Room(len(payload)), payload...), about)
}

// nonceSize and tagSize are what sealing puts in front of a payload and behind it: those of AES-GCM.
const nonceSize, tagSize = 12, 16

// Room returns where a payload of so many bytes is to be appended, so that SealBehind seals it where it lies.
func Room(size int) []byte { return make([]byte, nonceSize, nonceSize+size+tagSize) }

// SealBehind is Seal for a payload that was appended to a Room, of which nothing is left then: for who appends many.
func (v *Vault) SealBehind(ctx context.Context, id string, room []byte, about string) ([]byte, error) {
	k, err := v.key(ctx, id)
	if err != nil {
		return nil, err
	}
	return sealBehind(aead(k.bytes), room, []byte(about)), nil
}

func (v *Vault) key(ctx context.Context, id string) (key, error) {
	if parsed, err := parseID(id); err == nil {
		if k, ok := v.cache.get(parsed); ok && !k.destroyed {
			return k, nil
		}
	}
	ring, err := v.Ring(ctx, []string{id})
	if err != nil {
		return key{}, err
	}
	return ring.key(id)
}

// Ring holds keys by their ids. A key that is not on it is missing.
type Ring map[keyID]key

func (r Ring) key(id string) (key, error) {
	parsed, err := parseID(id)
	k, ok := r[parsed]
	switch {
	case err != nil || !ok:
		return key{}, ErrMissing
	case k.destroyed:
		return key{}, ErrDestroyed
	}
	return k, nil
}

// Open opens what Seal has sealed with the key for the same `about`.
func (r Ring) Open(id string, sealed []byte, about string) ([]byte, error) {
	k, err := r.key(id)
	if err != nil {
		return nil, err
	}
	return openWith(aead(k.bytes), sealed, []byte(about))
}

// key is a key as it is used, or the memory of one that was destroyed.
type key struct {
	bytes     [32]byte
	destroyed bool
}

// keyID is a UUID, in the sixteen bytes that Postgres keeps of it.
type keyID [16]byte

func newID() (id keyID) {
	_, _ = rand.Read(id[:]) // it never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id
}

var errNoID = errors.New("no id of a key")

// parseID reads what String wrote. It is asked for every event that is read.
func parseID(text string) (id keyID, err error) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return keyID{}, errNoID
	}
	var digits [32]byte
	copy(digits[:8], text[:8])
	copy(digits[8:12], text[9:13])
	copy(digits[12:16], text[14:18])
	copy(digits[16:20], text[19:23])
	copy(digits[20:], text[24:])
	_, err = hex.Decode(id[:], digits[:])
	return id, err
}

func (id keyID) String() string {
	text := hex.EncodeToString(id[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

func aead(bytes [32]byte) cipher.AEAD {
	block, err := aes.NewCipher(bytes[:])
	if err != nil {
		panic(err) // the length is right
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

func sealWith(a cipher.AEAD, plain, about []byte) []byte {
	return sealBehind(a, append(Room(len(plain)), plain...), about)
}

// sealBehind puts a random nonce in front. A key seals a few events of one thing, so two nonces never meet.
func sealBehind(a cipher.AEAD, room, about []byte) []byte {
	nonce, plain := room[:nonceSize], room[nonceSize:]
	_, _ = rand.Read(nonce) // it never fails
	return a.Seal(nonce, nonce, plain, about)
}

func openWith(a cipher.AEAD, sealed, about []byte) ([]byte, error) {
	if len(sealed) < a.NonceSize() {
		return nil, ErrForged
	}
	plain, err := a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], about)
	if err != nil {
		return nil, ErrForged
	}
	return plain, nil
}
