// Command insights runs the insights as a process of its own.
package main

import (
	"dontblink.dev/pkg/host"
	"dontblink.dev/services/insights"
)

func main() { host.Main("insights", host.DialRows, insights.Run) }
