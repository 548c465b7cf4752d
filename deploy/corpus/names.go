package main

// script is how people are called in one part of the world.
type script struct {
	given, family []string
	// between stands between the two; familyFirst puts the family before.
	between     string
	familyFirst bool
}

var scripts = []script{
	{given: []string{"Amara", "Joanna", "Peter", "Lucía", "Tomás", "Ingrid", "Noor", "Felix", "Maeve", "Ruth", "Samuel", "Clara"},
		family: []string{"Okonjo", "Lindqvist", "Marchetti", "Vasquez Roa", "Haldane", "Brandvold", "O’Hare", "Dervishi",
			"Quillfeather", "Ashdown-Pike", "Ferreira Lobo", "Nkemelu"}, between: " "},
	{given: []string{"Zoë", "Łucja", "Þóra", "Håkon", "Šárka", "Ömer", "Ágnes", "Ciarán", "Beatriz", "Jörg", "Anaïs", "Đorđe"},
		family: []string{"Grünewaldt", "Świętopełk", "Sigurðardóttir", "Bjørnstad", "Křivánek", "Yıldızoğlu", "Szélkiáltó",
			"Ó Súilleabháin", "Conceição", "Müßiggang", "D’Aubrac", "Ćosović"}, between: " "},
	{given: []string{"Олена", "Тарас", "Мирослава", "Богдан", "Соломія", "Остап"},
		family: []string{"Вітрогон", "Сонцева", "Криничанська", "Дубогрій", "Ластівка", "Перебийніс"}, between: " "},
	{given: []string{"Ελένη", "Νικόλαος", "Δάφνη", "Λεωνίδας"},
		family: []string{"Θαλασσινού", "Ανεμογιάννης", "Πετροπούλου-Κρήνη", "Φεγγαράς"}, between: " "},
	{given: []string{"ليلى", "يوسف", "سلمى", "عمر", "نور"},
		family: []string{"النجمي", "بحر الدين", "الزيتوني", "قمر", "الواحاتي"}, between: " "},
	{given: []string{"נועה", "איתן", "תמר", "אלון"}, family: []string{"בן־רוח", "כוכבית", "הר־שקד", "מעיינות"}, between: " "},
	{given: []string{"अनन्या", "रोहन", "मीरा", "विवेक", "इशिता"}, family: []string{"नदीवाल", "चन्द्रिका", "पुस्तकार", "वनमाली", "तारापुरे"}, between: " "},
	{given: []string{"তানিয়া", "আরিফ", "শ্রাবণী"}, family: []string{"মেঘনাদার", "পাতাবাহার", "নদীয়াল"}, between: " "},
	{given: []string{"கவிதா", "செந்தில்", "யாழினி"}, family: []string{"நூலகன்", "கடலரசி", "மலையப்பர்"}, between: " "},
	{given: []string{"静雯", "志遠", "曉嵐", "思齊"}, family: []string{"林", "歐陽", "沈", "諸葛"}, familyFirst: true},
	{given: []string{"さくら", "陽向", "美月", "健太郎"}, family: []string{"星野川", "本棚", "雨宮路", "風間"}, between: " ", familyFirst: true},
	{given: []string{"서연", "지훈", "하늘", "도윤"}, family: []string{"강", "남궁", "선우", "한"}, familyFirst: true},
	{given: []string{"ณัฐธิดา", "กิตติ", "พิมพ์ชนก"}, family: []string{"ห้องสมุดทอง", "ฟ้าประทาน", "ธารารักษ์"}, between: " "},
	{given: []string{"ნინო", "გიორგი", "თამარი"}, family: []string{"ვარსკვლავაძე", "წიგნიშვილი", "მთისძირელი"}, between: " "},
	{given: []string{"Անահիտ", "Արամ"}, family: []string{"Աստղագիրյան", "Լեռնեցյան"}, between: " "},
	{given: []string{"ሰላም", "ዳዊት", "ሄለን"}, family: []string{"መጽሐፍነህ", "ፀሐይነሽ", "ወንዝአገኝ"}, between: " "},
}

