package eventlog

// For the tests in eventlog_test.
var (
	Decode   = decode
	Escape   = escape
	Unescape = unescape
	Settings = settings
)
