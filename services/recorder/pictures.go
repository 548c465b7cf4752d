package recorder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/picture"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// AttachImage puts a picture to an activity: first its words are checked, then its bytes are taken in, then they are kept, and only then
// the activity says so. Whatever is interrupted leaves at most bytes that nobody names, and those are swept.
func (r *recorder) AttachImage(ctx context.Context, stream apiv1connect.PicturesAttachImageServerStream) (*apiv1.AttachImageResponse, error) {
	first, err := stream.Receive()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	words := first.GetWords()
	if words.GetImage() == nil {
		return nil, fault.New(fault.Invalid, "a picture begins with its words; bytes came before them")
	}
	cmd, err := r.command(ctx, words.GetCommandId())
	if err != nil {
		return nil, err
	}
	// Texts are found in activities, so the image is put into one.
	image := asTyped(&eventv1.Activity{Images: []*eventv1.Image{words.GetImage()}}).GetImages()[0]
	if err := r.mayAttach(ctx, cmd, words.GetId(), image, words.GetReason()); err != nil {
		return nil, err
	}
	data, err := bytesOf(stream)
	if err != nil {
		return nil, err
	}
	return r.attach(ctx, cmd, words, proto.CloneOf(image), data)
}

// mayAttach refuses what can be refused before twenty megabytes are sent.
func (r *recorder) mayAttach(ctx context.Context, cmd eventlog.Command, id string, image *eventv1.Image, reason string) error {
	if err := activity.CheckImage(image).Err(); err != nil {
		return err
	}
	if err := wholeID(id); err != nil {
		return err
	}
	history, err := r.ground.Log.Load(ctx, thing.Activity(id))
	if err != nil {
		return err
	}
	if _, done := history.Done(cmd.ID); done {
		return nil
	}
	return activity.Pictured(fold(id, history), reason)
}

// bytesOf takes the bytes in.
// They are held in memory, and no more of them than a picture may have.
func bytesOf(stream apiv1connect.PicturesAttachImageServerStream) (data []byte, err error) {
	for {
		piece, err := stream.Receive()
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if data = append(data, piece.GetData()...); len(data) > picture.Largest {
			return nil, picture.TooLarge()
		}
	}
}

// attach keeps the bytes, and then has the activity say so.
func (r *recorder) attach(
	ctx context.Context, cmd eventlog.Command, words *apiv1.AttachImageWords, image *eventv1.Image, data []byte,
) (*apiv1.AttachImageResponse, error) {
	ed, _, err := r.edition(ctx)
	if err != nil {
		return nil, err
	}
	// One at a time: unpacked, a picture takes up to some hundred megabytes. And nothing is swept meanwhile that this one counts on.
	if err := r.album.begin(ctx); err != nil {
		return nil, err
	}
	defer r.album.end()
	p, err := picture.Read(data)
	if err != nil {
		return nil, err
	}
	// What the bytes say of themselves is found here, and never taken from who sends them.
	image.Hash, image.MediaType, image.Width, image.Height = p.Hash, p.MediaType, uint32(p.Width), uint32(p.Height)
	// An album is made when there is something to put into it.
	if err := r.ground.Pictures.Make(ctx); err != nil {
		return nil, err
	}
	if err := r.ground.Pictures.Keep(ctx, p); err != nil {
		return nil, err
	}
	at, err := existing[*eventv1.ImageAttached](ctx, r, cmd, words.GetId(), func(a *activity.Activity) ([]proto.Message, error) {
		if err := r.pictureOvertaken(ctx, a, words.GetVersion(), image); err != nil {
			return nil, err
		}
		return activity.AttachImage(a, image, words.GetReason(), ed, cmd.Time)
	})
	if err != nil {
		return nil, err
	}
	// Another recorder may have erased the last activity that had the same picture, between the two.
	return &apiv1.AttachImageResponse{Sequence: at.Sequence, Version: at.Version, Image: image}, r.ground.Pictures.Keep(ctx, p)
}

// DetachImage takes a picture from an activity. Its bytes stay: the history tells of it.
// The hash may be shortened; the answer has the whole.
func (r *recorder) DetachImage(ctx context.Context, req *apiv1.DetachImageRequest) (*apiv1.DetachImageResponse, error) {
	cmd, ed, err := r.deciding(ctx, req.GetCommandId())
	if err != nil {
		return nil, err
	}
	hash := req.GetHash()
	at, err := existing[*eventv1.ImageDetached](ctx, r, cmd, req.GetId(), func(a *activity.Activity) ([]proto.Message, error) {
		events, err := activity.DetachImage(a, req.GetHash(), req.GetReason(), ed, cmd.Time)
		if err == nil {
			hash = events[0].(*eventv1.ImageDetached).GetHash()
		}
		return events, err
	})
	if err != nil {
		return nil, err
	}
	return &apiv1.DetachImageResponse{Sequence: at.Sequence, Version: at.Version, Hash: hash}, nil
}

// pieceOfImage is how much of a picture one message carries.
const pieceOfImage = 256 << 10

// GetImage sends a picture while an activity that stands has it: what was withdrawn, merged or erased is not looked at any more.
// Where there is no copy of a size, the picture itself is not larger.
func (r *recorder) GetImage(ctx context.Context, req *apiv1.GetImageRequest, stream apiv1connect.PicturesGetImageServerStream) error {
	size := picture.Size(req.GetSize())
	if size == "" {
		size = picture.Full
	}
	if !slices.Contains(picture.Sizes(), size) {
		return fault.New(fault.Invalid, "size: %q is none of full, small, thumb", req.GetSize())
	}
	if err := r.album.pictured.readOn(ctx, r.ground.Log); err != nil {
		return err
	}
	if !r.album.pictured.shown(req.GetHash()) {
		return fault.New(fault.NotFound, "no activity that stands has the picture %q", req.GetHash())
	}
	data, err := r.ground.Pictures.Get(ctx, req.GetHash(), size)
	if err != nil {
		return err
	}
	head := &apiv1.ImageHead{MediaType: picture.Kind(data), Bytes: uint64(len(data))}
	if err := stream.Send(&apiv1.GetImageResponse{Piece: &apiv1.GetImageResponse_Head{Head: head}}); err != nil {
		return err
	}
	for piece := range slices.Chunk(data, pieceOfImage) {
		if err := stream.Send(&apiv1.GetImageResponse{Piece: &apiv1.GetImageResponse_Data{Data: piece}}); err != nil {
			return err
		}
	}
	return nil
}

// kept refuses events that name a picture whose bytes nobody has sent: words alone show nothing. What the activity has already may stay,
// and what comes from a file is not asked, since its bytes travel in a backup.
func (r *recorder) kept(ctx context.Context, a *activity.Activity, events []proto.Message) error {
	var mistakes fault.Mistakes
	for _, event := range events {
		content, ok := event.(contentful)
		if !ok {
			continue
		}
		for i, image := range content.GetActivity().GetImages() {
			same := func(had *eventv1.Image) bool { return had.GetHash() == image.GetHash() }
			if slices.ContainsFunc(a.Content.GetImages(), same) {
				continue
			}
			there, err := r.ground.Pictures.Has(ctx, image.GetHash())
			if err != nil {
				return err
			}
			if !there {
				mistakes.Add(fmt.Sprintf("images[%d].hash", i), "no picture of that hash is kept here: `dontblink image add` sends one")
			}
		}
	}
	return mistakes.Err()
}
