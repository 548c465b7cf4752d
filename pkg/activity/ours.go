package activity

import (
	"slices"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Ours reports whether we did it ourselves, alone or with others. A digest tells what affiliates and third parties did, too; who asks “What did we do?”
// leaves that out. Where nobody is named, whoever logged it speaks of their own team.
func Ours(content *eventv1.Activity) bool {
	by := content.GetBy()
	return len(by) == 0 || slices.Contains(by, Staff) || slices.Contains(by, Volunteer)
}
