package eventlog

import (
	"errors"
	"sync"

	"github.com/klauspost/compress/s2"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/vault"
)

// The first byte of what is sealed says how the event behind it is written. Stored logs hold them for ever; another way gets another byte.
const (
	asItIs  = 0 // protobuf's binary form
	pressed = 1 // the same, as one block of S2, the Snappy of github.com/klauspost/compress
)

// write returns an event as bytes; if it will be sealed, shortened, and behind the room that sealing needs. Sealed bytes cannot be shortened
// any more, by nobody: neither by the stream nor by Postgres, where the archive keeps them.
func write(event proto.Message, sealed bool) ([]byte, error) {
	if !sealed {
		return proto.Marshal(event)
	}
	s := takeScratch()
	defer scratches.Put(s)
	var err error
	if s.plain, err = (proto.MarshalOptions{}).MarshalAppend(s.plain[:0], event); err != nil {
		return nil, err
	}
	s.short = s2.Encode(s.short[:cap(s.short)], s.plain)
	how, written := byte(pressed), s.short
	if len(s.short) >= len(s.plain) {
		how, written = asItIs, s.plain
	}
	return append(append(vault.Room(1+len(written)), how), written...), nil
}

var errUnknownForm = errors.New("it is written in a form that this dontblink does not know: upgrade it")

// read reads what write has written, once it is unsealed.
func read(written []byte, event proto.Message) error {
	if len(written) == 0 {
		return errUnknownForm
	}
	switch how, rest := written[0], written[1:]; how {
	case asItIs:
		return proto.Unmarshal(rest, event)
	case pressed:
		s := takeScratch()
		defer scratches.Put(s)
		plain, err := s2.Decode(s.plain[:cap(s.plain)], rest)
		if err != nil {
			return err
		}
		s.plain = plain
		return proto.Unmarshal(plain, event)
	}
	return errUnknownForm
}

// scratch is room that is used again and again: an import writes and reads tens of thousands of events a second. Nothing of it outlives
// its use, since protobuf copies what it takes out of it.
type scratch struct{ plain, short []byte }

var scratches sync.Pool

func takeScratch() *scratch {
	if s, ok := scratches.Get().(*scratch); ok {
		return s
	}
	return &scratch{}
}
