#!/usr/bin/env python3
"""Many chats of Telegram asking at once, measured on the real binary as a whole process. Standard library only.

  python3 benches/chats.py --bin target/release/kabinet [--chats 500] [--database postgres://…]

Plays a Bot API server on 127.0.0.1, lets every chat ask two questions at the same moment (one answered with a picture) about
the built-in demo, and prints one JSON object: whether anything was lost or out of order, seconds until the first and the last
answer of a chat (median, 95th percentile, all), the most messages that arrived within a second, and the peak memory.
Telegram itself bears about thirty messages a second, so N chats cannot have heard two answers before N * 2 / 25 seconds.

Figures are for comparing two builds on one machine in one sitting; never for tests.
"""
import argparse, json, os, re, signal, socket, statistics, subprocess, sys, tempfile, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "123456789:ABCDefGhIjKlMnOpQrStUvWxYz"
QUESTIONS = [("виручка по місяцях", "sendPhoto"), ("/settings", "sendMessage")]


class World:
    def __init__(self, n_chats):
        self.lock, self.news = threading.Lock(), threading.Event()
        self.updates, self.heard, self.next_id = [], {}, 1
        self.chats = range(1_000, 1_000 + n_chats)

    def ask(self):
        with self.lock:
            for question, _ in QUESTIONS:
                for chat in self.chats:
                    message = {"message_id": self.next_id, "date": 1, "chat": {"id": chat, "type": "private"}, "text": question,
                               "from": {"id": chat, "is_bot": False, "first_name": "Олена", "language_code": "uk"}}
                    self.updates.append({"update_id": self.next_id, "message": message})
                    self.next_id += 1
        self.news.set()

    def poll(self, offset, timeout):
        end = time.monotonic() + timeout
        while True:
            with self.lock:
                self.updates = [it for it in self.updates if it["update_id"] >= offset]
                ready = self.updates[:100]
            if ready or time.monotonic() >= end:
                return ready
            self.news.clear()
            self.news.wait(0.2)


def handler(world):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_POST(self):
            at = time.monotonic()
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            method = self.path.rsplit("/", 1)[-1]
            method = method[0].lower() + method[1:]
            if method == "getUpdates":
                asked = json.loads(body)
                result = world.poll(asked.get("offset", 0), asked.get("timeout", 0))
            elif method == "getMe":
                result = {"id": 123456789, "is_bot": True, "first_name": "K", "username": "kabinet_bench_bot"}
            elif method in ("sendMessage", "sendPhoto"):
                if self.headers["content-type"].startswith("multipart"):
                    chat = int(re.search(rb'name="chat_id"\r\n(?:[^\r]*\r\n)*\r\n(-?\d+)', body)[1])
                else:
                    chat = int(json.loads(body)["chat_id"])
                with world.lock:
                    world.heard.setdefault(chat, []).append((at, method))
                    world.next_id += 1
                    result = {"message_id": world.next_id, "date": 1, "chat": {"id": chat, "type": "private", "first_name": "О"}}
                result["text"] = "…"
            else:
                result = True
            said = json.dumps({"ok": True, "result": result}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    return Handler


def spread(values):
    values = sorted(values)
    return {"median": round(statistics.median(values), 2), "p95": round(values[len(values) * 95 // 100], 2), "max": round(values[-1], 2)}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bin", required=True)
    options.add_argument("--chats", type=int, default=500)
    options.add_argument("--database")
    given = options.parse_args()
    world = World(given.chats)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(world))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        environment = {it: value for it, value in os.environ.items() if not it.startswith("KABINET_")}
        environment |= {"KABINET_DATA": folder, "KABINET_DATABASE_URL": given.database or f"sqlite://{folder}/kabinet.db",
                        "KABINET_TELEGRAM_TOKEN": TOKEN, "KABINET_TELEGRAM_API_URL": f"http://127.0.0.1:{server.server_port}"}
        binary = os.path.abspath(given.bin)
        subprocess.run([binary, "demo"], env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        program = subprocess.Popen([binary, "serve", "--listen", f"127.0.0.1:{port}"], env=environment, cwd=folder, stdout=subprocess.DEVNULL)
        try:
            time.sleep(3)
            began = time.monotonic()
            world.ask()
            end = began + 60 + given.chats
            while time.monotonic() < end and sum(len(it) for it in world.heard.values()) < len(QUESTIONS) * given.chats:
                time.sleep(0.1)
            time.sleep(2)
            with open(f"/proc/{program.pid}/status") as status:
                peak = int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) // 1024
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait()
    expected = [method for _, method in QUESTIONS]
    heard = [world.heard.get(chat, []) for chat in world.chats]
    moments = sorted(at for it in heard for at, _ in it)
    within = max(sum(1 for it in moments[n:n + 200] if it - at < 1) for n, at in enumerate(moments))
    print(json.dumps({
        "chats": given.chats,
        "lost": sum(max(0, len(expected) - len(it)) for it in heard),
        "doubled": sum(max(0, len(it) - len(expected)) for it in heard),
        "out of order": sum([method for _, method in it] != expected for it in heard if len(it) == len(expected)),
        "first answer, s": spread([it[0][0] - began for it in heard if it]),
        "last answer, s": spread([it[-1][0] - began for it in heard if it]),
        "most in a second": within,
        "peak memory, MiB": peak,
    }, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
