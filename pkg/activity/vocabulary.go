package activity

// What became of an activity.
const (
	Done      = "done"
	Planned   = "planned"
	Cancelled = "cancelled"
)

// Who may have acted.
const (
	Staff      = "staff"
	Affiliate  = "affiliate"
	Volunteer  = "volunteer"
	ThirdParty = "third-party"
)

// What became of something promised.
const (
	Open     = "open"
	Closed   = "closed"
	Reported = "reported"
	Waived   = "waived"
)

// The rules of attribution and of silence under which something was said. The digest decides what follows from each.
const (
	Public       = "public"
	ChathamHouse = "chatham-house"
	Internal     = "internal"
	Embargo      = "embargo"
	LegalHold    = "legal-hold"
)

// The words that a field takes are said here alone; whoever reads files or draws forms asks. The first of each are the likeliest.

// Statuses are what may have become of an activity.
func Statuses() []string { return []string{Done, Planned, Cancelled} }

// Actors are who may have acted.
func Actors() []string { return []string{Staff, Affiliate, Volunteer, ThirdParty} }

// Verbs are what a link may ask its reader to do.
func Verbs() []string {
	return []string{"read", "watch", "learn", "explore", "sign", "register", "vote", "write", "take"}
}

// Rules are the rules under which an activity, or a part of it, may stand.
func Rules() []string { return []string{Public, ChathamHouse, Internal, Embargo, LegalHold} }

// RulesByStrictness are the rules from the one that lets most be told to the one that lets least: anything; what was said, but not by whom;
// nothing until a moment; nothing outside the team; nothing until a court or a lawyer says so. No rule at all is as lax as the first.
func RulesByStrictness() []string {
	return []string{Public, ChathamHouse, Embargo, Internal, LegalHold}
}

// Hedges are how sure a promise may be.
func Hedges() []string { return []string{"firm", "expected", "tentative"} }

// FollowUpStates are what may have become of a promise. One that says nothing of it is open.
func FollowUpStates() []string { return []string{Open, Closed, Reported, Waived} }

// Relations are how an activity may be tied to another.
func Relations() []string { return []string{"rests_on", "part_of", "outcome_of", "follows"} }

// UsualKinds are what an activity often is. Any other word will do: these are offered, and nothing is held against them.
func UsualKinds() []string {
	return []string{
		"talk", "panel", "workshop", "listening-session", "meeting", "conference", "publication", "policy", "submission",
		"open-letter", "hearing", "court-filing", "survey", "grant", "resource", "outcome", "setback",
	}
}
