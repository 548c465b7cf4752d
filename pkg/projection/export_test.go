package projection

// Passes is for the tests in projection_test.
var Passes = passes
