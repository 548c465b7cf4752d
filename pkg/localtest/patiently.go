package localtest

import (
	"errors"
	"testing"

	"dontblink.dev/pkg/fault"
)

// Patiently asks again for as long as the answer is that the rows have not caught up: a question waits for them for two seconds, and a machine
// with much to do may take longer.
func Patiently[T any](tb testing.TB, ask func() (T, error)) T {
	tb.Helper()
	for {
		answer, err := ask()
		if err == nil {
			return answer
		}
		if !errors.Is(err, fault.Unavailable) || tb.Context().Err() != nil {
			tb.Fatal(err)
		}
	}
}
