package exchange

import (
	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A file holds the words of pictures; their bytes lie beside the log, under the hash, and travel in backups.

// The hash is of the bytes (SHA-256, 64 digits), so that a backup with the bytes and a file with the words find each other.
var imageFields = fields[eventv1.Image]{
	"hash":            func(r *reader, n *node, i *eventv1.Image) { i.Hash = r.line(n) },
	"media_type":      func(r *reader, n *node, i *eventv1.Image) { i.MediaType = r.line(n) },
	"width":           func(r *reader, n *node, i *eventv1.Image) { i.Width = r.count(n) },
	"height":          func(r *reader, n *node, i *eventv1.Image) { i.Height = r.count(n) },
	"alt":             func(r *reader, n *node, i *eventv1.Image) { i.Alt = r.line(n) },
	"caption":         func(r *reader, n *node, i *eventv1.Image) { i.Caption = r.line(n) },
	"author":          func(r *reader, n *node, i *eventv1.Image) { i.Author = r.line(n) },
	"licence":         func(r *reader, n *node, i *eventv1.Image) { i.Licence = r.line(n) },
	"licence_version": func(r *reader, n *node, i *eventv1.Image) { i.LicenceVersion = r.line(n) },
	"source":          func(r *reader, n *node, i *eventv1.Image) { i.Source = r.line(n) },
	"parts":           func(r *reader, n *node, i *eventv1.Image) { i.Parts = each(r, n, r.imagePart) },
}

// image reads what an export wrote, or what somebody changed in it; a hash of which there are no bytes is for verify to tell.
func (r *reader) image(n *node) *eventv1.Image {
	i := &eventv1.Image{}
	record(r, n, imageFields, i, "a picture, as {hash: …, alt: …, author: …, licence: CC BY-SA 4.0, source: …}")
	i.Licence, i.LicenceVersion = licence(i.Licence, i.LicenceVersion)
	return i
}

var imagePartFields = fields[eventv1.ImagePart]{
	"place":           func(r *reader, n *node, p *eventv1.ImagePart) { p.Place = r.line(n) },
	"author":          func(r *reader, n *node, p *eventv1.ImagePart) { p.Author = r.line(n) },
	"licence":         func(r *reader, n *node, p *eventv1.ImagePart) { p.Licence = r.line(n) },
	"licence_version": func(r *reader, n *node, p *eventv1.ImagePart) { p.LicenceVersion = r.line(n) },
	"source":          func(r *reader, n *node, p *eventv1.ImagePart) { p.Source = r.line(n) },
}

func (r *reader) imagePart(n *node) *eventv1.ImagePart {
	p := &eventv1.ImagePart{}
	record(r, n, imagePartFields, p, "a part of a collage, as {place: left, author: …, licence: …, source: …}")
	p.Licence, p.LicenceVersion = licence(p.Licence, p.LicenceVersion)
	return p
}

// licence takes apart what may stand in one piece, "CC BY-SA 4.0". Where the version stands by itself, both stay as they are.
func licence(name, version string) (string, string) {
	if version != "" {
		return name, version
	}
	if known, its := activity.ParseLicence(name); its != "" {
		return known, its
	}
	return name, ""
}

// images writes the same fields, in the same order.
func (l *jsonLine) images(images []*eventv1.Image) {
	objects(l, "images", images, func(i *eventv1.Image) {
		l.text("hash", i.GetHash())
		l.text("media_type", i.GetMediaType())
		l.count("width", i.GetWidth())
		l.count("height", i.GetHeight())
		l.text("alt", i.GetAlt())
		l.text("caption", i.GetCaption())
		l.text("author", i.GetAuthor())
		l.text("licence", i.GetLicence())
		l.text("licence_version", i.GetLicenceVersion())
		l.text("source", i.GetSource())
		objects(l, "parts", i.GetParts(), func(p *eventv1.ImagePart) {
			l.text("place", p.GetPlace())
			l.text("author", p.GetAuthor())
			l.text("licence", p.GetLicence())
			l.text("licence_version", p.GetLicenceVersion())
			l.text("source", p.GetSource())
		})
	})
}
