package activity_test

import (
	"strings"
	"testing"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestWhatOnlyOthersDidIsNotOurs(t *testing.T) {
	t.Parallel()
	for by, want := range map[string]bool{
		"": true, "staff": true, "volunteer": true, "affiliate staff": true, "third-party volunteer": true,
		"affiliate": false, "third-party": false, "affiliate third-party": false,
	} {
		if got := activity.Ours(&eventv1.Activity{By: strings.Fields(by)}); got != want {
			t.Errorf("done by %q, it is ours: %t, want %t", by, got, want)
		}
	}
}
