package main

// openings say what it was.
var openings = map[group][]string{
	meeting: {
		"In {city} we met {audience} to talk about {matter}.",
		"{host} had asked {count} guests to speak about {law}, and we were among them.",
		"For one afternoon {audience} left their desks to ask what {law} would change for them.",
		"{speaker} opened the conversation with a question that nobody in the room could answer: who is asked when rules are written?",
		"The invitation by {host} came late, but the room in {city} was full.",
		"{count} people joined us to hear how others deal with {concern}.",
		"The programme promised a discussion on {matter}; what came was closer to a working session.",
		"We used a visit to {city} to sit down with {audience}.",
	},
	writing: {
		"We put in writing what we had been asked about {matter} all through the {season}.",
		"The paper begins with {concern} and ends with a proposal.",
		"When the consultation on {law} opened, {few} of us divided the questions among ourselves.",
		"{ally} wrote the first draft; we added what communities had told us.",
		"Nobody had yet described what {law} means for a website without a company behind it, so we did.",
		"Together with {ally} we published {paper} on {matter}.",
	},
	legal: {
		"The case is about {concern}, and it will be read far beyond {city}.",
		"We asked the court for leave to explain how volunteers work, and it was granted.",
		"Our brief on {law} has {few} chapters and one point.",
		"With {ally} we told the judges what the lower court had left out.",
	},
	result: {
		"After many meetings, the text was voted on in {city}.",
		"Two years ago we told here of the first draft; now the matter is settled.",
		"The decision came on a day on which nobody expected it.",
		"Not everything that we asked for was heard, and this time it was little.",
	},
	notice: {
		"There is something new for those who work with us.",
		"We were asked for this often enough, and here it is.",
		"A few words in our own cause.",
		"From this month on, things are simpler.",
	},
}

// contexts say why it mattered just then.
var contexts = []string{
	"The background is {law}, which returns to parliament after the summer.",
	"Behind the debate stand {concern}, which volunteers meet more often than lawmakers think.",
	"Since the {season} the subject has been on the table of {few} ministries.",
	"A similar bill failed three years ago, and its authors have learned from that.",
	"Neighbouring countries watch closely, since they copy what works and sometimes what does not.",
	"The draft speaks of platforms as if all of them sold something.",
	"Elections are near, which makes every sentence on {matter} louder than it is meant.",
	"Until now, {law} has mostly been discussed by those who can pay for an office nearby.",
	"For small languages the question is an old one: who answers a notice that nobody on the team can read?",
	"In practice it all comes down to who decides, how fast, and who may object.",
	"The first numbers are in: {count} complaints in six months, and two that were justified.",
	"It is the third time this year that {host} has asked for our view.",
	"Courts in {few} countries have looked at the same question and found different answers.",
}

// arguments are what we said.
var arguments = []string{
	"We asked for {remedy}.",
	"We said that {concern} do not protect anyone, and showed {few} examples.",
	"Our point was a simple one: rules for those who sell attention do not suit those who share knowledge.",
	"Instead of {concern}, a law could ask for {remedy}.",
	"An encyclopedia is corrected by the people who read it, and that needs time rather than deadlines.",
	"We proposed {remedy}, and named the paragraph in which it could stand.",
	"Whoever writes about a court case must be able to do so under a name of their own choosing.",
	"The cost of {concern} is borne by those who have no lawyer.",
	"A rule that only the largest can follow makes the largest larger.",
	"We reminded {audience} that a page which is removed by mistake is seldom missed by those who removed it.",
	"What helps is known: {remedy}, and people who are paid to read the answers.",
	"Transparency should begin with the orders themselves, not with those who receive them.",
	"We would rather have {remedy} than a promise to look at the matter again.",
	"Volunteers are not a risk to be managed; they are the ones who manage the risk.",
	"If {law} is to last, it has to describe what people do and not which software they use.",
	"On {matter}, we argued, the public interest has no office and no opening hours.",
}

// details tell what was there to see and hear.
var details = []string{
	"Among {audience} there was more agreement than on the panel.",
	"{ally} brought figures from {few} years of requests.",
	"Someone had printed {paper}, and it went from hand to hand.",
	"The liveliest part came after the break, when {audience} asked about {concern}.",
	"A teacher told how a class had lost a month of work to a wrong notice.",
	"Afterwards {count} participants stayed to go through the text line by line.",
	"Half of the questions were about {law}, the other half about how to be heard at all.",
	"We handed over {paper} and were asked for {few} more copies.",
	"One answer surprised us: {concern} had not been on the list of the drafters.",
	"For the first time the discussion was interpreted into {few} languages.",
	"An official said that {remedy} had been considered once and forgotten.",
	"The example that everyone remembered was about a bridge, its architect, and a photograph.",
	"Notes were taken by two people, and their versions agree.",
	"The affiliates in the room compared what they had tried, and what had cost them a year.",
}

// remarks are by or about those who spoke.
var remarks = []string{
	"{speaker} described an ordinary week of those who answer such requests.",
	"“Ask those who do the work,” said {speaker}, “and ask them before the draft.”",
	"{speaker} compared the proposal with the law of {few} other countries.",
	"To a question about {concern}, {speaker} answered with a map.",
	"{speaker} and {ally} will continue the exchange.",
	"In the end {speaker} asked for {remedy}, as the shortest of all wishes.",
	"{speaker} thanked {host} for the candour of the day.",
}

// closings say what comes of it.
var closings = []string{
	"The next reading is expected before the end of the year.",
	"{host} will publish the contributions; ours is public already.",
	"We will come back to {matter} in a few weeks, with {audience}.",
	"Whether {remedy} will stand in the final text is open.",
	"We keep {paper} up to date, and are glad of every correction.",
	"If your country discusses something similar, write to us before the first hearing rather than after it.",
	"What we learned goes into the clinic for {audience}.",
	"Nothing is decided, but the question is now the right one.",
	"The text of {law} is said to follow soon.",
	"A summary in {few} languages is being prepared.",
}

// offers are what announcements say.
var offers = []string{
	"Groups and affiliates may apply, alone or together.",
	"The page says what is paid for, what is not, and who answers questions.",
	"You find {paper} there, and examples from {few} countries.",
	"Whoever has {few} hours a month is welcome.",
	"Applications are read by {few} people from different regions.",
	"No knowledge of law is needed; patience with long sentences helps.",
	"Please read the guidelines first, since they have become stricter.",
	"Everything is free to use, and free to translate.",
	"The form takes ten minutes.",
	"Questions are answered on Tuesdays.",
}

// plans are what is said of something that has not taken place.
var plans = []string{
	"We are going to speak about {matter} with {audience}.",
	"The plan is to begin with {paper}, and to leave most of the time for questions.",
	"{host} will confirm the programme.",
	"What we hope for is {remedy}, or at least a hearing.",
	"Colleagues in {city} prepare the ground.",
	"We expect {count} people.",
	"The focus will be on {concern}.",
	"{speaker} will take notes.",
	"A draft of {paper} goes round beforehand.",
	"Whoever wants to join, tell us early.",
	"Interpretation is being arranged.",
}
