package projector

import (
	"context"
	"slices"
	"strings"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// still is a thing that stands still, and in which rows: in those that are listed and counted, in those that are searched, or in both.
// A thing is parked when one of its events cannot be applied: it stands still, and all others go on.
type still struct {
	projection.ParkedThing
	listed, searched bool
}

// ListParked answers which things stand still, from the rows: also while the projection is stopped, or another process keeps it up.
func (k *keeper) ListParked(ctx context.Context, _ *apiv1.ListParkedRequest) (*apiv1.ListParkedResponse, error) {
	parked, err := k.parked(ctx)
	if err != nil {
		return nil, err
	}
	answer := &apiv1.ListParkedResponse{}
	for _, p := range parked {
		why := p.Why
		if !p.listed {
			why = "lists and counts go on, searching does not: " + why
		}
		answer.Parked = append(answer.Parked, &apiv1.Parked{Thing: p.Thing.String(), Sequence: p.Sequence, Events: p.Events, Why: why})
	}
	return answer, nil
}

// Unpark has the projections apply what was put aside of one thing, each in a transaction of its own.
// It is for after an upgrade that can apply them.
func (k *keeper) Unpark(ctx context.Context, request *apiv1.UnparkRequest) (*apiv1.UnparkResponse, error) {
	parked, err := k.parked(ctx)
	if err != nil {
		return nil, err
	}
	p, err := meant(request.GetThing(), parked)
	if err != nil {
		return nil, err
	}
	if p.listed {
		_, err = k.parking.Unpark(ctx, p.Thing)
	}
	if p.searched && err == nil {
		_, err = k.search.parking.Unpark(ctx, p.Thing)
	}
	if err != nil {
		return nil, said("nothing is unparked", err)
	}
	return &apiv1.UnparkResponse{Thing: p.Thing.String(), Events: p.Events}, nil
}

// standsStill counts what is parked. Most often it is nothing, and no question to the rows; where they cannot be asked, it is as many as
// stand still in one of the two.
func (k *keeper) standsStill(ctx context.Context, listed projection.Status) uint64 {
	// The two may overlap, which only the rows tell.
	known := max(listed.Parked, k.search.standing().Parked)
	if known == 0 {
		return 0
	}
	if parked, err := k.parked(ctx); err == nil {
		known = len(parked)
	}
	return uint64(known)
}

// parked lists what stands still, the longest first.
func (k *keeper) parked(ctx context.Context) ([]still, error) {
	listed, err := k.parkedOf(ctx, readmodel.Version)
	if err != nil {
		return nil, err
	}
	searched, err := k.parkedOf(ctx, k.searched().Version)
	if err != nil {
		return nil, err
	}
	var all []still
	for _, p := range listed {
		all = append(all, still{ParkedThing: p, listed: true})
	}
	for _, p := range searched {
		if at := slices.IndexFunc(all, func(s still) bool { return s.Thing == p.Thing }); at >= 0 {
			all[at].searched = true
		} else {
			all = append(all, still{ParkedThing: p, searched: true})
		}
	}
	return all, nil
}

// parkedOf lists what stands still in the slot of a version that is read, or in the one that is being filled while none is.
func (k *keeper) parkedOf(ctx context.Context, version string) ([]projection.ParkedThing, error) {
	slot, ok, err := projection.Serving(ctx, k.ground.Rows, version)
	if err == nil && !ok {
		slot, _, ok, err = projection.Filling(ctx, k.ground.Rows, version)
	}
	if err == nil && !ok { // it may have taken over between the two questions
		slot, ok, err = projection.Serving(ctx, k.ground.Rows, version)
	}
	if err != nil || !ok {
		return nil, err
	}
	return projection.Parked(ctx, k.ground.Rows, slot)
}

// meant finds a thing as people write it: "activity/0f5c…", or the beginning of its id.
// None is fault.NotFound, several are fault.Invalid with their names.
func meant(written string, parked []still) (still, error) {
	var found []still
	var names []string
	for _, p := range parked {
		name := p.Thing.String()
		if name == written {
			return p, nil
		}
		if written != "" && (strings.HasPrefix(p.Thing.ID, written) || strings.HasPrefix(name, written)) {
			found, names = append(found, p), append(names, name)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return still{}, fault.New(fault.NotFound, "nothing that is called %q stands still; `dontblink parked` lists what does", written)
	}
	return still{}, fault.New(fault.Invalid, "%q could be %s: write more of it", written, strings.Join(names, " or "))
}
