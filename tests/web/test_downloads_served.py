"""Downloads from a real ``opengov serve``: what curl -C -, a browser and a cache ask for, over a socket."""

import email
import gzip
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from web.test_serve import free_port

PATH = "/downloads/latest/opengov.xlsx"
LARGE = "tables/large.csv"


class Answer(NamedTuple):
    """What was answered: ``head`` by names in small letters."""

    status: int
    head: dict[str, str]
    body: bytes


class Served(NamedTuple):
    """A server on ``port``, the folder of the edition that it serves, and its process."""

    port: int
    folder: Path
    pid: int

    def ask(self, path: str = PATH, method: str = "GET", **head: str) -> Answer:
        """Ask on a connection of its own; ``if_range="x"`` is the header If-Range."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, headers={name.replace("_", "-"): head[name] for name in head})
            response = connection.getresponse()
            head = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, head, response.read())

    @property
    def whole(self) -> bytes:
        """The file as it lies on disk."""
        return (self.folder / PATH.rpartition("/")[2]).read_bytes()


def add_large(folder: Path) -> None:
    """Add a table of a hundred megabytes that takes no room on the disk, as it is and as gzip."""
    index = json.loads((folder / "index.json").read_text())
    one = next(file for file in index["files"] if file["path"] == "tables/updates.csv")
    index["files"].append(one | {"path": LARGE, "bytes": 100_000_000, "sha256": "0" * 64})
    (folder / "index.json").write_text(json.dumps(index))
    for file in (folder / LARGE, folder.parent / ".packed" / f"{'0' * 64}.gz"):
        with file.open("wb") as opened:
            opened.truncate(100_000_000)


@pytest.fixture(scope="module")
def served(real_db: Path, downloads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    build = tmp_path_factory.mktemp("served") / "build"
    build.mkdir()
    shutil.copy(real_db, build / "opengov.db")
    shutil.copytree(downloads, build / "downloads", symlinks=True)
    add_large(build / "downloads" / "latest")
    port = free_port()
    command = [sys.executable, "-m", "opengov", "--root", str(build.parent), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            served = Served(port, build / "downloads" / "latest", process.pid)
            end = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < end:
                with suppress(ConnectionRefusedError):
                    served.ask("/robots.txt")
                    break
                time.sleep(0.1)
            yield served
            process.send_signal(signal.SIGINT)
            assert b"Traceback" not in process.communicate(timeout=30)[1]
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("0-99", 0, 100), ("-50", -50, None), ("100-", 100, None), ("0-0", 0, 1)]
)
def test_a_range(served: Served, asked: str, start: int, end: int | None):
    answer = served.ask(range=f"bytes={asked}")
    assert answer.status == 206 and answer.body == served.whole[start:end]
    first = start % len(served.whole)
    last = first + len(answer.body) - 1
    assert answer.head["content-range"] == f"bytes {first}-{last}/{len(served.whole)}"
    assert int(answer.head["content-length"]) == len(answer.body)
    assert answer.head["content-type"] == served.ask(method="HEAD").head["content-type"]


def test_several_ranges_come_in_parts(served: Served):
    answer = served.ask(range="bytes=0-9, 100-199, -5")
    assert answer.status == 206 and answer.head["content-type"].startswith("multipart/byteranges")
    kind = f"Content-Type: {answer.head['content-type']}\r\n\r\n".encode()
    parts = email.message_from_bytes(kind + answer.body).get_payload()
    size = len(served.whole)
    told = [(part["content-range"], part.get_payload(decode=True)) for part in parts]
    for (said, _), (first, last) in zip(told, ((0, 9), (100, 199), (size - 5, size - 1)), strict=True):
        assert said == f"bytes {first}-{last}/{size}"
    text = served.ask("/downloads/latest/all-commitments.json", range="bytes=0-9,20-29")
    content = (served.folder / "all-commitments.json").read_bytes()
    assert content[:10] in text.body and content[20:30] in text.body


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-100000000"])
def test_a_range_that_the_file_has_not(served: Served, asked: str):
    answer = served.ask(range=asked)
    assert answer.status == 416 and answer.head["content-range"] == f"bytes */{len(served.whole)}"


def test_a_range_of_bananas_is_ignored(served: Served):
    answer = served.ask(range="bananas=0-1")
    assert (answer.status, answer.body) == (200, served.whole)


def test_a_csv_comes_as_gzip(served: Served):
    path, content = (
        "/downloads/latest/tables/updates.csv",
        (served.folder / "tables/updates.csv").read_bytes(),
    )
    plain, packed = served.ask(path), served.ask(path, accept_encoding="gzip, deflate, br")
    assert plain.body == gzip.decompress(packed.body) == content
    assert (packed.head["content-encoding"], packed.head["vary"]) == ("gzip", "Accept-Encoding")
    assert int(packed.head["content-length"]) == len(packed.body) < len(content) / 2
    assert packed.head["content-type"] == plain.head["content-type"] == "text/csv; charset=utf-8"
    for answer, head in ((plain, {}), (packed, {"accept_encoding": "gzip"})):
        again = served.ask(path, if_none_match=answer.head["etag"], **head)
        assert (again.status, again.body) == (304, b"")
    assert served.ask(path, "HEAD", accept_encoding="gzip").head == packed.head
    part = served.ask(path, range="bytes=0-9", accept_encoding="gzip")
    assert (part.status, part.body) == (206, content[:10]) and "content-encoding" not in part.head


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_large_file_is_not_held_in_memory(served: Served):
    """A hundred megabytes, in both forms."""
    before = memory(served.pid)
    for head in ({}, {"accept_encoding": "gzip"}):
        answer = served.ask(f"/downloads/latest/{LARGE}", **head)
        assert len(answer.body) == 100_000_000
        assert ("content-encoding" in answer.head) == bool(head)
    assert memory(served.pid) - before < 20_000


def memory(pid: int) -> int:
    """The most that a process has held, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def test_a_download_that_broke_off_goes_on(served: Served):
    """As ``curl -C -`` does: the rest, if the file is still the same, or else all of it."""
    with closing(HTTPConnection("127.0.0.1", served.port, timeout=60)) as connection:
        connection.request("GET", PATH)
        response = connection.getresponse()
        etag, begun = response.headers["etag"], response.read(len(served.whole) // 3)
    rest = served.ask(range=f"bytes={len(begun)}-", if_range=etag)
    assert rest.status == 206 and begun + rest.body == served.whole
    other = served.ask(range=f"bytes={len(begun)}-", if_range='"another"')
    assert other.status == 200 and other.body == served.whole


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_curl_goes_on(served: Served, tmp_path: Path):
    (tmp_path / "opengov.xlsx").write_bytes(served.whole[:1000])
    address = f"http://127.0.0.1:{served.port}{PATH}"
    subprocess.run(["curl", "-s", "-f", "-C", "-", "-O", address], cwd=tmp_path, check=True)
    assert (tmp_path / "opengov.xlsx").read_bytes() == served.whole


def test_head_says_what_get_would(served: Served):
    head, get = served.ask(method="HEAD"), served.ask()
    assert head.status == get.status == 200 and head.body == b"" and get.body == served.whole
    for name in ("content-length", "content-type", "etag", "last-modified", "accept-ranges", "cache-control"):
        assert head.head[name] == get.head[name]
    assert get.head["accept-ranges"] == "bytes"


def test_who_has_it_gets_nothing_again(served: Served):
    first = served.ask(method="HEAD").head
    for head in ({"if_none_match": first["etag"]}, {"if_modified_since": first["last-modified"]}):
        answer = served.ask(**head)
        assert answer.status == 304 and answer.body == b"" and answer.head["etag"] == first["etag"]
    assert served.ask(if_none_match='"other"').status == 200


def test_any_site_may_read_it(served: Served):
    for answer in (
        served.ask(origin="https://a.example"),
        served.ask(range="bytes=0-9"),
        served.ask("/downloads/latest/x"),
    ):
        assert answer.head["access-control-allow-origin"] == "*"
    exposed = served.ask().head["access-control-expose-headers"]
    assert {"ETag", "Content-Range", "Accept-Ranges"} <= set(exposed.split(", "))
    asked = served.ask(method="OPTIONS", origin="https://a.example", access_control_request_method="GET")
    assert asked.status == 204 and "If-Range" in asked.head["access-control-allow-headers"]


def test_every_file_arrives_whole(served: Served):
    index = json.loads(served.ask("/downloads/latest/index.json").body)
    files = [file for file in index["files"] if file["path"] != LARGE]
    assert len(files) > 100
    for file in files:
        answer = served.ask(f"/downloads/{index['edition']}/{file['path']}")
        assert hashlib.sha256(answer.body).hexdigest() == file["sha256"], file["path"]
