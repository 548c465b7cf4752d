package main

import (
	"context"
	"encoding/json"
	"time"
)

// importing takes the whole way, as a member goes it: the binary is up, another one sends it the files, and lists show them all.
func importing(ctx context.Context, s *stand) ([]figure, error) {
	u, err := s.up(ctx)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	_, err = typed(ctx, s.binary, "import", "--data", u.dir, s.files[0], s.files[1])
	if err == nil {
		err = s.caughtUp(ctx, u)
	}
	took := time.Since(began)
	peak, peakErr := u.memory("VmHWM")
	if stopErr := u.stop(); err == nil {
		err = stopErr
	}
	if err == nil {
		err = peakErr
	}
	return []figure{
		{row: importRate, value: float64(s.activities) / took.Seconds()},
		{row: importMemory, value: peak},
	}, err
}

// caughtUp waits until the rows have seen the whole log.
func (s *stand) caughtUp(ctx context.Context, u *running) error {
	for {
		out, err := typed(ctx, s.binary, "status", "--json", "--data", u.dir)
		if err != nil {
			return err
		}
		var status struct {
			Log, Projected, State string
		}
		if err := json.Unmarshal(out, &status); err != nil {
			return err
		}
		if status.State == "live" && status.Projected == status.Log {
			return nil
		}
	}
}
