package capture

import "strings"

// nears are the words of a language for the days around today, and for weeks and months beside this one.
// Unicode's CLDR has them in other words than people type, so they are ours; a language that has none reads dates all the same.
var nears = map[string]near{
	"en": {
		days: map[string]int{
			"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "day before yesterday": -2,
			"the day after tomorrow": 2, "day after tomorrow": 2, "yday": -1, "just now": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
			"tonight": 0, "last night": -1,
		},
		parts: set("morning|afternoon|evening|night|noon|lunchtime|at noon|at lunchtime|at night"),
		about: set("early|mid|late|beginning of|start of|middle of|end of"),
	},
	"fr": {
		days: map[string]int{
			"aujourd'hui": 0, "hier": -1, "demain": 1, "avant-hier": -2, "après-demain": 2, "ce matin": 0, "cet après-midi": 0, "ce soir": 0,
		},
		stretches: map[string]stretch{
			"la semaine dernière": {"last", "week"}, "cette semaine": {"this", "week"}, "la semaine prochaine": {"next", "week"},
			"le mois dernier": {"last", "month"}, "ce mois-ci": {"this", "month"}, "l'année dernière": {"last", "year"},
		},
		behind: map[string]string{
			"dernier": "last", "prochain": "next", "de la semaine dernière": "last week", "de cette semaine": "this week", "de la semaine prochaine": "next week",
		},
		parts: set("matin|midi|après-midi|soir|au soir"),
		about: set("début|mi|fin"),
	},
	"de": {
		days: map[string]int{"heute": 0, "gestern": -1, "morgen": 1, "vorgestern": -2, "übermorgen": 2},
		stretches: map[string]stretch{
			"letzte woche": {"last", "week"}, "diese woche": {"this", "week"}, "nächste woche": {"next", "week"},
			"letzten monat": {"last", "month"}, "diesen monat": {"this", "month"}, "letztes jahr": {"last", "year"},
		},
		before: map[string]string{"letzten": "last", "letzter": "last", "diesen": "this", "nächsten": "next", "am letzten": "last", "vergangenen": "last", "am vergangenen": "last"},
		behind: map[string]string{
			"letzter woche": "last week", "letzte woche": "last week", "vergangener woche": "last week", "dieser woche": "this week", "diese woche": "this week",
			"nächster woche": "next week", "nächste woche": "next week",
		},
		parts: set("früh|morgen|vormittag|mittag|nachmittag|abend|nacht"),
		about: set("anfang|mitte|ende"),
	},
	"es": {
		days: map[string]int{"hoy": 0, "ayer": -1, "mañana": 1, "anteayer": -2, "antier": -2, "pasado mañana": 2, "anoche": -1, "esta mañana": 0, "esta tarde": 0, "esta noche": 0},
		stretches: map[string]stretch{
			"la semana pasada": {"last", "week"}, "esta semana": {"this", "week"}, "el mes pasado": {"last", "month"}, "este mes": {"this", "month"},
			"el año pasado": {"last", "year"},
		},
		behind: map[string]string{"pasado": "last", "próximo": "next", "de la semana pasada": "last week", "de esta semana": "this week", "de la próxima semana": "next week"},
		parts:  set("por la mañana|por la tarde|por la noche|a la mañana|a la tarde|a la noche"),
		about:  set("principios de|a principios de|mediados de|a mediados de|finales de|a finales de|fines de|a fines de"),
	},
	"pt": {
		days: map[string]int{"hoje": 0, "ontem": -1, "amanhã": 1, "anteontem": -2, "hoje cedo": 0, "esta manhã": 0, "esta tarde": 0, "esta noite": 0},
		stretches: map[string]stretch{
			"a semana passada": {"last", "week"}, "na semana passada": {"last", "week"}, "esta semana": {"this", "week"}, "o mês passado": {"last", "month"},
			"no mês passado": {"last", "month"},
		},
		behind: map[string]string{
			"passada": "last", "passado": "last", "próxima": "next", "da semana passada": "last week", "desta semana": "this week", "da próxima semana": "next week",
		},
		before: map[string]string{"próxima": "next", "próximo": "next"},
		parts:  set("de manhã|pela manhã|à tarde|de tarde|à noite|de noite"),
		about:  set("início de|no início de|meados de|em meados de|fim de|no fim de|final de|no final de"),
	},
	"it": {
		days: map[string]int{"oggi": 0, "ieri": -1, "domani": 1, "l'altro ieri": -2, "dopodomani": 2, "stamattina": 0, "stasera": 0},
		stretches: map[string]stretch{
			"la settimana scorsa": {"last", "week"}, "questa settimana": {"this", "week"}, "il mese scorso": {"last", "month"},
		},
		behind: map[string]string{
			"scorso": "last", "scorsa": "last", "prossimo": "next", "della settimana scorsa": "last week", "di questa settimana": "this week",
			"della settimana prossima": "next week",
		},
		before: map[string]string{"prossimo": "next", "lo scorso": "last", "scorso": "last"},
		parts:  set("mattina|pomeriggio|sera"),
		about:  set("inizio|a inizio|metà|a metà|fine|a fine"),
	},
	"nl": {
		days: map[string]int{"vandaag": 0, "gisteren": -1, "morgen": 1, "eergisteren": -2, "overmorgen": 2},
		stretches: map[string]stretch{
			"vorige week": {"last", "week"}, "deze week": {"this", "week"}, "vorige maand": {"last", "month"},
		},
		before: map[string]string{"afgelopen": "last", "vorige": "last", "volgende": "next"},
		behind: map[string]string{"vorige week": "last week", "deze week": "this week", "volgende week": "next week"},
		parts:  set("ochtend|middag|avond"),
	},
	"ar": {days: map[string]int{"اليوم": 0, "أمس": -1, "امس": -1, "البارحة": -1, "غدا": 1, "غداً": 1, "أول أمس": -2}},
	"bn": {days: map[string]int{"আজ": 0, "গতকাল": -1, "আগামীকাল": 1}},
	"ca": {days: map[string]int{"avui": 0, "ahir": -1, "demà": 1}},
	"cs": {days: map[string]int{"dnes": 0, "včera": -1, "zítra": 1, "předevčírem": -2}, parts: set("ráno|odpoledne|večer")},
	"da": {days: map[string]int{"i dag": 0, "i går": -1, "i morgen": 1, "i forgårs": -2}},
	"id": {days: map[string]int{"hari ini": 0, "kemarin": -1, "besok": 1}},
	"ja": {days: map[string]int{"今日": 0, "本日": 0, "昨日": -1, "明日": 1, "一昨日": -2}},
	"nb": {days: map[string]int{"i dag": 0, "i går": -1, "i morgen": 1, "i forgårs": -2}},
	"pl": {
		days: map[string]int{"dziś": 0, "dzisiaj": 0, "wczoraj": -1, "jutro": 1, "przedwczoraj": -2},
		stretches: map[string]stretch{
			"w zeszłym tygodniu": {"last", "week"}, "w ubiegłym tygodniu": {"last", "week"}, "w tym tygodniu": {"this", "week"}, "w zeszłym miesiącu": {"last", "month"},
		},
		before: map[string]string{"zeszły": "last", "ubiegły": "last", "w zeszły": "last", "w ubiegły": "last"},
		parts:  set("rano|po południu|wieczorem"),
	},
	"ru": {
		days:      map[string]int{"сегодня": 0, "вчера": -1, "завтра": 1, "позавчера": -2},
		stretches: map[string]stretch{"на прошлой неделе": {"last", "week"}, "на этой неделе": {"this", "week"}, "в прошлом месяце": {"last", "month"}},
		before:    map[string]string{"прошлый": "last", "в прошлый": "last"},
		parts:     set("утром|днём|днем|вечером"),
	},
	"sv": {days: map[string]int{"idag": 0, "i dag": 0, "igår": -1, "i går": -1, "imorgon": 1, "i morgon": 1}},
	"sw": {days: map[string]int{"leo": 0, "jana": -1, "juzi": -2, "kesho": 1}},
	"tr": {days: map[string]int{"bugün": 0, "dün": -1, "yarın": 1}},
	"uk": {
		days: map[string]int{"сьогодні": 0, "вчора": -1, "учора": -1, "завтра": 1, "позавчора": -2},
		stretches: map[string]stretch{
			"минулого тижня": {"last", "week"}, "на минулому тижні": {"last", "week"}, "цього тижня": {"this", "week"}, "минулого місяця": {"last", "month"},
		},
		before: map[string]string{"минулий": "last", "в минулий": "last"},
		parts:  set("вранці|зранку|вдень|ввечері|увечері"),
	},
}

type near struct {
	// days lead to how many days from today.
	days      map[string]int
	stretches map[string]stretch
	// before and behind say of a day of the week that it is the last, this or the next one: "letzten Dienstag", "lundi dernier".
	before, behind map[string]string
	// parts are those of a day, behind its name: "yesterday evening". The day is what a date keeps of it.
	parts map[string]bool
	// about are words before a month of which a part is meant.
	about map[string]bool
}

// set makes a set of words that are written with strokes between them.
func set(words string) map[string]bool {
	all := map[string]bool{}
	for word := range strings.SplitSeq(words, "|") {
		all[word] = true
	}
	return all
}

// stretch is the last, this or the next week, month or year.
type stretch struct{ which, unit string }
