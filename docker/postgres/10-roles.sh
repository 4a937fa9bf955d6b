#!/bin/sh
# Runs once, when the database's volume is empty. Makes two accounts: the owner of the tables, used by `migrate` alone,
# and the application's, to which row-level security applies. The superuser is left for backups.
set -eu
owner=${OWNER_ROLE:-outcomes_owner}
app=${APP_ROLE:-outcomes_app}
for password in "$OWNER_DATABASE_PASSWORD" "$APP_DATABASE_PASSWORD"; do
    case $password in
    *[!A-Za-z0-9_-]* | "")
        echo "The database passwords may hold letters, digits, _ and - only: they become part of an address." >&2
        exit 1
        ;;
    esac
done
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set owner="$owner" --set app="$app" --set database="$POSTGRES_DB" \
    --set owner_password="$OWNER_DATABASE_PASSWORD" --set app_password="$APP_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
ALTER DATABASE :"database" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"app";
ALTER SCHEMA public OWNER TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
