package activity

import (
	"regexp"
	"slices"
	"strings"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// mostImages is how many pictures an activity may have, and mostParts of how many one of them may be made.
const mostImages, mostParts = 40, 40

// MediaTypes are the kinds of picture that are kept.
func MediaTypes() []string { return []string{"image/jpeg", "image/png", "image/webp"} }

// CheckImage returns what is wrong with the words of a picture, before there are bytes that they could be about.
func CheckImage(image *eventv1.Image) fault.Mistakes {
	c := &checker{content: &eventv1.Activity{Images: []*eventv1.Image{image}}}
	Texts(c.content, c.text)
	c.imageWords("images[0].", image)
	for i := range c.Mistakes {
		c.Mistakes[i].Field = strings.TrimPrefix(c.Mistakes[i].Field, "images[0].")
	}
	return c.Mistakes
}

func (c *checker) images() {
	all := c.content.GetImages()
	if len(all) > mostImages {
		c.Add("images", "has %d pictures: an activity has %d at the most; choose the best", len(all), mostImages)
		return
	}
	for i, image := range all {
		at := nth("images", i) + "."
		switch {
		case !isHash(image.GetHash()):
			c.Add(at+"hash", "%s is no hash of a picture, which has 64 signs of 0 to 9 and a to f: `dontblink image add` gives it", fault.Quoted(image.GetHash()))
		case slices.ContainsFunc(all[:i], func(other *eventv1.Image) bool { return other.GetHash() == image.GetHash() }):
			c.Add(at+"hash", "the same picture stands there twice: keep one of the two")
		}
		c.known(at+"media_type", image.GetMediaType(), MediaTypes())
		if image.GetWidth() == 0 || image.GetHeight() == 0 {
			c.Add(at+"width", "say how wide and how high it is, in pixels")
		}
		c.imageWords(at, image)
	}
}

func isHash(s string) bool {
	return len(s) == 64 && !strings.ContainsFunc(s, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') })
}

// fileName is what cameras and people call files; who cannot see the picture learns nothing from it.
var fileName = regexp.MustCompile(`(?i)^\S+\.(jpe?g|png|webp|gif|heic|tiff?)$`)

// imageWords checks what is said of a picture.
func (c *checker) imageWords(at string, image *eventv1.Image) {
	switch alt := fault.OneLine(image.GetAlt()); {
	case alt == "":
		c.Add(at+"alt", "say what can be seen, for those who cannot see it: two people at a desk, one points at a screen")
	case strings.EqualFold(alt, fault.OneLine(image.GetCaption())):
		c.Add(at+"alt", "is the caption: a caption is read beside the picture, this in its place; say what can be seen")
	case fileName.MatchString(alt):
		c.Add(at+"alt", "%s is the name of a file: say what can be seen", fault.Quoted(alt))
	}
	parts := image.GetParts()
	if len(parts) == 0 {
		c.author(at, image.GetAuthor())
	}
	checkLicence(at, image.GetLicence(), image.GetLicenceVersion(), &c.Mistakes)
	c.source(at, image.GetSource())
	if len(parts) > mostParts {
		c.Add(at+"parts", "has %d parts: %d is the most", len(parts), mostParts)
		return
	}
	for i, part := range parts {
		within := at + nth("parts", i) + "."
		if strings.TrimSpace(part.GetPlace()) == "" {
			c.Add(within+"place", "say where in the collage it is: top left")
		}
		c.author(within, part.GetAuthor())
		checkLicence(within, part.GetLicence(), part.GetLicenceVersion(), &c.Mistakes)
		c.source(within, part.GetSource())
		if why := suits(image, part); why != "" {
			c.Add(within+"licence", "%s", why)
		}
	}
}

func (c *checker) author(at, author string) {
	if strings.TrimSpace(author) == "" {
		c.Add(at+"author", "say who made it, by name, or as they are called where it comes from")
	}
}

// source checks where a picture comes from. What looks like an address must be one, since it is printed as a link.
func (c *checker) source(at, source string) {
	switch {
	case strings.TrimSpace(source) == "":
		c.Add(at+"source", "say where it comes from: an address, https://…, or words as “own work”")
	case strings.Contains(source, "://") || strings.HasPrefix(source, "www."):
		c.address(at+"source", source)
	}
}
