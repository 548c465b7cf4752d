// Command recorder runs the recorder as a process of its own.
package main

import (
	"dontblink.dev/pkg/host"
	"dontblink.dev/services/recorder"
)

func main() { host.Main("recorder", host.DialFirst, recorder.Run) }
