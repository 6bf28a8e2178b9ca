"""The outermost ASGI layer: who may come in, how many at once, and what every response carries.

A request is looked at (``admission``), waits in a lane, is followed until its last byte, and dropped when its
reader leaves. Whatever goes wrong inside becomes an answer below 500.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Request, Response

from opengov.web import faults
from opengov.web.admission import METHODS, Admitted, Refused, admit, raw_path
from opengov.web.limits import PATIENCE, RETRY_AFTER, SLOTS, WAITING
from opengov.web.site.marked import N_
from opengov.web.visits import CSV, VISIT, Visit

LOG = logging.getLogger("opengov.web")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST = {
    "page": 60.0,
    "open": 60.0,
    "sql": 60.0,
    "stream": 600.0,
}  # seconds until the last byte must have been taken
CROWDED = N_("Many people are asking just now. Please try again in a few seconds.")
CHUNK = 16_384
BUSY, TURN = 0.005, 0.001  # seconds: a stream works so long, then leaves so long to others

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode("ascii"),
    b"x-frame-options": b"DENY",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"access-control-allow-origin": b"*",  # public data, and nobody is signed in
    b"access-control-allow-headers": b"Range, If-Range, If-Match, If-None-Match, If-Modified-Since, "
    b"If-Unmodified-Since",
    b"access-control-expose-headers": b"Link, ETag, Accept-Ranges, Content-Range, Content-Length, "
    b"Content-Disposition, Retry-After",
}
DROPPED = frozenset({b"set-cookie", b"vary", *HEADERS})
UNSEEN = frozenset({b"Cookie", b"Authorization"})  # no answer depends on them: they are not let in
PREFLIGHT = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Max-Age": "86400",  # seconds for which a browser need not ask again
}


def guard(datasette: Any, app: App) -> App:
    """Put the guard around Datasette's ASGI application."""
    lanes: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Lane]] = WeakKeyDictionary()

    def lane(name: str) -> Lane:
        loop = asyncio.get_running_loop()  # one, but in tests
        if loop not in lanes:
            lanes[loop] = {kind: Lane(slots) for kind, slots in SLOTS.items()}
        return lanes[loop][name]

    async def attend(scope: Scope, receive: Receive, outbox: Outbox) -> None:
        admitted = admit(scope)
        if scope["method"] == "OPTIONS":
            await Response("", status=204, headers=PREFLIGHT).asgi_send(outbox)
            return
        outbox.visit = admitted.visit
        async with lane(admitted.lane).slot():
            await _follow(app, admitted, receive, outbox)

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        outbox = Outbox(send, head=scope["method"] == "HEAD")
        try:
            try:
                await attend(scope, receive, outbox)
            except Refused as refused:
                await _refuse(datasette, scope, outbox, refused.status, refused.message)
        except Exception as error:
            LOG.warning("%s %s: %.200r", scope["method"], raw_path(scope), error)
            with suppress(Exception):  # the connection itself may be what failed
                await _refuse(datasette, scope, outbox, 400, faults.NOT_UNDERSTOOD)

    return guarded


