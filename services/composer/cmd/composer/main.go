// Command composer runs the composer as a process of its own.
package main

import (
	"dontblink.dev/pkg/host"
	"dontblink.dev/services/composer"
)

func main() { host.Main("composer", host.Dial, composer.Run) }
