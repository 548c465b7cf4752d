#!/bin/sh
# Gives each role of roles.sql its password, from the environment. The image of Postgres runs this after roles.sql when a volume is
# new; afterwards: docker compose exec postgres sh /docker-entrypoint-initdb.d/2-passwords.sh
set -eu

for service in recorder projector composer insights; do
	variable="POSTGRES_$(echo "$service" | tr '[:lower:]' '[:upper:]')_PASSWORD"
	eval "password=\${$variable:?has to be set}"
	# The password goes by standard input: arguments of a program are there for everybody to see.
	psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" <<-SQL
		\set password '$password'
		alter role $service password :'password';
	SQL
done
