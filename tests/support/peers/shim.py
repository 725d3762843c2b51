#!/usr/bin/env python3
"""Stands between the bot and telemelya, a Bot API server from PyPI that nobody of this project wrote.

  shim.py PORT TELEMELYA      both on 127.0.0.1

It only evens out what that server does otherwise than Telegram, and never answers in its place what it can answer itself:
  * methods are spelt as Telegram documents them (teloxide writes SendMessage, Telegram takes both)
  * getMe gets the fields newer clients insist on; setMyCommands, which the server lacks, is answered with true
  * a file of a form that is referred to by attach://NAME stands in the field itself
  * calls to the webhook carry the secret that setWebhook gave
  * /test-media/… is the store of pictures the server asks for (a few calls of S3)
Everything else goes through as it came, the server's own /api/v1/test/… for the tests included.
"""
import json
import re
import sys

from aiohttp import ClientSession, FormData, web

PORT, UPSTREAM = int(sys.argv[1]), sys.argv[2]
ME = {"can_connect_to_business": False, "has_main_web_app": False}
pictures = {}
hooks = {}


async def store(request):
    """The store of pictures: a bucket that is always there."""
    if request.method == "PUT":
        pictures[request.path] = await request.read()
        return web.Response(headers={"ETag": '"0"'})
    if request.method == "HEAD" or request.path in pictures:
        return web.Response(body=pictures.get(request.path, b""))
    return web.Response(status=404)


async def bring(request):
    """An update on its way to the bot: the secret is added."""
    url, secret = hooks[request.match_info["bot"]]
    headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": secret}
    async with ClientSession() as session, session.post(url, data=await request.read(), headers=headers) as answer:
        return web.Response(status=answer.status, body=await answer.read())


async def with_files(request):
    """The form once more, each file in the field that refers to it."""
    form = await request.post()
    files = {name: value for name, value in form.items() if hasattr(value, "filename")}
    new = FormData()
    for name, value in form.items():
        attached = value.removeprefix("attach://") if isinstance(value, str) and value.startswith("attach://") else None
        if attached in files:
            file = files[attached]
            new.add_field(name, file.file.read(), filename=file.filename, content_type=file.content_type)
        elif isinstance(value, str):
            new.add_field(name, value)
    return new


async def through(request):
    path = re.sub(r"^(/bot[^/]+/)([A-Z])", lambda it: it[1] + it[2].lower(), request.path)
    method = path.rsplit("/", 1)[-1] if path.startswith("/bot") else ""
    if method == "setMyCommands":
        return web.json_response({"ok": True, "result": True})
    if request.content_type == "multipart/form-data":
        body, headers = await with_files(request), {}
    else:
        body, headers = await request.read(), {"content-type": request.content_type}
    if method == "setWebhook":
        asked, bot = json.loads(body), path.split("/")[1]
        hooks[bot] = (asked["url"], asked.get("secret_token", ""))
        body = json.dumps({"url": f"http://127.0.0.1:{PORT}/bring/{bot}"}).encode()
    if "authorization" in request.headers:
        headers["authorization"] = request.headers["authorization"]
    url = UPSTREAM + path
    async with ClientSession() as session, session.request(request.method, url, params=request.query, data=body, headers=headers) as answer:
        said, status, kind = await answer.read(), answer.status, answer.content_type
    if method == "getMe":
        told = json.loads(said)
        told["result"] = {**ME, **told["result"]}
        said = json.dumps(told).encode()
    return web.Response(status=status, body=said, content_type=kind)


site = web.Application(client_max_size=60 << 20)
site.router.add_route("*", "/test-media{rest:.*}", store)
site.router.add_post("/bring/{bot}", bring)
site.router.add_route("*", "/{rest:.*}", through)
web.run_app(site, host="127.0.0.1", port=PORT, print=None)
