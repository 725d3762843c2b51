#!/bin/bash
# A Bot API server from PyPI, independent of ours, with what it needs: a venv, a Redis, and shim.py before it.
#   eval "$(telemelya.sh start)"     starts it and sets KABINET_TEST_TELEMELYA and PEERS_FOLDER
#   telemelya.sh stop "$PEERS_FOLDER"
# Needs redis-server and python3 with venv. The venv is kept in target/peers-telegram.
set -euo pipefail
cd "$(dirname "$0")/../../.."
VERSION=0.2.2
VENV=target/peers-telegram/telemelya-$VERSION

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

answers() { # answers URL: waits until something is said there
    for _ in $(seq 150); do
        if python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2).read()' "$1" 2> /dev/null; then return; fi
        sleep 0.2
    done
    echo "$1 does not answer, see $FOLDER" >&2
    return 1
}

start() {
    if [ ! -e "$VENV/ready" ]; then
        rm -rf "$VENV"
        python3 -m venv "$VENV" >&2
        "$VENV/bin/pip" install -q --disable-pip-version-check "telemelya==$VERSION" aiohttp >&2
        touch "$VENV/ready"
    fi
    FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/kabinet-peers.XXXXXX")
    local redis server shim
    redis=$(free_port) server=$(free_port) shim=$(free_port)
    redis-server --port "$redis" --bind 127.0.0.1 --save '' --dir "$FOLDER" > "$FOLDER/redis.log" 2>&1 &
    echo $! >> "$FOLDER/pids"
    "$VENV/bin/python" tests/support/peers/shim.py "$shim" "http://127.0.0.1:$server" > "$FOLDER/shim.log" 2>&1 &
    echo $! >> "$FOLDER/pids"
    MOCK_SERVER_HOST=127.0.0.1 MOCK_SERVER_PORT=$server REDIS_URL=redis://127.0.0.1:$redis/0 \
        MINIO_ENDPOINT=127.0.0.1:$shim AUTH_KEYS=k "$VENV/bin/telemelya-server" > "$FOLDER/server.log" 2>&1 &
    echo $! >> "$FOLDER/pids"
    answers "http://127.0.0.1:$shim/" || { stop "$FOLDER"; exit 1; }
    echo "KABINET_TEST_TELEMELYA=http://127.0.0.1:$shim"
    echo "PEERS_FOLDER=$FOLDER"
}

stop() {
    while read -r pid; do kill "$pid" 2> /dev/null || true; done < "$1/pids"
    rm -rf "$1"
}

case ${1:-} in
    start) start ;;
    stop) stop "$2" ;;
    *) echo "usage: $0 start | stop FOLDER" >&2; exit 1 ;;
esac
