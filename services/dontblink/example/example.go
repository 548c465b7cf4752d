// Package example holds what ships with the product so that a newcomer sees something: the edition of a team, and six
// activities of January 2024. Their comments document the format that `dontblink import` reads.
package example

import "embed"

// Files holds edition.yaml and january-2024.yaml.
//
//go:embed edition.yaml january-2024.yaml
var Files embed.FS
