package activity

import (
	"strings"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// statusReason checks that only what was cancelled says why. That a cancellation says so is not asked here: files from before there was a place
// for the reason are still true. Whoever cancels now is asked; see cancelledForAReason.
func (c *checker) statusReason() {
	if strings.TrimSpace(c.content.GetStatusReason()) != "" && c.content.GetStatus() != Cancelled {
		c.Add("status_reason", "is why something was cancelled: write status: cancelled too, or leave the reason out")
	}
}

// cancelledForAReason asks a member, who knows, for what a file may leave out.
func cancelledForAReason(content *eventv1.Activity) error {
	var mistakes fault.Mistakes
	if content.GetStatus() == Cancelled && strings.TrimSpace(content.GetStatusReason()) == "" {
		mistakes.Add("status_reason", "say why it was cancelled: whoever looks for it will ask")
	}
	return mistakes.Err()
}

func (c *checker) followUps() {
	keys := map[string]bool{}
	for i, followUp := range c.content.GetFollowUps() {
		at := nth("follow_ups", i)
		switch key := followUp.GetKey(); {
		case strings.TrimSpace(key) == "":
			c.Add(at+".key", "give it a short name of its own, e.g. clinic-2")
		case keys[key]:
			c.Add(at+".key", "%s is the key of another follow-up of this activity: give it its own", fault.Quoted(key))
		default:
			keys[key] = true
		}
		if strings.TrimSpace(followUp.GetWhat()) == "" {
			c.Add(at+".what", "say what was promised")
		}
		c.when(at+".when", followUp.GetWhen())
		if followUp.GetUrl() != "" {
			c.address(at+".url", followUp.GetUrl())
		}
		if hedge := followUp.GetHedge(); hedge != "" {
			c.known(at+".hedge", hedge, Hedges())
		}
		if by := followUp.GetPromisedBy(); by != "" {
			c.name(at+".promised_by", by, "the name of whose promise it is")
		}
		c.state(at, followUp)
	}
}

// state checks what became of a promise: whoever lets go of one says why, and whoever says that it is told says where.
func (c *checker) state(at string, f *eventv1.FollowUp) {
	if f.GetState() != "" {
		c.known(at+".state", f.GetState(), FollowUpStates())
	}
	reason := strings.TrimSpace(f.GetStateReason())
	switch {
	case State(f) == Waived && reason == "":
		c.Add(at+".state_reason", "say why it is waived: somebody was promised it")
	case State(f) == Open && reason != "":
		c.Add(at+".state_reason", "is how a promise was settled, and this one is open: write its state too (%s), or leave the reason out",
			strings.Join(FollowUpStates()[1:], ", "))
	}
	switch id := f.GetReportedIn(); {
	case State(f) == Reported && id == "":
		c.Add(at+".reported_in", "say which activity tells of it, by its id; if none does, its state is %s", Closed)
	case State(f) != Reported && id != "":
		c.Add(at+".reported_in", "names the activity that tells of it: write state: %s too, or leave it out", Reported)
	case id != "" && !IsID(id):
		c.Add(at+".reported_in", "%s is not the id of an activity: give the whole of it, as `dontblink show` prints it", fault.Quoted(id))
	}
}
