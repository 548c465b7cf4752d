package activity_test

import (
	"strings"
	"testing"
	"time"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// photo is a picture with all that has to be said of it; the letter makes its hash.
func photo(letter string, change ...func(*eventv1.Image)) *eventv1.Image {
	image := &eventv1.Image{
		Hash: strings.Repeat(letter, 64), MediaType: "image/jpeg", Width: 4000, Height: 3000, Alt: "Six people around a table",
		Caption: "The clinic", Author: "Ada Example", Licence: "CC BY-SA", LicenceVersion: "4.0", Source: "https://example.org/photo",
	}
	for _, c := range change {
		c(image)
	}
	return image
}

// collage is a picture of two.
func collage(one, other *eventv1.ImagePart, change ...func(*eventv1.Image)) *eventv1.Image {
	return photo("c", append([]func(*eventv1.Image){func(i *eventv1.Image) {
		i.Author, i.Parts = "", []*eventv1.ImagePart{one, other}
	}}, change...)...)
}

func partOf(licence, version string) *eventv1.ImagePart {
	return &eventv1.ImagePart{Place: "left", Author: "Bo Other", Licence: licence, LicenceVersion: version, Source: "own work"}
}

// pictured is an activity that has these.
func pictured(images ...*eventv1.Image) *activity.Activity {
	return given(recordedByMember(with(clinic(), func(a *eventv1.Activity) { a.Images = images })))
}

func TestAPictureIsPutBehindThoseThatAreThere(t *testing.T) {
	t.Parallel()
	a := pictured(photo("a"))
	when(activity.AttachImage(a, photo("b"), " from the host ", team(), now)).then(t, &eventv1.ImageAttached{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Images = append(a.Images, photo("b")) }),
		Paths:    []string{"images"}, Reason: "from the host", Hash: photo("b").GetHash(),
	})
}

func TestThePictureThatIsThereIsToldOfInTheNewWords(t *testing.T) {
	t.Parallel()
	a := pictured(photo("a"), photo("b"))
	renamed := photo("a", func(i *eventv1.Image) { i.Alt = "Five people around a table" })
	when(activity.AttachImage(a, renamed, "", team(), now)).then(t, &eventv1.ImageAttached{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Images[0] = renamed }), Paths: []string{"images"}, Hash: photo("a").GetHash(),
	})
	when(activity.AttachImage(a, photo("a"), "", team(), now)).then(t)
}

func TestAPictureIsTakenByTheBeginningOfItsHash(t *testing.T) {
	t.Parallel()
	a := pictured(photo("a"), photo("b"))
	when(activity.DetachImage(a, "bbbbbbbb", "blurred", team(), now)).then(t, &eventv1.ImageDetached{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Images = a.Images[:1] }), Paths: []string{"images"}, Reason: "blurred", Hash: photo("b").GetHash(),
	})
	when(activity.DetachImage(a, "bbbb", "", team(), now)).refused(t, fault.Invalid, "is too short")
	when(activity.DetachImage(a, "cccccccc", "", team(), now)).refused(t, fault.NotFound, "has no picture")
	almost := photo("b", func(i *eventv1.Image) { i.Hash = strings.Repeat("b", 63) + "c" })
	when(activity.DetachImage(pictured(photo("b"), almost), "bbbbbbbb", "", team(), now)).refused(t, fault.Invalid, "several pictures")
}

func TestAnActivityThatCannotBeChangedGetsNoPicture(t *testing.T) {
	t.Parallel()
	withdrawn := given(recordedByMember(clinic()), &eventv1.ActivityWithdrawn{Reason: "twice"})
	when(activity.AttachImage(withdrawn, photo("a"), "", team(), now)).refused(t, fault.Conflict, "withdrawn")
	when(activity.AttachImage(&activity.Activity{ID: "x"}, photo("a"), "", team(), now)).refused(t, fault.NotFound, "no activity")
	when(activity.DetachImage(withdrawn, "aaaaaaaa", "", team(), now)).refused(t, fault.Conflict, "withdrawn")
}

