// Package apart proves that the services run as processes of their own: on one NATS and one Postgres, each with the rights of its own
// account there, started in any order and killed at any time.
//
// There is nothing here but tests.
package apart
