package main

import (
	"os"
	"time"
)

// bareDisk returns how often a second the disk takes an append of the sample's length and a sync, with nothing around them.
func (s *stand) bareDisk() (perSecond float64, err error) {
	f, err := os.CreateTemp(s.dir, "disk-")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	line := make([]byte, s.sample.size)
	n, began := 0, time.Now()
	for ; time.Since(began) < s.turn/4; n++ {
		if _, err := f.Write(line); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}