func TestWhatMustBeSaidOfAPicture(t *testing.T) {
	t.Parallel()
	fill := func(change func(*eventv1.Image)) *eventv1.Image { return photo("a", change) }
	tests := map[string]struct {
		image *eventv1.Image
		want  string
	}{
		"all is well":                    {photo("a"), ""},
		"no text":                        {fill(func(i *eventv1.Image) { i.Alt = " " }), "alt: say what can be seen"},
		"the caption once more":          {fill(func(i *eventv1.Image) { i.Alt = " the  CLINIC" }), "alt: is the caption"},
		"a file's name":                  {fill(func(i *eventv1.Image) { i.Alt = "IMG_0001.JPG" }), "alt: “IMG_0001.JPG” is the name of a file"},
		"no author":                      {fill(func(i *eventv1.Image) { i.Author = "" }), "author: say who made it"},
		"no licence":                     {fill(func(i *eventv1.Image) { i.Licence = "" }), "licence: say under which licence"},
		"no version":                     {fill(func(i *eventv1.Image) { i.LicenceVersion = "" }), "licence_version: say which version of CC BY-SA, they differ: 4.0"},
		"a version that never was":       {fill(func(i *eventv1.Image) { i.LicenceVersion = "5.0" }), "licence_version: CC BY-SA has no version “5.0”"},
		"a version of what has none":     {fill(func(i *eventv1.Image) { i.Licence = "all rights reserved" }), "licence_version: all rights reserved has no versions"},
		"CC0 has one version":            {fill(func(i *eventv1.Image) { i.Licence, i.LicenceVersion = "CC0", "1.0" }), ""},
		"all in one piece":               {fill(func(i *eventv1.Image) { i.Licence, i.LicenceVersion = "cc-by-4.0", "" }), "licence: “cc-by-4.0” is written CC BY, and its version stands by itself: 4.0"},
		"a slip":                         {fill(func(i *eventv1.Image) { i.Licence = "CC BYSA" }), "did you mean CC BY-SA?"},
		"the team's own":                 {fill(func(i *eventv1.Image) { i.Licence, i.LicenceVersion = "with the museum's kind permission", "" }), ""},
		"no source":                      {fill(func(i *eventv1.Image) { i.Source = "" }), "source: say where it comes from"},
		"a source that is not safe":      {fill(func(i *eventv1.Image) { i.Source = "http://example.org" }), "source: “http://example.org” is neither https nor mailto"},
		"a source that would run":        {fill(func(i *eventv1.Image) { i.Source = "javascript://example.org" }), "source: "},
		"a source in words":              {fill(func(i *eventv1.Image) { i.Source = "own work" }), ""},
		"several lines":                  {fill(func(i *eventv1.Image) { i.Caption = "one\ntwo" }), "caption: goes over several lines"},
		"a collage":                      {collage(partOf("CC BY", "4.0"), partOf("CC BY-SA", "3.0")), ""},
		"a part without an author":       {collage(partOf("CC BY", "4.0"), partOf("CC BY", "4.0"), func(i *eventv1.Image) { i.Parts[1].Author = "" }), "parts[1].author: say who made it"},
		"a part that says nowhere":       {collage(partOf("CC BY", "4.0"), partOf("CC BY", "4.0"), func(i *eventv1.Image) { i.Parts[0].Place = "" }), "parts[0].place: say where"},
		"a part that may not be changed": {collage(partOf("CC BY", "4.0"), partOf("CC BY-ND", "4.0")), "parts[1].licence: CC BY-ND 4.0 allows no changes"},
		"a part that may not be sold":    {collage(partOf("CC BY-NC", "4.0"), partOf("CC BY", "4.0")), "parts[0].licence: CC BY-NC 4.0 allows no commercial use"},
		"a part that is reserved":        {collage(partOf("all rights reserved", ""), partOf("CC BY", "4.0")), "may not be given on"},
		"a part that binds the whole":    {collage(partOf("CC BY-SA", "4.0"), partOf("CC0", "1.0"), func(i *eventv1.Image) { i.Licence = "CC BY" }), "has to be under CC BY-SA 4.0 too"},
		"an older whole":                 {collage(partOf("CC BY-SA", "4.0"), partOf("CC0", "1.0"), func(i *eventv1.Image) { i.LicenceVersion = "3.0" }), "or a later version"},
		"a whole that names nobody":      {collage(partOf("CC BY", "4.0"), partOf("CC0", "1.0"), func(i *eventv1.Image) { i.Licence, i.LicenceVersion = "CC0", "1.0" }), "asks for its author to be named"},
		"what only the team can know":    {collage(partOf("by permission", ""), partOf("CC0", "1.0")), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := activity.CheckImage(test.image).Error()
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestWhatAnActivityMustSayOfItsPictures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		images []*eventv1.Image
		want   string
	}{
		"no hash":       {[]*eventv1.Image{photo("a"), photo("z")}, "images[1].hash: "},
		"the same":      {[]*eventv1.Image{photo("a"), photo("a")}, "images[1].hash: the same picture stands there twice"},
		"no size":       {[]*eventv1.Image{photo("a", func(i *eventv1.Image) { i.Width = 0 })}, "images[0].width: say how wide"},
		"another kind":  {[]*eventv1.Image{photo("a", func(i *eventv1.Image) { i.MediaType = "text/html" })}, "images[0].media_type: “text/html” is none of"},
		"too many":      {make([]*eventv1.Image, 41), "images: has 41 pictures"},
		"a word within": {[]*eventv1.Image{photo("a", func(i *eventv1.Image) { i.Alt = "" })}, "images[0].alt: say what can be seen"},
	}
	for name, test := range tests {
		got := activity.Check(with(clinic(), func(a *eventv1.Activity) { a.Images = test.images }), team()).Error()
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestLicencesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"CC BY-SA 4.0": "CC BY-SA|4.0", "cc-by-sa-4.0": "CC BY-SA|4.0", "CC BY SA 3": "CC BY-SA|3.0", "CC BY-NC-SA 2.5": "CC BY-NC-SA|2.5",
		"CC BY 4.0 International": "CC BY|4.0", "cc0": "CC0|1.0", "CC0 1.0 Universal": "CC0|1.0", "Public Domain": "public domain|", "CC BY": "CC BY|",
		" by permission ": "by permission|", "All rights reserved": "all rights reserved|", "CC BY-SA or GFDL": "CC BY-SA or GFDL|", "GFDL 1.3": "GFDL|1.3", "": "|",
	} {
		name, version := activity.ParseLicence(text)
		if got := name + "|" + version; got != want {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
		// Read again, it stays.
		if again, its := activity.ParseLicence(activity.LicenceWords(name, version)); again != name || its != version {
			t.Errorf("%q is %s %s, and read again %s %s", text, name, version, again, its)
		}
	}
}

func TestTheHistoryTellsWhatAPictureWasSaidToShow(t *testing.T) {
	t.Parallel()
	a := pictured(photo("a"))
	events, err := activity.AttachImage(a, photo("a", func(i *eventv1.Image) { i.Alt = "Five people around a table" }), "", team(), now)
	if err != nil {
		t.Fatal(err)
	}
	change, _ := activity.ChangeBy(events[0])
	change.From(a.Content, events[0].(activity.Amendment).GetActivity())
	want := "On 1 February 2024, 00:00 UTC, amara said something else of a picture of it, which was to show “" + photo("a").GetAlt() + "”."
	if got := change.Sentence(time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC), "amara"); got != want {
		t.Errorf("told as %s, want %s", got, want)
	}
}
