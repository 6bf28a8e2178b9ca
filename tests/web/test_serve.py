"""A real server process under attack: memory, time, connections, and what only a raw socket can send."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from urllib.parse import quote

import pytest

from opengov.errors import OpenGovError
from opengov.web import guard, limits
from opengov.web.app import serve
from web.attacks import ATTACKS, ENDLESS, LONG, NO, OK, make_hostile, sql

MEMORY = 400_000  # kB, for the server and its workers together
CLIENTS = 24
PLAIN = "/opengov/governments.json"
SERVE = """
import sys
from pathlib import Path
from opengov.web import app, connection
{change}
app.serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
"""


@dataclass
class Server:
    """A server process; ``peak`` is the most memory that it and its workers held at once, as far as seen."""

    process: subprocess.Popen
    port: int
    peak: int = 0

    def get(self, path: str) -> tuple[int, bytes]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def send(self, request: bytes) -> tuple[int, bytes]:
        """Status, and head and body, of the answer to these bytes."""
        with closing(self.connect()) as connection:
            connection.sendall(request)
            response = HTTPResponse(connection)
            response.begin()
            return response.status, str(response.headers).encode() + response.read()

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        found = [int(pid) for file in children for pid in file.read_text().split()]
        return [pid for pid in found if b"worker.py" in _read(f"/proc/{pid}/cmdline")]

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Keep ``peak`` up to date."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.02):
                pids = [self.process.pid, *self.workers()]
                self.peak = max(self.peak, sum(kilobytes(pid, "VmRSS") for pid in pids))

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            self.peak = max(self.peak, kilobytes(self.process.pid, "VmHWM"))


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:  # gone
        return b""


def kilobytes(pid: int, key: str) -> int:
    lines = _read(f"/proc/{pid}/status").decode().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(key)), 0)


def wait_until(true: Callable[[], bool]) -> None:
    """Raises if that takes for ever."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_dropped(connection: socket.socket) -> bool:
    """Whether the other end is gone, which a reader who does not read learns by writing."""
    try:
        connection.send(b"x")
    except ConnectionError:
        return True
    return False


def is_open(server: Server) -> bool:
    try:
        return server.get(PLAIN)[0] == OK
    except ConnectionError:
        return False


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


@contextmanager
def running(database: Path, change: str = "") -> Iterator[Server]:
    """A server, stopped with Ctrl-C at the end: it goes quietly, and leaves no worker behind."""
    port = free_port()
    command = [sys.executable, "-c", SERVE.format(change=change), str(database), str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        server = Server(process, port)
        try:
            while process.poll() is None:
                with suppress(ConnectionRefusedError):
                    server.connect().close()
                    break
                time.sleep(0.05)
            yield server
            workers = server.workers()
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
            assert (process.returncode, "Traceback" in errors) == (0, False), errors
            assert not any(b"worker.py" in _read(f"/proc/{pid}/cmdline") for pid in workers)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def hostile_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def server(hostile_db: Path) -> Iterator[Server]:
    with running(hostile_db) as server:
        yield server


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_all_attacks_at_once_stay_within_the_memory(server: Server) -> None:
    statuses: Counter[int] = Counter()

    def attack(path: str) -> None:
        for _ in range(20):
            status, _ = server.get(path)
            statuses[status] += 1
            if status != 429:  # which says: try again
                return

    heavy = [path for name, (_, path) in ATTACKS.items() if name.startswith(("most", "wide", "endless rows"))]
    with server.watched(), ThreadPoolExecutor(CLIENTS) as clients:
        answers = clients.map(attack, [*(path for _, path in ATTACKS.values()), *heavy * 2])
        plain = [server.get(PLAIN) for _ in range(20)]
        assert list(answers)
    assert {status for status, _ in plain} == {OK}, "a plain page has to be there in the middle of it"
    assert set(statuses) <= {OK, NO, LONG, 429}
    assert statuses[OK] > 20
    assert server.peak < MEMORY
    assert server.get("/en/")[0] == OK
    assert json.loads(server.get(sql("SELECT 1 AS n", more="&_shape=array"))[1]) == [{"n": 1}]


def test_a_slow_query_is_stopped_without_killing_its_worker(server: Server) -> None:
    slow = sql(ENDLESS + "SELECT count(*) FROM n")
    assert {server.get(slow)[0] for _ in range(3)} == {NO}
    before = set(server.workers())
    assert server.get(slow)[0] == NO
    assert set(server.workers()) == before != set()


def test_readers_who_leave_are_no_burden(server: Server) -> None:
    paths = (
        ATTACKS["most, array"][1],
        sql(ENDLESS + "SELECT count(*) FROM n"),
        "/opengov/updates.csv",
        "/en/",
    )
    connections = [server.connect() for _ in range(40)]
    for number, connection in enumerate(connections):
        connection.sendall(f"GET {paths[number % 4]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    for connection in connections:
        connection.close()
    assert server.get(PLAIN)[0] == OK
    assert server.get(sql("SELECT 1"))[0] == OK


def test_who_cannot_be_served_is_told_when_to_come_again(server: Server) -> None:
    """As many as the API page says are worked on and may wait; the others are sent away, and nobody else."""
    status, body = server.get("/en/api")
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body.decode()))
    worked_on = int(found(r"At one time, (\d+) questions in SQL", said))
    waiting = int(found(r"Up to (\d+) more of each may wait", said))
    again = found(r"wait for (\d+) seconds and ask again", said)
    assert (status, again) == (OK, str(limits.RETRY_AFTER))
    assert (worked_on, waiting) == (limits.SLOTS["sql"], limits.WAITING)

    slow = [sql(ENDLESS + "SELECT count(*) FROM n")] * 2 * worked_on  # hold the lane for two seconds
    quick = [sql(f"SELECT {n} AS n", more="&_shape=array") for n in range(waiting)]
    late = [sql(f"SELECT {n} AS late", ("", ".json")[n % 2]) for n in range(60)]
    paths = slow + quick + late
    connections = [server.connect() for _ in paths]
    try:
        for connection, path in zip(connections, paths, strict=True):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert server.get(PLAIN)[0] == OK, "who asks for something else is served"
        answers = [answer_on(connection) for connection in connections]
    finally:
        for connection in connections:
            connection.close()
    statuses = Counter(status for status, _, _ in answers)
    assert set(statuses) == {OK, NO, 429}
    assert statuses[NO] <= len(slow) and statuses[OK] > waiting / 2
    assert 0 < statuses[429] <= len(paths) - waiting
    assert {head["retry-after"] for status, head, _ in answers if status == 429} == {again}
    refused = [(head.get_content_type(), body.decode()) for status, head, body in answers if status == 429]
    plain = [kind for kind, text in refused if guard.CROWDED in text and "Too many at once" in text]
    assert len(plain) == len(refused) and set(plain) == {"text/html", "application/json"}
    assert all(json.loads(text)["status"] == 429 for kind, text in refused if kind == "application/json")
    assert server.get(sql("SELECT 1"))[0] == OK, "who comes again is served"


