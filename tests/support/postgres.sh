#!/bin/bash
# Starts a throw-away PostgreSQL on a free port of 127.0.0.1 and prints its addresses as shell assignments.
#   tests/support/postgres.sh start        -> KABINET_TEST_POSTGRES=… KABINET_TEST_POSTGRES_SUPERUSER=… PG_FOLDER=…
#   tests/support/postgres.sh stop FOLDER  -> ends that server and removes its folder
# As root the server runs as user postgres (it refuses root); otherwise as whoever calls.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed" >&2; exit 1; }

as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$bin:/usr/bin:/bin" LC_ALL=C.UTF-8 HOME="$folder" "$@"
    else
        env LC_ALL=C.UTF-8 PATH="$bin:$PATH" "$@"
    fi
}

case "${1:-}" in
start)
    folder=$(mktemp -d "${TMPDIR:-/tmp}/kabinet-pg.XXXXXX")
    chmod 755 "$folder"
    mkdir "$folder/data" "$folder/socket"
    echo secret > "$folder/password"
    [ "$(id -u)" != 0 ] || chown -R postgres:postgres "$folder"
    chmod 700 "$folder/data"
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    as_server initdb -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256 \
        --pwfile="$folder/password" -N > /dev/null
    # Nothing here outlives the tests, so durability is switched off.
    cat >> "$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder/socket'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 400
max_locks_per_transaction = 256
CONF
    as_server pg_ctl -D "$folder/data" -w -t 60 -l "$folder/server.log" start > /dev/null
    as_server psql -qX -h "$folder/socket" -p "$port" -U postgres \
        -c "CREATE ROLE app LOGIN PASSWORD 'app' CREATEDB NOSUPERUSER NOBYPASSRLS" -c "CREATE DATABASE app OWNER app"
    echo "KABINET_TEST_POSTGRES=postgres://app:app@127.0.0.1:$port/app"
    echo "KABINET_TEST_POSTGRES_SUPERUSER=postgres://postgres:secret@127.0.0.1:$port/app"
    echo "PG_FOLDER=$folder"
    ;;
stop)
    folder=$2
    as_server pg_ctl -D "$folder/data" -m immediate -w stop > /dev/null
    rm -rf "$folder"
    ;;
*)
    echo "usage: $0 start | stop FOLDER" >&2
    exit 2
    ;;
esac
