package dontblink

// Health is for the tests in dontblink_test.
var Health = health
