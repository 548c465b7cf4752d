package eventlog

// BatchBytes is for the tests in eventlog_test, as is what follows.
const BatchBytes = batchBytes

var (
	Decode   = decode
	Escape   = escape
	Unescape = unescape
	Settings = settings
)
