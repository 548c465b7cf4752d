package local_test

import (
	"errors"
	"fmt"
	"os"

	"dontblink.dev/pkg/local"
)

func ExampleStartNATS() {
	dir, err := os.MkdirTemp("", "dontblink-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	log, err := local.StartNATS(dir, 0)
	if err != nil {
		panic(err)
	}
	defer log.Close()
	_, err = local.StartNATS(dir, 0)
	_, inUse := errors.AsType[local.InUse](err)
	fmt.Println(inUse)
	// Output: true
}
