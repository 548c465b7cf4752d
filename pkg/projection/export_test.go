package projection

// For the tests in projection_test.
var (
	Named  = named
	Passes = passes
)
