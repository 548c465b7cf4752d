package capture

// nears are the words of a language for the days around today, and for weeks and months beside this one.
// Unicode's CLDR has them in other words than people type, so they are ours; a language that has none reads dates all the same.
var nears = map[string]near{
	"en": {
		days: map[string]int{
			"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "day before yesterday": -2,
			"the day after tomorrow": 2, "day after tomorrow": 2,
		},
	},
	"fr": {
		days: map[string]int{"aujourd'hui": 0, "hier": -1, "demain": 1, "avant-hier": -2, "après-demain": 2},
		stretches: map[string]stretch{
			"la semaine dernière": {"last", "week"}, "cette semaine": {"this", "week"}, "la semaine prochaine": {"next", "week"},
			"le mois dernier": {"last", "month"}, "ce mois-ci": {"this", "month"}, "l'année dernière": {"last", "year"},
		},
		behind: map[string]string{"dernier": "last", "prochain": "next"},
	},
	"de": {
		days: map[string]int{"heute": 0, "gestern": -1, "morgen": 1, "vorgestern": -2, "übermorgen": 2},
		stretches: map[string]stretch{
			"letzte woche": {"last", "week"}, "diese woche": {"this", "week"}, "nächste woche": {"next", "week"},
			"letzten monat": {"last", "month"}, "diesen monat": {"this", "month"}, "letztes jahr": {"last", "year"},
		},
		before: map[string]string{"letzten": "last", "letzter": "last", "diesen": "this", "nächsten": "next"},
	},
	"es": {
		days: map[string]int{"hoy": 0, "ayer": -1, "mañana": 1, "anteayer": -2, "antier": -2, "pasado mañana": 2},
		stretches: map[string]stretch{
			"la semana pasada": {"last", "week"}, "esta semana": {"this", "week"}, "el mes pasado": {"last", "month"}, "este mes": {"this", "month"},
			"el año pasado": {"last", "year"},
		},
		behind: map[string]string{"pasado": "last", "próximo": "next"},
	},
	"pt": {
		days: map[string]int{"hoje": 0, "ontem": -1, "amanhã": 1, "anteontem": -2},
		stretches: map[string]stretch{
			"a semana passada": {"last", "week"}, "na semana passada": {"last", "week"}, "esta semana": {"this", "week"}, "o mês passado": {"last", "month"},
			"no mês passado": {"last", "month"},
		},
		behind: map[string]string{"passada": "last", "passado": "last", "próxima": "next"},
	},
	"it": {
		days: map[string]int{"oggi": 0, "ieri": -1, "domani": 1, "l'altro ieri": -2, "dopodomani": 2},
		stretches: map[string]stretch{
			"la settimana scorsa": {"last", "week"}, "questa settimana": {"this", "week"}, "il mese scorso": {"last", "month"},
		},
		behind: map[string]string{"scorso": "last", "scorsa": "last", "prossimo": "next"},
	},
	"nl": {
		days: map[string]int{"vandaag": 0, "gisteren": -1, "morgen": 1, "eergisteren": -2, "overmorgen": 2},
		stretches: map[string]stretch{
			"vorige week": {"last", "week"}, "deze week": {"this", "week"}, "vorige maand": {"last", "month"},
		},
		before: map[string]string{"afgelopen": "last", "vorige": "last", "volgende": "next"},
	},
	"ca": {days: map[string]int{"avui": 0, "ahir": -1, "demà": 1}},
	"id": {days: map[string]int{"hari ini": 0, "kemarin": -1, "besok": 1}},
	"pl": {days: map[string]int{"dziś": 0, "dzisiaj": 0, "wczoraj": -1, "jutro": 1, "przedwczoraj": -2}},
	"ru": {days: map[string]int{"сегодня": 0, "вчера": -1, "завтра": 1, "позавчера": -2}},
	"sv": {days: map[string]int{"idag": 0, "i dag": 0, "igår": -1, "i går": -1, "imorgon": 1, "i morgon": 1}},
	"tr": {days: map[string]int{"bugün": 0, "dün": -1, "yarın": 1}},
	"uk": {days: map[string]int{"сьогодні": 0, "вчора": -1, "завтра": 1, "позавчора": -2}},
}

type near struct {
	// days lead to how many days from today.
	days      map[string]int
	stretches map[string]stretch
	// before and behind say of a day of the week that it is the last, this or the next one: "letzten Dienstag", "lundi dernier".
	before, behind map[string]string
}

// stretch is the last, this or the next week, month or year.
type stretch struct{ which, unit string }
