package dontblink

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

func (c *cli) imageSaveCommand() *cobra.Command {
	var size, hash string
	cmd := &cobra.Command{
		Use:   "save HASH|ID FILE",
		Short: "Writes a picture to a file, which must not be there yet",
		Long: `Writes a picture to a file: the one with that whole hash, or the one of an activity; where that has several, --hash says which.
A picture is handed out while an activity that stands has it.`,
		Example: `  dontblink image save 0f5c1a2b panel.jpg
  dontblink image save 0f5c1a2b panel.jpg --hash 9f86d081 --size small`,
		Args: exactlyTwo("a picture by its hash, or an activity by its id, and a file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				whole, err := pictureMeant(ctx, a, args[0], hash)
				if err != nil {
					return err
				}
				return c.savePicture(ctx, a, &apiv1.GetImageRequest{Hash: whole, Size: size}, args[1])
			})
		},
	}
	cmd.Flags().StringVar(&size, "size", "full", "full, small (1,280 pixels wide at the most) or thumb (320)")
	cmd.Flags().StringVar(&hash, "hash", "", "which picture of the activity, by the first eight signs of its hash")
	return cmd
}

// pictureMeant returns the whole hash of the picture that was meant.
func pictureMeant(ctx context.Context, a *web.API, typed, which string) (string, error) {
	// No id is as long as a hash, which is 64 signs.
	if len(typed) == 2*sha256.Size {
		return typed, nil
	}
	row, err := found(ctx, a, typed)
	if err != nil {
		return "", err
	}
	images := row.GetActivity().GetImages()
	var one *eventv1.Image
	switch {
	case which != "":
		one, err = activity.ImageOf(row.GetActivity(), which)
	case len(images) == 0:
		err = fault.New(fault.NotFound, "%s has no pictures", short(row.GetId()))
	case len(images) > 1:
		err = usage{fault.New(fault.Invalid, "%s has %d pictures: say which with --hash; `dontblink image list %s` tells", short(row.GetId()), len(images), typed)}
	default:
		one = images[0]
	}
	return one.GetHash(), err
}

// savePicture writes under another name until all is there: half a picture looks like a whole one.
func (c *cli) savePicture(ctx context.Context, a *web.API, which *apiv1.GetImageRequest, path string) error {
	for _, taken := range []string{path, path + unfinished} {
		if _, err := os.Lstat(taken); err == nil {
			return fault.New(fault.Conflict, "%s is there already, and is not overwritten: name another file", taken)
		}
	}
	stream, err := a.Pictures.GetImage(ctx, which)
	if err != nil {
		return err
	}
	defer func() { _ = stream.Close() }()
	first, err := stream.Receive()
	if err != nil {
		return err
	}
	part := path + unfinished
	// The head came first, and what follows are bytes alone.
	if err := writeSynced(part, &messages[*apiv1.GetImageResponse]{receive: stream.Receive}); err != nil {
		return errors.Join(plainPathError(err), os.RemoveAll(part))
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s: %s, %s bytes.\n", path, first.GetHead().GetMediaType(), thousands(int(first.GetHead().GetBytes())))
	return err
}

// image prints a picture: its first signs, how large it is, and what is said of it.
func (p *page) image(image *eventv1.Image) {
	p.line("%-14s %s  %d × %d  %s", "picture", short(image.GetHash()), image.GetWidth(), image.GetHeight(), image.GetAlt())
	if image.GetCaption() != "" {
		p.line("%14s caption: %s", "", image.GetCaption())
	}
	p.line("%14s %s", "", creditLine(image))
	for _, part := range image.GetParts() {
		p.line("%14s %s: %s", "", part.GetPlace(), credit(part.GetAuthor(), part.GetLicence(), part.GetLicenceVersion(), part.GetSource()))
	}
}

// creditLine is that of the picture as a whole; parts of a collage have their own.
func creditLine(image *eventv1.Image) string {
	return credit(image.GetAuthor(), image.GetLicence(), image.GetLicenceVersion(), image.GetSource())
}

// credit is what has to stand beside a picture wherever it is shown.
func credit(author, licence, version, source string) string {
	line := activity.LicenceWords(licence, version) + ", " + source
	if author != "" {
		line = author + ", " + line
	}
	return line
}