def found(pattern: str, text: str) -> str:
    """What the brackets in ``pattern`` stand for in the text."""
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]


def answer_on(connection: socket.socket) -> tuple[int, Message, bytes]:
    """Status, head and body of the answer that comes on a connection."""
    response = HTTPResponse(connection)
    response.begin()
    return response.status, response.headers, response.read()


def test_readers_who_do_not_read_hold_little(hostile_db: Path) -> None:
    """A hundred of them, with the longest answers there are. Those who then ask must wait, or come again."""
    paths = [ATTACKS[name][1] for name in ("most, controls", "most, csv", "most, array", "most rows as csv")]
    with running(hostile_db, "from opengov.web import guard; guard.PATIENCE = 3") as server, server.watched():
        connections = [server.connect() for _ in range(100)]
        for number, connection in enumerate(connections):
            connection.sendall(f"GET {paths[number % 4]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert server.get(PLAIN)[0] == OK
        assert server.get(sql("SELECT 1"))[0] in (OK, 429)
        assert server.get(PLAIN)[0] == OK
        for connection in connections:
            connection.close()
    assert server.peak < MEMORY


RAW = {
    "two slashes": (b"GET //evil.example/.. HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "dots": (b"GET /opengov/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "one dot": (b"GET /opengov/./updates HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "backslash": (b"GET /\\evil.example HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "whole address": (b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "no slash": (b"GET opengov HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "bad percent": (b"GET /%zz%f HTTP/1.1\r\nHost: x\r\n\r\n", 302),
    "nul": (b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "encoded nul": (b"GET /opengov?sql=%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "raw utf-8": ("GET /opengov/é HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400),
    "raw utf-8 query": ("GET /opengov?sql=é HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400),
    "space": (b"GET /opengov updates HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "asterisk": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "trace": (b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "connect": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "invented method": (b"X-Y_Z / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    "strange host": (b"GET /opengov/ HTTP/1.1\r\nHost: evil.example/x?y#z\r\n\r\n", 302),
    "http 1.0": (b"GET /opengov.json HTTP/1.0\r\n\r\n", 200),
    "http 0.9": (b"GET /\r\n\r\n", 400),
    "http 2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 405),
    "tls": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 99 + b"\r\n\r\n", 400),
    "long path": (b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "long query": (b"GET /?" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "long head": (b"GET /en/ HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 99_000 + b"\r\n\r\n", 200),
    "many headers": (b"GET /en/ HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 9000 + b"\r\n", 200),
    "bad cookie": (b"GET /en/ HTTP/1.1\r\nHost: x\r\nCookie: \xff\xfe=\xff; a\r\n\r\n", 200),
    "upgrade": (b"GET /en/ HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", 200),
    "body": (b"POST /x/-/insert HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n" + b"x" * 9, 405),
    "half a body": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\nx", 405),
    "body of a get": (b"GET /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n" + b"x" * 9, 404),
    "bad length": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
    "bad chunks": (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    "start": (b"GET /?x=//evil.example HTTP/1.1\r\nHost: evil.example\r\n\r\n", 302),
    "bad language": (
        b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: \xff;q=\xff, " + b"a-b," * 9000 + b"\r\n\r\n",
        302,
    ),
    "nul in our pages": (b"GET /en/commitments/\x00 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "raw utf-8 in our pages": ("GET /en/commitments/é HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400),
    "raw utf-8 search": ("GET /en/search?q=é HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400),
    "dots in our pages": (b"GET /en/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "dots in our files": (b"GET /assets/000000000000/..%2fworker.py HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "long path in our pages": (b"GET /en/" + b"x/" * 2500 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "long search": (b"GET /en/search?q=" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "post to our pages": (b"POST /en/search HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nq=a", 405),
    "smuggling": (
        b"GET /nope HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        404,
    ),
    "multipart": (
        b"POST / HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nContent-Type: multipart/form-data\r\n\r\n",
        405,
    ),
}


@pytest.mark.parametrize("name", RAW)
def test_raw_requests_get_a_decent_answer(server: Server, hostile_db: Path, name: str) -> None:
    request, status = RAW[name]
    found, answer = server.send(request)
    assert found == status, answer
    for secret in (b"evil.example", b"Traceback", b"site-packages", str(hostile_db.parent).encode()):
        assert secret not in answer
    assert b"set-cookie:" not in answer.lower()
    assert b"server:" not in answer.lower()
    assert server.get(PLAIN)[0] == OK


def test_a_csv_that_breaks_off_is_seen_to_break_off(server: Server) -> None:
    """Rows 3,001 and on make SQLite fail, when the first thousands are already on their way."""
    bad = quote("update_id < 'aville-2017-01-u01-03000' OR json(note) IS NULL")
    with pytest.raises(IncompleteRead) as raised:
        server.get(f"/opengov/updates.csv?_sort=update_id&_where={bad}")
    assert raised.value.partial.count(b"\r\n") > 2000


def test_a_csv_that_has_no_end_is_broken_off(server: Server) -> None:
    with pytest.raises(IncompleteRead):
        server.get(f"/opengov/updates.csv?_where={quote('1) OR (1')}")


def test_unread_answers_and_half_sent_requests_are_dropped(hostile_db: Path) -> None:
    change = "connection.REQUEST_SECONDS = connection.STALL_SECONDS = 0.5"
    with running(hostile_db, change) as server:
        with (
            closing(server.connect()) as silent,
            closing(server.connect()) as slow,
            suppress(ConnectionError),
        ):
            slow.sendall(b"GET / HTTP/1.1\r\nX: ")
            assert slow.recv(1) == silent.recv(1) == b""
        with closing(server.connect()) as deaf:
            deaf.sendall(f"GET {ATTACKS['most, csv'][1]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            wait_until(lambda: is_dropped(deaf))
        assert server.get(PLAIN)[0] == OK


def test_a_crowd_is_turned_away_before_it_asks(hostile_db: Path) -> None:
    with running(hostile_db, "connection.MAX_CONNECTIONS = 5") as server:
        crowd = [HTTPConnection("127.0.0.1", server.port, timeout=30) for _ in range(5)]
        for connection in crowd:
            connection.request("GET", PLAIN)
            assert connection.getresponse().read()
        with pytest.raises(ConnectionError):
            server.get(PLAIN)
        for connection in crowd:
            connection.close()
        wait_until(lambda: is_open(server))


def test_a_port_that_is_taken_is_one_sentence(hostile_db: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OpenGovError, match=f"Port {port} on 127.0.0.1 is taken"):
            serve(hostile_db, "127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 8001), ("127.0.0.1", 99999), ("", -1)])
def test_an_address_that_is_none_is_one_sentence(hostile_db: Path, host: str, port: int) -> None:
    with pytest.raises(OpenGovError):
        serve(hostile_db, host, port)


def test_a_database_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OpenGovError, match="There is no database"):
        serve(tmp_path / "opengov.db", "127.0.0.1", free_port())
