package recorder

import (
	"context"
	"fmt"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

// claim is an activity that a file names by its id, and what to say if it is known by another name.
type claim struct {
	id  string
	say func(source, key string) []exchange.Refusal
}

// claims notes an activity that bears the source of what was logged here. Its key is an id, and might be that of something which came from
// another file.
func (c *checking) claims(id string, item exchange.Item) {
	if item.Source != activity.Here || id != item.Key {
		return
	}
	// Only what a refusal needs is kept: the line, not the content.
	bare := item
	bare.Content = nil
	c.claimed = append(c.claimed, claim{id, func(source, key string) []exchange.Refusal {
		return bare.Refuse(fault.Mistakes{{Field: "key", Sentence: fmt.Sprintf(
			"this is the id of “%s” in %s: give the activity that key and that source, or another id", key, source)}})
	}})
}

// rightful refuses claims to what came from another file.
func (c *checking) rightful(ctx context.Context) error {
	for len(c.claimed) > 0 {
		now := c.claimed[:min(len(c.claimed), atOnce)]
		c.claimed = c.claimed[len(now):]
		things := make([]thing.Thing, len(now))
		for n, claimed := range now {
			things[n] = thing.Activity(claimed.id)
		}
		histories, err := c.ground.Log.LoadAll(ctx, things)
		if err != nil {
			return err
		}
		for n, claimed := range now {
			imp := fold(claimed.id, histories[n]).Import
			if imp != nil && (imp.GetSource() != activity.Here || imp.GetKey() != claimed.id) {
				c.refuse(claimed.id, claimed.say(imp.GetSource(), imp.GetKey())...)
			}
		}
	}
	return nil
}
