package dontblink

import (
	"cmp"
	"strings"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// toldIn says of an activity that was merged where it is told; folder is what a command has to name.
func (p *page) toldIn(answer *apiv1.GetActivityResponse, folder string) {
	if answer.GetActivity().GetMergedInto() == "" {
		return
	}
	into := answer.GetToldIn()
	p.line("Merged: it is told in %s.", strings.TrimSpace(short(cmp.Or(into.GetId(), answer.GetActivity().GetMergedInto()))+" "+into.GetHeadline()))
	p.line("What follows is what it said; `dontblink unmerge %s%s` has it stand by itself again.", short(answer.GetActivity().GetId()), folder)
}

// merged closes with what was merged into an activity, and where each came from.
func (p *page) merged(rows []*apiv1.ActivityRow) {
	for _, row := range rows {
		p.line("")
		p.line("merged into it: %s %s", short(row.GetId()), row.GetActivity().GetHeadline())
		p.line("  logged by %s on %s", row.GetRecordedBy(), dayOf(row.GetRecordedAt()))
		if imported := row.GetImport(); imported != nil {
			p.line("  from %s, key %s", imported.GetSource(), imported.GetKey())
		}
	}
}
