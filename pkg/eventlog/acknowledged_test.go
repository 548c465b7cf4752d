package eventlog_test

import (
	"testing"

	"dontblink.dev/pkg/eventlog"
)

// The usual answers are read without a JSON parser, and mean what they mean to one.
func TestWhatTheServerAnswersIsUnderstood(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]uint64{
		`{"stream":"ADVOCACY","seq":7}`:                                        7,
		`{"stream":"ADVOCACY","seq":7,"batch":"a \"quoted\" id","count":2}`:    7,
		`{"stream":"ADVOCACY","seq":7,"domain":"hub"}`:                         7,
		`{"stream":"ADVOCACY","domain":"hub","seq":7}`:                         7,
		`{"stream":"ADVOCACY","seq":0}`:                                        0,
		`{"stream":"ADVOCACY","seq":7`:                                         0,
		`{"stream":"ADVOCACY","seq":7,"batch":"b"`:                             0,
		`{"stream":"ADVOCACY","seq":7}{}`:                                      0,
		`{"stream":"OTHER","seq":7}`:                                           0,
		`{"stream":"ADVOCACY","seq":-7}`:                                       0,
		`{"stream":"ADVOCACY","seq":7,"batch":"b","error":{"err_code":10071}}`: 0,
		`{"error":{"code":400,"err_code":10071},"stream":"ADVOCACY","seq":0}`:  0,
		``: 0,
	} {
		got, err := eventlog.Acknowledged([]byte(answer))
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%s = %d, %v; want %d", answer, got, err, want)
		}
	}
}
