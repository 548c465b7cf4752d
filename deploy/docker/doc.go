// Package docker holds the Dockerfile of the services and the binary dontblink, and checks docker-compose.yml and what it mounts.
//
// It builds and starts no container: its tests read the files with the parsers that compose and nats-server use themselves.
package docker
