package projection

import (
	"regexp"
	"sync"
)

// placeholder is "slot." where a name begins, not inside of one ("timeslot.place") nor behind one ("keeper.slot.name").
var placeholder = regexp.MustCompile(`(^|[^\w.$"'])slot\.`)

// In returns SQL for the tables of one slot: "slot." stands in it for the slot's schema, as it does in Config.Schema.
func In(slot, sql string) string {
	said.RLock()
	in, known := said.in[slot][sql]
	said.RUnlock()
	if known {
		return in
	}
	in = placeholder.ReplaceAllString(sql, "${1}"+slot+".")
	said.remember(slot, sql, in)
	return in
}

// said is what In has said before: the same few statements are asked for with every batch, and to look through their text took one
// part in thirteen of a rebuild.
var said = phrases{in: map[string]map[string]string{}}

type phrases struct {
	sync.RWMutex
	in map[string]map[string]string
}

// aFew slots are read and written by one process.
const aFew = 20

func (p *phrases) remember(slot, sql, in string) {
	p.Lock()
	defer p.Unlock()
	if len(p.in) > aFew {
		clear(p.in) // most of them are gone
	}
	if p.in[slot] == nil {
		p.in[slot] = map[string]string{}
	}
	p.in[slot][sql] = in
}
