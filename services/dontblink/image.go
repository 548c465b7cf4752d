package dontblink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/picture"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// imageCommand speaks to the service of pictures, whose bytes go in pieces.
func (c *cli) imageCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "image",
		Short: "Puts pictures to an activity, lists, saves and removes them",
		Long: `Pictures are JPEG, PNG or WebP, 20 MB at the most. What a camera writes beside the picture (where it was taken, when, by which device) is taken
out before it is kept; a picture that lies on its side is set upright. Each has a text for those who cannot see it, an author, a
licence and a source, and a collage has these for each of its parts.`,
	}, c.imageAddCommand(), c.imageListCommand(), c.imageSaveCommand(), c.imageRemoveCommand())
}

// imageWords are what is typed of a picture.
type imageWords struct {
	alt, caption, author, licence, source, reason string
	parts                                         []string
}

func (c *cli) imageAddCommand() *cobra.Command {
	w := &imageWords{}
	cmd := &cobra.Command{
		Use:   "add ID FILE",
		Short: "Puts a picture to an activity",
		Long: `Puts a picture to an activity. The same picture again changes what is said of it. Licences that are known: ` + strings.Join(activity.Licences(), ", ") + `;
any other words will do. A collage has a --part for each of its parts.`,
		Example: `  dontblink image add 0f5c1a2b panel.jpg --alt "Four people at a table, one speaks" --author "Ada Example" --licence "CC BY-SA 4.0" --source "own work"
  dontblink image add 0f5c1a2b both.png --alt "A courtroom, and the crowd outside" --licence "CC BY-SA 4.0" --source "own work" \
    --part "left|Ada Example|CC BY 4.0|https://example.org/a" --part "right|Bo Other|CC0|own work"`,
		Args: exactlyTwo("an activity, by its id, and a file"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.addImage(cmd.Context(), w, args[0], args[1]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&w.alt, "alt", "", "what can be seen, for those who cannot see it")
	flags.StringVar(&w.author, "author", "", "who made it")
	flags.StringVar(&w.licence, "licence", "", "under which licence, with its version, as “CC BY-SA 4.0”")
	flags.StringVar(&w.source, "source", "", "where it comes from: an address, or words as “own work”")
	flags.StringVar(&w.caption, "caption", "", "what may stand beside it")
	flags.StringArrayVar(&w.parts, "part", nil, "a part of a collage, as “place|author|licence|source”; once for each")
	flags.StringVar(&w.reason, "reason", "", "why")
	return cmd
}

func (c *cli) addImage(ctx context.Context, w *imageWords, id, name string) error {
	image, err := w.image()
	if err != nil {
		return err
	}
	// Here too, and not only where it is kept: a slip in a word is told at once, and nothing is sent.
	if err := activity.CheckImage(image).Err(); err != nil {
		return asFlags(err)
	}
	data, err := readPicture(name)
	if err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context, a *web.API) error {
		row, err := found(ctx, a, id)
		if err != nil {
			return err
		}
		answer, err := attachImage(ctx, a, &apiv1.AttachImageWords{
			CommandId: uuid.NewString(), Id: row.GetId(), Image: image, Reason: w.reason, Version: row.GetVersion(),
		}, data)
		if errors.Is(err, fault.Conflict) {
			return c.giveBack(row, err)
		}
		if err = c.shownAfter(ctx, a, err); err != nil {
			return err
		}
		if c.json {
			return printJSON(c.out, answer)
		}
		p := &page{w: c.out}
		p.line("Attached to %s: %s, %d × %d pixels.", short(row.GetId()), short(answer.GetImage().GetHash()), answer.GetImage().GetWidth(), answer.GetImage().GetHeight())
		p.line("  %s", creditLine(answer.GetImage()))
		return p.err
	})
}

// image is the picture as its words describe it; its hash and size are for whoever reads the bytes to say.
func (w *imageWords) image() (*eventv1.Image, error) {
	image := &eventv1.Image{Alt: w.alt, Caption: w.caption, Author: w.author, Source: w.source}
	image.Licence, image.LicenceVersion = activity.ParseLicence(w.licence)
	for _, typed := range w.parts {
		// As in a sheet, the stroke stands between parts: names and licences hold commas.
		words := strings.Split(typed, "|")
		if len(words) != 4 {
			return nil, usage{fault.New(fault.Invalid, "--part “%s” has %s, and four are needed: place|author|licence|source", typed, plural(len(words), "word", "words"))}
		}
		for i := range words {
			words[i] = strings.TrimSpace(words[i])
		}
		part := &eventv1.ImagePart{Place: words[0], Author: words[1], Source: words[3]}
		part.Licence, part.LicenceVersion = activity.ParseLicence(words[2])
		image.Parts = append(image.Parts, part)
	}
	return image, nil
}

