#!/usr/bin/env python3
"""Discord for the tests: REST v10 and the gateway over the wire, in front of simcord, whose backend owns the rules
(permissions and their codes, the three seconds of a command, double answers, limits of components and options).

  discordd.py            prints {"port": N} and serves 127.0.0.1:N until its standard input ends

Every test has a world of its own under /w/NAME: a bot, a server with two channels, people with chats of two. What is
only transport stands here: sessions with numbered events that a RESUME replays, attachments, nonces, allowances, faults.
Tests drive it by POST /w/NAME/_t/WHAT with JSON and read GET /w/NAME/_t/state, /_t/http.
"""
import asyncio, base64, datetime, fnmatch, io, json, os, random, sys, threading, time
from types import SimpleNamespace

from aiohttp import WSMsgType, web
import simcord.backend.cdn as cdn
import simcord.http  # noqa: F401  registers the routes
from simcord._clock import Clock
from simcord.backend import Backend, serializers
from simcord.backend.errors import BackendError, SetupError
from simcord.http import router
from simcord.interactions import base_payload, check_options, store_interaction_attachment

TOKEN = "test"
HEARTBEAT_MS = 10_000
NONCE_SECONDS = 180
PORT = 0


class WallClock(Clock):
    def now(self):
        return datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self.elapsed)


def plain(value):
    return json.loads(json.dumps(value, default=lambda it: int(it) if hasattr(it, "__int__") else str(it)))


