package rpc

import "testing"

func TestQuestionsEndInTimeAndCommandsTakeAsLongAsTheyTake(t *testing.T) {
	t.Parallel()
	for procedure, want := range map[string]bool{
		"/advocacy.api.v1.Insights/ListActivities": true, "/advocacy.api.v1.Keeper/GetStatus": true,
		"/advocacy.api.v1.Recorder/Import": false, "/advocacy.api.v1.Keeper/Verify": false, "/advocacy.api.v1.Composer/DraftIssue": false,
	} {
		ctx, cancel := limited(t.Context(), procedure)
		if _, got := ctx.Deadline(); got != want {
			t.Errorf("%s has a limit: %t, want %t", procedure, got, want)
		}
		cancel()
	}
}
