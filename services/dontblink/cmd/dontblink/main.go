// Command dontblink keeps the advocacy work of a team as a log of events, and turns it into the monthly digest.
package main

import (
	"os"

	"dontblink.dev/services/dontblink"
)

func main() { os.Exit(dontblink.Main(os.Args[1:], os.Stdout, os.Stderr)) }