class World:
    def plain(self, value):
        return self.documented(plain(value))

    def documented(self, value):
        """What Discord documents and simcord leaves out: the message whose button a message answers."""
        if isinstance(value, dict):
            answers = value.get("interaction_metadata")
            if answers and answers.get("type") == 3 and "interacted_message_id" not in answers:
                answers["interacted_message_id"] = str(self.backend.interactions[int(answers["id"])].source_message_id)
            for inner in value.values():
                self.documented(inner)
        elif isinstance(value, list):
            for inner in value:
                self.documented(inner)
        return value

    def __init__(self, name):
        self.name, self.base = name, f"http://127.0.0.1:{PORT}/w/{name}"
        self.backend = Backend(clock=WallClock())
        self.guild = self.backend.create_guild("Гуртівня")
        self.channels = {it: self.backend.create_channel(self.guild.id, it) for it in ("sales", "talk")}
        self.users = {}
        self.connections, self.sessions, self.sequence, self.events = {}, 0, 0, []
        self.http, self.faults, self.nonces, self.commands = [], [], {}, []
        self.weather = None  # (random, share of calls that go wrong)
        self.allowance = None  # (calls, seconds) a channel
        self.spent = {}
        self.down = False
        self.backend.subscribers.append(self.emit)

    def enter(self):
        # Addresses of attachments lead back here.
        cdn.CDN_BASE = f"{self.base}/cdn"
        return self.backend

    # ------------------------------------------------------------ people

    def user(self, name):
        if name not in self.users:
            self.users[name] = self.backend.make_user(name)
            self.backend.add_member(self.guild.id, self.users[name].id)
        return self.users[name]

    def channel(self, data):
        name = data.get("channel")
        return self.channels[name].id if name else self.backend.get_dm_channel(self.user(data["user"]).id).id

    # ----------------------------------------------------------- gateway

    def emit(self, event, payload):
        self.sequence += 1
        told = json.dumps({"op": 0, "t": event, "s": self.sequence, "d": self.plain(dict(payload))})
        self.events.append((self.sequence, told))
        for socket in list(self.connections):
            asyncio.ensure_future(self.tell(socket, told))

    async def tell(self, socket, told):
        try:
            await socket.send_str(told)
        except (ConnectionError, RuntimeError):
            self.connections.pop(socket, None)

    async def gateway(self, request):
        if self.down:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"op": 10, "d": {"heartbeat_interval": HEARTBEAT_MS}}))
        async for message in socket:
            if message.type != WSMsgType.TEXT:
                continue
            told = json.loads(message.data)
            op, data = told["op"], told["d"]
            if op == 1:
                await socket.send_str(json.dumps({"op": 11}))
            elif op == 2:
                self.http.append(["IDENTIFY", data["intents"]])
                if data["token"].removeprefix("Bot ") != TOKEN:
                    await socket.close(code=4004, message=b"Authentication failed.")
                    break
                await self.ready(socket)
            elif op == 6:
                self.http.append(["RESUME", data["seq"]])
                self.connections[socket] = True
                for sequence, event in list(self.events):
                    if sequence > data["seq"]:
                        await socket.send_str(event)
                await socket.send_str(json.dumps({"op": 0, "s": self.sequence, "t": "RESUMED", "d": {}}))
        self.connections.pop(socket, None)
        return socket

    async def ready(self, socket):
        backend, self.sessions = self.enter(), self.sessions + 1
        guilds = [{"id": str(it), "unavailable": True} for it in backend.guilds]
        ready = {
            "v": 10, "user": dict(serializers.user_payload(backend.bot_user)), "guilds": guilds,
            "session_id": f"s{self.sessions}", "resume_gateway_url": self.base.replace("http", "ws") + "/gw",
            "session_type": "normal", "shard": [0, 1], "application": {"id": str(backend.application_id), "flags": 0},
        }
        told = [("READY", ready)] + [("GUILD_CREATE", dict(serializers.guild_create_payload(backend, it))) for it in backend.guilds.values()]
        for event, payload in told:
            self.sequence += 1
            await socket.send_str(json.dumps({"op": 0, "s": self.sequence, "t": event, "d": self.plain(payload)}))
        self.connections[socket] = True

    # -------------------------------------------------------------- REST

    async def rest(self, request, path):
        if self.down:
            return web.Response(status=503, text="<html>out of order</html>", content_type="text/html")
        if path in ("/gateway", "/gateway/bot"):
            limits = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
            return web.json_response({"url": self.base.replace("http", "ws") + "/gw", "shards": 1, "session_start_limit": limits})
        body, files = await read(request)
        kind, fault = self.fault_of(request.method, path)
        self.http.append([request.method, path, len(files), kind, time.time()])
        if kind == "refuse":
            return refusal(fault)
        if kind == "silent":
            await asyncio.sleep(fault.get("seconds", 60))
        if kind == "cut":
            return cut(request)
        own = path.startswith(("/interactions/", "/webhooks/"))
        if not own and request.headers.get("authorization", "") != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        channel = path.removeprefix("/channels/").removesuffix("/messages") if request.method == "POST" else ""
        spent, headers = self.spend(channel if path == f"/channels/{channel}/messages" else None)
        if spent is not None:
            return spent
        nonce = (channel, body["nonce"]) if isinstance(body, dict) and body.get("enforce_nonce") else None
        if nonce in self.nonces and time.time() - self.nonces[nonce][0] < NONCE_SECONDS:
            return web.json_response(self.nonces[nonce][1], headers=headers)
        backend = self.enter()
        if request.method == "PUT" and path.endswith("/commands"):
            self.commands = body
            body = [{key: value for key, value in it.items() if not key.endswith("_localizations")} for it in body]
        try:
            out = router.dispatch(backend, request.method, path, json=body, params=dict(request.query), files=files)
        except router.RouteNotImplemented as error:
            return web.json_response({"message": str(error), "code": 0}, status=501)
        except BackendError as error:
            return web.json_response(error.to_json(), status=error.status, headers=headers)
        except SetupError as error:
            return web.json_response({"message": str(error), "code": 50035}, status=400, headers=headers)
        out = self.plain(out)
        if nonce:
            self.nonces[nonce] = (time.time(), out)
        if kind == "cut_after":
            return cut(request)
        if out is None:
            return web.Response(status=204, headers=headers)
        if kind == "half":
            text = json.dumps(out)
            return web.Response(text=text[: len(text) // 2], content_type="application/json")
        return web.json_response(out, headers=headers)

    def fault_of(self, method, path):
        for fault in self.faults:
            if fault.get("times", 1) > 0 and method == fault.get("method", method) and fnmatch.fnmatch(path, fault["path"]):
                fault["times"] = fault.get("times", 1) - 1
                return fault["kind"], fault
        # Calls that are made once, and only help, have no weather of their own.
        if self.weather and ("/messages" in path or path.startswith("/webhooks/")) and method != "GET":
            chance, share = self.weather
            if chance.random() < share:
                kind = chance.choice(["cut", "cut_after", "half", "refuse", "refuse", "refuse"])
                status = chance.choice([429, 500, 502])
                return kind, {"status": status, "retry_after": 0.2, "page": chance.random() < 0.5}
        return None, None

    def spend(self, channel):
        """Five messages in five seconds, or what a test says: told by headers, refused beyond."""
        if channel is None or self.allowance is None:
            return None, {}
        calls, seconds = self.allowance
        now = time.time()
        times = [it for it in self.spent.get(channel, []) if now - it < seconds]
        if len(times) >= calls:
            after = seconds - (now - times[0])
            return refusal({"status": 429, "retry_after": after}), {}
        times.append(now)
        self.spent[channel] = times
        reset = seconds - (now - times[0])
        return None, {
            "X-RateLimit-Limit": str(calls), "X-RateLimit-Remaining": str(calls - len(times)),
            "X-RateLimit-Reset-After": f"{reset:.3f}", "X-RateLimit-Bucket": channel,
        }

    # ------------------------------------------------------------- tests

    def interact(self, data, kind, body, **more):
        backend, channel = self.enter(), self.channel(data)
        guild = backend.get_channel(channel).guild_id
        record, payload = base_payload(backend, type=kind, channel_id=channel, guild_id=guild, user_id=self.user(data["user"]).id, data=body)
        payload.update(more, locale=data.get("locale", "uk"))
        if "message" in more:
            record.source_message_id = int(more["message"]["id"])
        backend.emit("INTERACTION_CREATE", payload)
        return record

    def options(self, data, focused=None):
        """The options of a command as its registration says they are: an unregistered one cannot be given."""
        found = [it for it in self.backend.commands.get(None, {}).values() if it["name"] == data["name"]]
        if not found:
            raise web.HTTPNotFound(text=f"the command {data['name']} was never registered")
        spec, given = found[0], dict(data.get("options", {}))
        kinds = {it["name"]: it["type"] for it in spec.get("options") or []}
        resolved, built = {}, []
        file = data.get("file")
        if focused is None:
            check = {key: (file["name"], base64.b64decode(file["b64"])) if kinds.get(key) == 11 else value for key, value in given.items()}
            check_options(spec["name"], spec, check)
        for key, value in given.items():
            if kinds[key] == 11:
                value = store_interaction_attachment(self.backend, self.channel(data), file["name"], base64.b64decode(file["b64"]), resolved)
            option = {"name": key, "type": kinds[key], "value": value}
            if key == focused:
                option["focused"] = True
            built.append(option)
        return {"id": str(spec["id"]), "name": spec["name"], "type": 1, "options": built, "resolved": resolved}

    async def test(self, what, data):
        backend = self.enter()
        if what == "user":
            user = self.user(data["user"])
            return {"id": str(user.id), "private": str(backend.get_dm_channel(user.id).id)}
        if what == "message":
            channel = self.channel(data)
            files = backend.store_attachments(channel, [(it["name"], base64.b64decode(it["b64"])) for it in data.get("files", [])])
            reference = {"message_id": data["reply_to"]} if data.get("reply_to") else None
            words = data.get("content", "").replace("@bot", f"<@{backend.bot_user.id}>")
            return {"id": str(backend.create_message(channel, self.user(data["user"]).id, words, attachments=files, reference=reference).id)}
        if what == "slash":
            return {"id": str(self.interact(data, 2, self.options(data)).id)}
        if what == "complete":
            record = self.interact(data, 4, self.options(data, focused=data["focused"]))
            for _ in range(60):
                if record.autocomplete_choices is not None:
                    return {"choices": [it["value"] for it in record.autocomplete_choices]}
                await asyncio.sleep(0.05)
            return {"choices": None}
        if what == "tap":
            channel = self.channel(data)
            message = self.plain(dict(serializers.message_payload(backend, backend.get_message(channel, int(data["message"])))))
            body = {"custom_id": data["custom_id"], "component_type": 3 if "values" in data else 2}
            if "values" in data:
                body["values"] = data["values"]
            return {"id": str(self.interact(data, 3, body, message=message).id)}
        if what == "repeat":  # the same events again, as a RESUME may bring them
            for _, told in list(self.events)[-data["count"]:]:
                for socket in list(self.connections):
                    await self.tell(socket, told)
            return {}
        if what == "drop":
            for socket in list(self.connections):
                self.connections.pop(socket, None)
                await socket.close(code=data.get("code", 4000))
            return {}
        if what == "down":
            self.down = data["down"]
            return await self.test("drop", {"code": 1001}) if self.down else {}
        if what == "fault":
            self.faults.append(data)
            return {}
        if what == "weather":
            self.weather = (random.Random(data["seed"]), data["share"]) if data else None
            return {}
        if what == "allowance":
            self.allowance = (data["calls"], data["seconds"])
            return {}
        if what == "later":
            backend.advance_clock(data["seconds"])
            return {}
        if what == "forget":  # an interaction whose token Discord does not know any more
            for record in backend.interactions.values():
                record.token_expires_at = record.expires_at = backend.now_iso()
            return {}
        if what == "delete":
            backend.delete_message(self.channel(data), int(data["message"]))
            return {}
        if what == "remove":
            backend.remove_guild(self.guild.id)
            return {}
        if what == "thread":
            thread = backend.create_thread(self.channels["sales"].id, data["name"], owner_id=self.user(data["user"]).id)
            self.channels[data["name"]] = thread
            return {"id": str(thread.id)}
        raise web.HTTPNotFound(text=what)

    def state(self):
        backend = self.enter()
        names = {it.id: name for name, it in self.channels.items()}
        names.update({channel: f"@{backend.users[user].name}" for user, channel in backend.dm_channels.items()})
        messages = []
        for channel, inside in backend.messages.items():
            for message in inside.values():
                told = self.plain(dict(serializers.message_payload(backend, message)))
                told["place"] = names.get(channel, str(channel))
                told["mine"] = message.author_id == backend.bot_user.id
                told["loading"] = bool(message.flags & (1 << 7))
                messages.append(told)
        messages.sort(key=lambda it: int(it["id"]))
        return {
            "guild": str(self.guild.id), "bot": str(backend.bot_user.id), "application": str(backend.application_id),
            "channels": {name: str(it.id) for name, it in self.channels.items()},
            "commands": self.commands, "messages": messages, "sessions": self.sessions, "listeners": len(self.connections),
            "unanswered": sum(1 for it in backend.interactions.values() if not it.responded),
        }


async def read(request):
    files = []
    if request.content_type == "multipart/form-data":
        form = await request.post()
        body = json.loads(form["payload_json"]) if "payload_json" in form else {}
        for value in form.values():
            if hasattr(value, "filename"):
                files.append(SimpleNamespace(fp=io.BytesIO(value.file.read()), filename=value.filename, description=None))
        return body, files
    content = await request.read() if request.can_read_body else b""
    return (json.loads(content) if content else None), files


def refusal(fault):
    status = fault["status"]
    if fault.get("page"):
        return web.Response(status=status, text="<html></html>", content_type="text/html", headers={"Retry-After": "1"} if status == 429 else {})
    body = {"message": fault.get("message", "refused"), "code": fault.get("code", 0)}
    if status == 429:
        body |= {"retry_after": fault.get("retry_after", 1.0), "global": fault.get("global", False)}
    return web.json_response(body, status=status)


def cut(request):
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


WORLDS = {}


def world(request):
    name = request.match_info["world"]
    if name not in WORLDS:
        WORLDS[name] = World(name)
    return WORLDS[name]


async def on_rest(request):
    return await world(request).rest(request, "/" + request.match_info["path"])


async def on_gateway(request):
    return await world(request).gateway(request)


async def on_test(request):
    what, here = request.match_info["what"], world(request)
    if request.method == "GET":
        return web.json_response(here.state() if what == "state" else here.http)
    return web.json_response(await here.test(what, await request.json()))


async def on_file(request):
    here = world(request)
    content = here.enter().cdn.get(f"http://127.0.0.1:{PORT}{request.path}")
    return web.Response(body=content) if content is not None else web.Response(status=404)


async def main():
    global PORT
    app = web.Application(client_max_size=60 << 20)
    app.add_routes([
        web.get("/w/{world}/gw", on_gateway),
        web.get("/w/{world}/cdn/{path:.*}", on_file),
        web.route("*", "/w/{world}/_t/{what}", on_test),
        web.route("*", "/w/{world}/api/v10/{path:.*}", on_rest),
    ])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    PORT = runner.addresses[0][1]
    print(json.dumps({"port": PORT}), flush=True)
    # Whoever started us holds our standard input: no process outlives its tests.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    await asyncio.Event().wait()


asyncio.run(main())
