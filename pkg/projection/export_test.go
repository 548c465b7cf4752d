package projection

// Passes is for the tests in projection_test.
var Passes = passes

// ProjectLock names the lock of whoever projects for a version.
var ProjectLock = projectLock
