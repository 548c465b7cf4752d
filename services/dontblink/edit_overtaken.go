package dontblink

import (
	"context"
	"errors"
	"fmt"
	"os"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// overtaken writes the file anew when somebody else was faster: what stands now, and in it what was changed here. Whoever takes it up again
// sees both, and undoes nothing of theirs by saving it.
func (c *cli) overtaken(ctx context.Context, a *web.API, e *editing, refused error) error {
	if !errors.Is(refused, fault.Conflict) {
		return refused
	}
	row, err := found(ctx, a, e.id)
	if err != nil {
		return refused
	}
	if e.began == nil {
		// The file is from before: what was changed in it since nobody knows any more.
		return fault.New(fault.Conflict, "%s\nIf what the file says still holds, write version %d in its first line", refused, row.GetVersion())
	}
	now, err := unedited(row)
	if err != nil {
		return refused
	}
	text, err := laidOut(row, withOurs(now, e.began, e.content))
	if err == nil {
		err = os.WriteFile(e.file, text, 0o600)
	}
	if err != nil {
		return fmt.Errorf("%w\nand the file could not be written anew: %w", refused, err)
	}
	return fault.New(fault.Conflict, "%s\nThe file says now what stands, with what you changed in it", refused)
}

// withOurs is what stands now but for the fields that were changed between two versions of somebody's own.
func withOurs(now, began, edited *eventv1.Activity) *eventv1.Activity {
	both := proto.CloneOf(now)
	from, to := proto.CloneOf(edited).ProtoReflect(), both.ProtoReflect()
	for _, path := range activity.Paths(began, edited) {
		field := to.Descriptor().Fields().ByName(protoreflect.Name(path))
		// Paths are the names of fields, so reflection sets each without a list of them.
		if from.Has(field) {
			to.Set(field, from.Get(field))
		} else {
			to.Clear(field)
		}
	}
	return both
}
