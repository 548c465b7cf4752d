package recorder

import (
	"context"
	"slices"
	"sync"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// pictured knows which activities have which pictures, and had. It is folded from the log and read on before each answer, so that two
// recorders answer alike; only what has pictures takes up memory.
type pictured struct {
	mu    sync.Mutex
	after uint64
	// having is by activity, claims by picture: who names it, now or in a part of their story that can still be read.
	having map[string]*having
	claims map[string]map[string]bool
	// closed are keys of events that cannot be read. Those that an erasure names are closed for good; if others are left, somebody has
	// lost keys, and nobody knows what those events tell of.
	closed, destroyed map[string]bool
}

// having is what one activity has of pictures.
type having struct {
	now               []string
	withdrawn, merged bool
}

// readOn brings it up to date.
// One reads at a time, and whoever comes meanwhile reads on from there. An error leaves what was read.
func (p *pictured) readOn(ctx context.Context, log *eventlog.Log) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.having == nil {
		p.having, p.claims = map[string]*having{}, map[string]map[string]bool{}
		p.closed, p.destroyed = map[string]bool{}, map[string]bool{}
	}
	last, err := log.Read(ctx, thing.KindActivity, p.after, func(r eventlog.Recorded) error {
		p.apply(r)
		return nil
	})
	p.after = max(p.after, last)
	return err
}

// A picture that an activity has no more is still claimed by it: its history tells of it.
func (p *pictured) apply(r eventlog.Recorded) {
	if r.Erased {
		p.closed[r.Key] = true
		return
	}
	id := r.Thing.ID
	if erased, ok := r.Event.(*eventv1.ActivityErased); ok {
		for _, key := range erased.GetKeys() {
			p.destroyed[key] = true
		}
		p.forget(id)
	}
	// What the file said is kept beside what the activity says, and names pictures too.
	if event, ok := r.Event.(interface{ GetImport() *eventv1.Import }); ok {
		p.claim(id, event.GetImport().GetActivity())
	}
	h := p.having[id]
	if event, ok := r.Event.(contentful); ok && (h != nil || len(event.GetActivity().GetImages()) > 0) {
		if h == nil {
			h = &having{}
			p.having[id] = h
		}
		h.now = p.claim(id, event.GetActivity())
	}
	if h != nil {
		h.stands(r)
	}
}

// stands notes whether an activity still counts.
func (h *having) stands(r eventlog.Recorded) {
	switch event := r.Event.(type) {
	case *eventv1.ActivityWithdrawn:
		h.withdrawn = true
	case *eventv1.ActivityRestored:
		h.withdrawn = false
	case *eventv1.ActivityMerged:
		h.merged = true
	case *eventv1.ActivityMergeUndone:
		h.merged = false
	case *eventv1.ActivityErased:
		h.withdrawn, h.merged = event.GetWithdrawn(), event.GetMergedInto() != ""
	}
}

// claim notes that an activity names pictures, and returns them.
func (p *pictured) claim(id string, content *eventv1.Activity) (hashes []string) {
	for _, image := range content.GetImages() {
		hash := image.GetHash()
		if p.claims[hash] == nil {
			p.claims[hash] = map[string]bool{}
		}
		p.claims[hash][id] = true
		hashes = append(hashes, hash)
	}
	return hashes
}

// forget takes back all that an activity named. A picture that nobody names any more stays known as such, until it is removed.
func (p *pictured) forget(id string) {
	delete(p.having, id)
	for _, by := range p.claims {
		// The empty set stays behind: unnamed finds it.
		delete(by, id)
	}
}

// shown reports whether an activity that stands has a picture.
func (p *pictured) shown(hash string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id := range p.claims[hash] {
		if h := p.having[id]; h != nil && !h.withdrawn && !h.merged && slices.Contains(h.now, hash) {
			return true
		}
	}
	return false
}

// named reports whether anybody names a picture, or did in what can still be read.
func (p *pictured) named(hash string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.claims[hash]) > 0
}

// unnamed are pictures that were named by what was erased, and by nobody else.
func (p *pictured) unnamed() (hashes []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for hash, by := range p.claims {
		if len(by) == 0 {
			hashes = append(hashes, hash)
		}
	}
	return hashes
}

// removed notes that an unnamed picture is gone.
func (p *pictured) removed(hash string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.claims[hash]) == 0 {
		delete(p.claims, hash)
	}
}

// has reports whether an activity has pictures.
func (p *pictured) has(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.having[id] != nil && len(p.having[id].now) > 0
}

// readable reports whether all that cannot be read was erased, so that nothing else can name a picture.
func (p *pictured) readable() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key := range p.closed {
		if !p.destroyed[key] {
			return false
		}
	}
	return true
}
