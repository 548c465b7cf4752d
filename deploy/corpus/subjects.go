package main

// subject is what a priority is about, in words that fit into sentences.
type subject struct {
	// topics are laws, files and cases, the most frequent first.
	topics []string
	// matter goes behind "about" and "on".
	matter string
	// concerns are what worries us, each a noun with its article or in the plural.
	concerns []string
}

var subjects = map[string]subject{
	"human-rights": {
		topics: []string{"UN Global Digital Compact", "corporate due diligence", "UN Cybercrime Convention", "human rights impact assessment"},
		matter: "human rights online",
		concerns: []string{"arrests of editors for a single sentence", "a treaty without safeguards", "orders that nobody may speak of",
			"threats against volunteers who write about courts", "rules that name no remedy"},
	},
	"disinformation": {
		topics: []string{"DSA", "FIMI", "Code of Practice on Disinformation", "election observation"},
		matter: "information integrity",
		concerns: []string{"rumours in the week before a vote", "a ministry that decides what is true", "copied articles with invented sources",
			"fines for honest mistakes", "campaigns that pay for edits"},
	},
	"child-safety": {
		topics: []string{"Online Safety Act", "KOSA", "age assurance", "child rights impact assessment"},
		matter: "the rights of children online",
		concerns: []string{"age checks that ask everyone for a passport", "filters that shut pupils out of an encyclopedia",
			"reports that reach nobody", "bills that treat every website alike"},
	},
	"privacy": {
		topics: []string{"GDPR", "data retention", "right to be forgotten", "ePrivacy"},
		matter: "privacy",
		concerns: []string{"logs of what people read", "demands for the names of editors", "erasure requests by officials",
			"analytics that follow readers from page to page", "a duty to keep addresses for two years"},
	},
	"surveillance": {
		topics: []string{"Section 702", "end-to-end encryption", "spyware", "CSA Regulation"},
		matter: "surveillance",
		concerns: []string{"scanning of private messages", "spyware on the phones of organisers", "secret orders to operators",
			"cameras at the doors of a library", "searches without a warrant"},
	},
	"access-to-knowledge": {
		topics: []string{"open access", "public domain", "Marrakesh Treaty", "secondary publication right"},
		matter: "access to knowledge",
		concerns: []string{"paywalls around research that the public has paid for", "museums that claim rights in old paintings",
			"blocked websites", "contracts that override the law", "licences that libraries cannot afford"},
	},
	"expression": {
		topics: []string{"Section 230", "SLAPP directive", "NetChoice", "criminal defamation"},
		matter: "freedom of expression",
		concerns: []string{"lawsuits that are filed to silence", "removal orders without a judge", "a crime called insult",
			"deadlines of one hour", "laws that forbid moderation"},
	},
	"copyright": {
		topics: []string{"copyright reform", "freedom of panorama", "text and data mining", "DSM directive", "safe harbour"},
		matter: "copyright",
		concerns: []string{"upload filters", "terms that outlive three generations", "statues that may not be photographed",
			"exceptions that stop at the border", "a levy on quotations"},
	},
	"intermediary-liability": {
		topics: []string{"DSA", "Section 230", "IT Rules", "Digital Services Bill"},
		matter: "the liability of those who host",
		concerns: []string{"liability for what others wrote", "local offices with hostages", "a general duty to monitor",
			"notices written by machines", "rules made for three companies"},
	},
	"net-neutrality": {
		topics:   []string{"network fees", "zero rating"},
		matter:   "net neutrality",
		concerns: []string{"fees for sending knowledge", "fast lanes", "bundles that stand in for the web"},
	},
	"regional-dialogue": {
		topics:   []string{"regional forum", "digital strategy"},
		matter:   "a common position in the region",
		concerns: []string{"copied laws", "consultations of ten days", "a forum without seats for communities"},
	},
	"machine-learning": {
		topics: []string{"AI Act", "training data", "open models", "provenance"},
		matter: "machine learning and the commons",
		concerns: []string{"models that name no source", "crawlers that take half of the bandwidth", "summaries that replace the page",
			"a duty to license what is free already"},
	},
	"": { // announcements
		topics:   []string{"grants"},
		matter:   "work of the team",
		concerns: []string{"short deadlines", "forms that nobody reads", "questions that come twice"},
	},
}

var (
	remedies = []string{
		"a plain exemption for projects run by volunteers", "a definition that fits more than shops and feeds", "a judge before every order",
		"public figures once a year", "a duty to hear those concerned", "weeks rather than hours to answer", "a fund for small languages",
		"a register that anyone may search", "notices in a language that people understand", "an appeal that costs nothing",
		"thresholds that follow risk rather than size", "an independent report after two years",
	}
	audiences = []string{
		"librarians", "members of parliament", "teachers and pupils", "editors from eleven languages", "lawyers", "journalists",
		"civil servants", "students", "representatives of platforms large and small", "archivists", "people from the neighbouring countries",
		"programmers", "campaigners", "researchers",
	}
	few    = []string{"three", "four", "five", "six", "nine", "twelve"}
	counts = []string{"six", "nine", "twelve", "some twenty", "about forty", "close to a hundred", "more than two hundred"}
	papers = []string{"a two-page summary", "an annotated draft", "our comments", "a table of amendments", "a set of slides", "a letter", "a map of cases",
		"a short film", "a glossary in five languages", "a reading list"}
)

var promises = []string{
	"Second conversation with {audience} on {matter}", "Our written answer on {law}", "Recording and notes of the meeting with {host}",
	"Report on {concern}", "Next clinic on {matter}", "Reply to {ally}", "Hearing on {law}", "Translation of {paper}",
}

var conditions = []string{
	"interpretation when at least {count} people ask for it", "if {host} confirms the date", "once {law} is published", "when a room is found",
}

var linkLabels = map[group][]string{
	meeting: {"watch recording of the session", "read notes of the meeting", "learn what we said on {matter}", "explore programme and slides",
		"register for the next meeting", "read {paper}", "write to us about it"},
	writing: {"read the whole text", "read {paper}", "sign the letter", "explore sources and data", "learn how it came about", "write to us what we missed"},
	legal:   {"read our brief", "read decision of the lower court", "learn what the case is about", "explore documents of the case"},
	result:  {"read what was decided", "learn what comes next", "read our statement"},
	notice:  {"read guidelines", "explore the page", "register by form", "take the survey", "vote for a topic", "write to us with questions"},
}
