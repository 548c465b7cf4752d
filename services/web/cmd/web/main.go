// Command web serves the pages, and the API of all services at one address, as a process of its own.
package main

import (
	"dontblink.dev/pkg/process"
	"dontblink.dev/services/web"
)

func main() { process.Main("web", "127.0.0.1:8417", web.Run) }
