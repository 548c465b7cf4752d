package exchange

import (
	"testing"

	"pgregory.net/rapid"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// anyImages draws pictures, each of their fields filled or not.
func anyImages(t *rapid.T) []*eventv1.Image {
	word := rapid.SampledFrom([]string{"", "a", "null", "2024", "ünï “x”", "own work", "4.0"})
	licence := rapid.SampledFrom([]string{"", "the team's own", "public domain", "CC BY-SA"})
	part := rapid.Custom(func(t *rapid.T) *eventv1.ImagePart {
		return &eventv1.ImagePart{
			Place: word.Draw(t, "place"), Author: word.Draw(t, "author"), Licence: licence.Draw(t, "licence"),
			LicenceVersion: word.Draw(t, "version"), Source: word.Draw(t, "source"),
		}
	})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *eventv1.Image {
		return &eventv1.Image{
			Hash: word.Draw(t, "hash"), MediaType: word.Draw(t, "media type"), Width: rapid.Uint32().Draw(t, "width"), Height: rapid.Uint32().Draw(t, "height"),
			Alt: word.Draw(t, "alt"), Caption: word.Draw(t, "caption"), Author: word.Draw(t, "author"), Licence: licence.Draw(t, "licence"),
			LicenceVersion: word.Draw(t, "version"), Source: word.Draw(t, "source"), Parts: rapid.SliceOfN(part, 0, 2).Draw(t, "parts"),
		}
	}), 0, 2).Draw(t, "images")
}

func TestALicenceMayStandInOnePiece(t *testing.T) {
	t.Parallel()
	got := theActivity(t, "images: {hash: abc, licence: cc-by-sa 4.0, parts: [{place: left, licence: CC0}, {place: right, licence: ours, licence_version: '2'}]}")
	same(t, got, &eventv1.Activity{Images: []*eventv1.Image{{
		Hash: "abc", Licence: "CC BY-SA", LicenceVersion: "4.0", Parts: []*eventv1.ImagePart{
			{Place: "left", Licence: "CC0", LicenceVersion: "1.0"}, {Place: "right", Licence: "ours", LicenceVersion: "2"},
		},
	}}})
}
