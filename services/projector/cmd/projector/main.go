// Command projector runs the projector as a process of its own.
package main

import (
	"dontblink.dev/pkg/host"
	"dontblink.dev/services/projector"
)

func main() { host.Main("projector", host.Dial, projector.Run) }