// asFlags names the mistakes by what was typed.
// The domain speaks of fields ("parts[0].licence_version"), and whoever typed flags knows of none.
func asFlags(err error) error {
	mistakes, ok := errors.AsType[fault.Mistakes](err)
	if !ok {
		return err
	}
	for i := range mistakes {
		switch field := mistakes[i].Field; {
		case strings.HasPrefix(field, "parts["):
			place, word, _ := strings.Cut(strings.TrimPrefix(field, "parts["), "].")
			n := 0
			_, _ = fmt.Sscan(place, &n) // it is ours, and a number
			mistakes[i].Field = fmt.Sprintf("--part %d, its %s", n+1, strings.ReplaceAll(word, "licence_version", "licence"))
		case field != "":
			mistakes[i].Field = "--" + strings.ReplaceAll(field, "licence_version", "licence")
		}
	}
	return mistakes
}

// readPicture reads a file, if it may be a picture at all: nobody should wait for a film to be sent.
func readPicture(name string) ([]byte, error) {
	files, err := openAll([]string{name})
	if err != nil {
		return nil, err
	}
	defer closeAll(files)
	if info, err := os.Stat(name); err == nil && info.Size() > picture.Largest {
		return nil, fmt.Errorf("%s: %w", name, picture.TooLarge())
	}
	// One byte more than it may have, so that a file which grows meanwhile is refused and not cut.
	data, err := io.ReadAll(io.LimitReader(files[0].content, picture.Largest+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s: %s", name, err)
	}
	if picture.Kind(data) == "" {
		_, err := picture.Read(data)
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}

// attachImage sends the words, and then the bytes: what is wrong with the words is answered before these have all been sent.
func attachImage(ctx context.Context, a *web.API, words *apiv1.AttachImageWords, data []byte) (*apiv1.AttachImageResponse, error) {
	stream, err := a.Pictures.AttachImage(ctx)
	if err != nil {
		return nil, err
	}
	err = stream.Send(&apiv1.AttachImageRequest{Piece: &apiv1.AttachImageRequest_Words{Words: words}})
	for sent := 0; err == nil && sent < len(data); sent += piece {
		err = stream.Send(&apiv1.AttachImageRequest{Piece: &apiv1.AttachImageRequest_Data{Data: data[sent:min(sent+piece, len(data))]}})
	}
	// A stream that was refused half-way says only that it ended; why, the answer tells.
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return stream.CloseAndReceive()
}

// imageListCommand prints what is said of each, and the hash by which the other commands name it.
func (c *cli) imageListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list ID",
		Short: "Lists the pictures of an activity, with what is said of them",
		Args:  exactlyOne("activity, by its id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				row, err := found(ctx, a, args[0])
				if err != nil {
					return err
				}
				images := row.GetActivity().GetImages()
				if c.json {
					return printJSON(c.out, &eventv1.Activity{Images: images})
				}
				p := &page{w: c.out}
				if len(images) == 0 {
					p.line("%s has no pictures.", short(row.GetId()))
				}
				for _, image := range images {
					p.image(image)
				}
				return p.err
			})
		},
	}
}

// imageRemoveCommand leaves the bytes: the history shows what was there.
func (c *cli) imageRemoveCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "remove ID HASH",
		Short: "Takes a picture from an activity",
		Long: `Takes a picture from an activity. It is shown no more; its bytes stay for as long as the history of the activity tells of it, and go
when that is erased ("dontblink erase activity").`,
		Args: exactlyTwo("an activity, by its id, and a picture, by the first eight signs of its hash"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.onActivities(cmd.Context(), args[:1], func(ctx context.Context, a *web.API, ids []string) error {
				answer, err := a.Pictures.DetachImage(ctx, &apiv1.DetachImageRequest{CommandId: uuid.NewString(), Id: ids[0], Hash: args[1], Reason: reason})
				if err = c.shownAfter(ctx, a, err); err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				_, err = fmt.Fprintf(c.out, "Removed from %s: %s.\n", short(ids[0]), short(answer.GetHash()))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return cmd
}
