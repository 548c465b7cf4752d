package person

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Lead has a name lead to whom it means: whoever writes it from now on means them. `named` is the thing of that name as it stands, and
// `means` the id of whom it means now. It comes before what is said of the bearer, so that nobody else can take the name in between.
func Lead(named *Person, means, name string, to *Person) ([]proto.Message, error) {
	switch {
	case named.ID == to.ID || named.Known() && means == to.ID:
		return nil, nil
	case named.Known() && named.MergedInto == "":
		return nil, fault.New(fault.Conflict, "“%s” is recorded as somebody of their own: if “%s” is the same, merge the two "+
			"(`dontblink person merge`)", fault.Cut(named.Name()), fault.Cut(to.Name()))
	case named.Known():
		return nil, fault.New(fault.Conflict, "“%s” is another name of somebody else: drop it there first", fault.Cut(named.Name()))
	}
	return []proto.Message{
		Recorded(Named{Name: fold(name), Organisation: to.Organisation}),
		&eventv1.PersonMerged{Into: to.ID},
	}, nil
}

// Unlead has a name lead to its bearer no more. One that leads elsewhere by now is left alone.
func Unlead(named, to *Person, reason string) []proto.Message {
	if named.MergedInto != to.ID {
		return nil
	}
	return []proto.Message{&eventv1.PersonMergeUndone{Reason: reason}}
}