// ourName is the organisation whose log this is.
const ourName = "Lantern Commons Foundation"

var affiliateNames = []string{
	"Lantern Commons Chile", "Lantern Commons Polska", "Lantern Commons Ghana", "Lantern Commons Nusantara", "Lantern Commons Sverige",
	"Lantern Commons Nepal", "Lantern Commons 臺灣", "Lantern Commons Україна", "Lantern Commons Québec", "Lantern Commons Misr",
}

// organisations that one meets on this field; the abbreviation and the former name may be empty.
var organisationNames = []struct{ name, abbreviation, former string }{
	{"Alliance for Open Law", "AOL", "Open Law Network"},
	{"Institute for Digital Rights Research", "IDRR", ""},
	{"Federation of Public Libraries", "FPL", ""},
	{"Committee on Online Services", "COS", "Working Group on Online Services"},
	{"Harbour Centre for Internet Studies", "HCIS", ""},
	{"Observatório da Rede Aberta", "ORA", ""},
	{"Red de Archivos Comunitarios", "RAC", ""},
	{"Фонд відкритих знань", "ФВЗ", ""},
	{"المرصد العربي للمعرفة الحرة", "", ""},
	{"开放知识联盟", "", ""},
	{"オープン資料協会", "", ""},
	{"열린지식센터", "", ""},
	{"मुक्त ज्ञान मंच", "", ""},
	{"Netzwerk Freie Quellen e. V.", "NFQ", ""},
	{"Συμμαχία για τα Κοινά", "", ""},
	{"Coalition of Community Platforms", "CCP", "Small Platforms Group"},
	{"Ministry of Culture", "", ""},
	{"Ministry of Digital Affairs", "", "Ministry of Communications"},
	{"Senate Committee on Technology", "", ""},
	{"Data Protection Authority", "DPA", ""},
	{"Electoral Information Office", "EIO", ""},
	{"University of the Two Rivers", "", ""},
	{"Youth Rights Forum", "YRF", ""},
	{"Teachers for the Public Domain", "TPD", ""},
	{"Meridian Social", "", "Chirrup"},
	{"Pellucid Search", "", ""},
	{"Graphwell", "", ""},
	{"Foundation for a Readable Web", "FRW", ""},
	{"Journalists’ Guild", "", ""},
	{"Museums Without Walls", "MWW", ""},
	{"Association of Free Encyclopedias", "AFE", ""},
	{"Global Encryption Round Table", "GERT", ""},
	{"Centre « Savoirs ouverts »", "CSO", ""},
	{"ქსელი ღია ცოდნისთვის", "", ""},
	{"ศูนย์ความรู้เสรี", "", ""},
	{"Réseau des juristes du numérique", "RJN", ""},
	{"Polar Institute of Statistics", "PIS", ""},
	{"Consumer Watch & Partners", "CWP", ""},
}

var courts = []string{"Court of Appeal, Third Chamber", "Constitutional Court", "Supreme Court", "Regional Court at Lindenau"}

// roles, before and after a promotion: of those who work for us or an affiliate, and of others.
var (
	ourRoles = [][2]string{
		{"Policy Analyst", "Senior Policy Analyst"},
		{"Legal Counsel", "Lead Counsel"},
		{"Public Policy Specialist", "Head of Public Policy"},
		{"Campaigns Officer", "Campaigns Lead"},
		{"Programme Manager", "Director of Programmes"},
		{"Vice President for Advocacy", "Vice President for Advocacy and Law"},
	}
	otherRoles = [][2]string{
		{"Researcher", "Research Director"},
		{"Member of the board", "Chair of the board"},
		{"Spokesperson", "Spokesperson"},
		{"Adviser", "Head of division"},
		{"Legal Officer", "General Counsel"},
		{"Fellow", "Professor of information law"},
	}
)