class Lane:
    """The slots for one kind of request, in one event loop."""

    def __init__(self, slots: int) -> None:
        self.free = asyncio.Semaphore(slots)
        self.waiting = 0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a slot and hold it. Raises Refused if that takes too long, or too many wait already."""
        if self.waiting >= WAITING:
            raise Refused(429, CROWDED)
        self.waiting += 1
        try:
            await asyncio.wait_for(self.free.acquire(), PATIENCE)
        except TimeoutError as error:
            raise Refused(429, CROWDED) from error
        finally:
            self.waiting -= 1
        started = time.thread_time()
        try:
            yield
        finally:  # whoever has held the event loop leaves it to other kinds of requests for as long
            asyncio.get_running_loop().call_later(time.thread_time() - started, self.free.release)


class Outbox:
    """What the application sends, dressed and cut into pieces that the connection can keep pace with.

    A piece is handed on when the one before it is on its way, so that a slow reader costs a piece, not an
    answer; small ones (Datasette sends CSV row by row) are gathered. After a broken query nothing more is
    sent and the answer stays without an end, which every client reports.
    """

    def __init__(self, send: Send, *, head: bool) -> None:
        self.send = send
        self.head = head
        self.visit = Visit()
        self.gathered = bytearray()
        self.ended = False
        self.work: asyncio.Future[None] | None = None  # the application at work, see _leave
        self.turn = time.monotonic()

    async def __call__(self, message: Message) -> None:
        """Take a message of the application, as ASGI's ``send``."""
        if message["type"] == "http.response.start":
            is_table = self.visit.form is CSV and message["status"] == 200
            await self.send({**message, "headers": _dressed(message.get("headers", []), is_table)})
            self.visit.started = True
            return
        if self.visit.broken:
            return await self._leave()
        if self.head:
            await self.send({"type": "http.response.body", "body": b""})
            return await self._leave()
        more = message.get("more_body", False)
        body = message.get("body", b"")
        if self.gathered or (more and len(body) < CHUNK):
            self.gathered += body
            if more and len(self.gathered) < CHUNK:
                return
            body, self.gathered = self.gathered, bytearray()
        await self._pass_on(memoryview(body), more)

    async def _pass_on(self, body: memoryview, more: bool) -> None:
        for start in range(0, len(body) or 1, CHUNK):
            piece = bytes(body[start : start + CHUNK])
            self.ended = not more and start + CHUNK >= len(body)
            await self.send({"type": "http.response.body", "body": piece, "more_body": not self.ended})
            await self._take_turns()

    async def _take_turns(self) -> None:
        """Let other requests go on: uvicorn itself waits only for a slow reader, and a page of theirs needs
        thirty turns of the event loop.
        """
        if time.monotonic() - self.turn > BUSY:
            await asyncio.sleep(TURN)
            self.turn = time.monotonic()

    async def _leave(self) -> None:
        """End the application's task here and now; not even its own error handling goes on."""
        if self.work is not None and self.work is asyncio.current_task():
            self.work.cancel()
            await asyncio.sleep(0)


async def _follow(app: App, admitted: Admitted, receive: Receive, outbox: Outbox) -> None:
    """Run the application until it is done, its reader has left, or it has taken too long."""
    token = VISIT.set(admitted.visit)
    outbox.work = work = asyncio.ensure_future(app(admitted.scope, _nothing, outbox))
    VISIT.reset(token)  # the application has its own copy of the context
    departure = asyncio.ensure_future(_departure(receive))
    try:
        ends = {work, departure}
        await asyncio.wait(ends, timeout=LONGEST[admitted.lane], return_when=asyncio.FIRST_COMPLETED)
        if outbox.ended:  # the reader has all and may leave, while a file is being closed
            await asyncio.wait({work}, timeout=PATIENCE)
    finally:
        departure.cancel()
        work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(datasette: Any, scope: Scope, outbox: Outbox, status: int, message: str) -> None:
    """Answer without Datasette, or, if an answer is already on its way, let it end without its end."""
    if outbox.visit.started:
        return
    language = [header for header in scope["headers"] if header[0].lower() == b"accept-language"]
    seen = {
        "type": "http",
        "method": "GET",
        "path": raw_path(scope),
        "query_string": b"",
        "headers": language,
    }
    await datasette.invoke_startup()
    response = await faults.answer(datasette, Request(seen | {"csrftoken": str}, _nothing), status, message)
    if status == 405:
        response.headers["Allow"] = PREFLIGHT["Allow"]
    if status == 429:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    await response.asgi_send(outbox)


def _dressed(headers: list[tuple[bytes, bytes]], is_table: bool) -> list[tuple[bytes, bytes]]:
    given = {name.lower(): value for name, value in headers}
    if is_table and given.get(b"content-type", b"").startswith(b"text/plain"):
        # Datasette calls its CSV plain text, which spreadsheets and programs do not take for a table.
        headers = [(name, value) for name, value in headers if name.lower() != b"content-type"]
        headers.append((b"content-type", b"text/csv; charset=utf-8"))
    kept = [(name.lower(), value) for name, value in headers if name.lower() not in DROPPED]
    vary = [name for name in given.get(b"vary", b"").split(b", ") if name and name not in UNSEEN]
    if given.get(b"content-type", b"").startswith(b"text/html") and b"content-language" not in given:
        vary.append(b"Accept-Language")  # the frame and the labels of a table
    if vary:
        kept.append((b"vary", b", ".join(dict.fromkeys(vary))))
    return [*kept, *HEADERS.items()]
