package main

// place is where people met, and whose law or public it was about.
type place struct {
	City, Country, Zone string
	Jurisdictions       []string
}

// places lie in more than twenty zones, on both sides of the date line and at odd half and quarter hours.
var places = []place{
	{"Brussels", "BE", "Europe/Brussels", []string{"EU"}},
	{"Washington", "US", "America/New_York", []string{"US"}},
	{"London", "GB", "Europe/London", []string{"GB"}},
	{"Geneva", "CH", "Europe/Zurich", []string{"UN"}},
	{"New York", "US", "America/New_York", []string{"UN"}},
	{"Berlin", "DE", "Europe/Berlin", []string{"DE", "EU"}},
	{"New Delhi", "IN", "Asia/Kolkata", []string{"IN"}},
	{"Sacramento", "US", "America/Los_Angeles", []string{"US-CA"}},
	{"Nairobi", "KE", "Africa/Nairobi", []string{"KE"}},
	{"São Paulo", "BR", "America/Sao_Paulo", []string{"BR"}},
	{"Bogotá", "CO", "America/Bogota", []string{"CO"}},
	{"Austin", "US", "America/Chicago", []string{"US-TX"}},
	{"Jakarta", "ID", "Asia/Jakarta", []string{"ID"}},
	{"Paris", "FR", "Europe/Paris", []string{"FR", "EU"}},
	{"Tokyo", "JP", "Asia/Tokyo", []string{"JP"}},
	{"Santiago", "CL", "America/Santiago", []string{"CL", "Latin America"}},
	{"Warsaw", "PL", "Europe/Warsaw", []string{"PL", "EU"}},
	{"Accra", "GH", "Africa/Accra", []string{"GH"}},
	{"Taipei", "TW", "Asia/Taipei", []string{"TW"}},
	{"Mexico City", "MX", "America/Mexico_City", []string{"MX", "Latin America"}},
	{"Sydney", "AU", "Australia/Sydney", []string{"AU"}},
	{"Cape Town", "ZA", "Africa/Johannesburg", []string{"ZA"}},
	{"Seoul", "KR", "Asia/Seoul", []string{"KR"}},
	{"Tbilisi", "GE", "Asia/Tbilisi", []string{"GE"}},
	{"Cairo", "EG", "Africa/Cairo", []string{"EG", "Middle East and North Africa"}},
	{"Kathmandu", "NP", "Asia/Kathmandu", []string{"NP"}},
	{"Dhaka", "BD", "Asia/Dhaka", []string{"BD"}},
	{"Wellington", "NZ", "Pacific/Auckland", []string{"NZ"}},
	{"St. John’s", "CA", "America/St_Johns", []string{"CA-NL"}},
	{"Buenos Aires", "AR", "America/Argentina/Buenos_Aires", []string{"AR", "Latin America"}},
	{"Bangkok", "TH", "Asia/Bangkok", []string{"TH"}},
	{"Lagos", "NG", "Africa/Lagos", []string{"NG"}},
}

// evenings are the places where an evening is already the next day in UTC.
var evenings = []place{places[1], places[4], places[7], places[10], places[11], places[19]}
