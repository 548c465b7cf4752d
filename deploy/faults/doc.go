// Package faults proves that nothing that was acknowledged is lost, whatever breaks: it kills, cuts off, fills up and forgets, under load,
// and holds the log against what clients were told.
//
// There is nothing here but tests; the README tells which, how often, and how long they take.
package faults
