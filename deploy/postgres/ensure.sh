#!/bin/sh
# Finds Postgres' server binaries, or installs them from the system's packages when it may, or says what to type. It starts nothing: dontblink
# runs a private server of its own.
set -eu

# Where packages put the servers outside of the PATH; the binary searches the same folders (pkg/local/binaries.go). Tests set it.
places=${POSTGRES_PLACES-/usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* /opt/homebrew/opt/postgresql*/bin \
	/usr/local/opt/postgresql*/bin /opt/homebrew/bin /usr/local/bin /usr/local/pgsql/bin /opt/local/lib/postgresql*/bin \
	/Applications/Postgres.app/Contents/Versions/*/bin}

# A client's package may bring postgres without initdb, so one folder has to hold both.
both() { [ -x "$1/postgres" ] && [ -x "$1/initdb" ]; }

found() {
	rest=$PATH:
	while [ -n "$rest" ]; do
		both "${rest%%:*}" && return 0
		rest=${rest#*:}
	done
	# Unquoted: these are patterns.
	for dir in $places; do
		both "$dir" && return 0
	done
	return 1
}

found && exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
	# Only where it asks for no password: nobody should have to type one into a build.
	if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=no; fi
fi

if command -v apt-get >/dev/null 2>&1 && [ "$as_root" != no ]; then
	echo "Postgres is missing: installing it from the system's packages (once)." >&2
	export DEBIAN_FRONTEND=noninteractive
	$as_root apt-get update -qq >&2
	$as_root apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null
	# No server of the system's on port 5432: ours is private.
	[ ! -f /etc/postgresql-common/createcluster.conf ] ||
		$as_root sed -i 's/^#* *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
	$as_root apt-get install -y -qq --no-install-recommends postgresql >/dev/null
	found && exit 0
fi

echo "Postgres is missing, and only you can install it. Type one of these, then the same command again:" >&2
if command -v apt-get >/dev/null 2>&1; then
	echo "    sudo apt-get install postgresql" >&2
elif command -v dnf >/dev/null 2>&1; then
	echo "    sudo dnf install postgresql-server" >&2
elif command -v brew >/dev/null 2>&1; then
	echo "    brew install postgresql@17" >&2
elif command -v apk >/dev/null 2>&1; then
	echo "    sudo apk add postgresql" >&2
else
	echo "    the package of your system that holds Postgres' server (initdb and postgres)" >&2
fi
exit 1
