"""Our server and stock Datasette's on the loopback interface, and requests to them in turns."""

import http.client
import itertools
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Workplace, program

REQUESTS, BATCH, SECONDS = 200, 5, 15.0  # of each page from each server; fewer where that takes too long
POLL = 0.01  # seconds between two looks whether a server listens


@dataclass(frozen=True, slots=True)
class Pair:
    """The commands that serve the same database: ours, and Datasette as it is out of the box."""

    ours: list[str | Path]
    stock: list[str | Path]


@contextmanager
def built(place: Workplace, package: Path) -> Iterator[Pair]:
    """What serves the package, whose database exists until the end."""
    database = package / "build" / "opengov.db"
    place.command(["opengov", "--root", package, "build", "--unchecked"])()
    yield Pair(
        ["opengov", "--root", package, "serve"],
        ["python", "-m", "benchmarks.stock", "--immutable", database],
    )
    shutil.rmtree(database.parent)


@contextmanager
def server(place: Workplace, words: Sequence[str | Path], port: int = 0) -> Iterator[int]:
    """The port of a server of our environment, a free one unless it is given; it is stopped at the end."""
    port = port or free_port()
    command = [program(words[0]), *map(str, words[1:]), "--port", str(port)]
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, env=place.environment, stdout=nowhere, stderr=nowhere)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def in_turns(asked: Sequence[tuple[int, Iterator[str]]]) -> list[list[float]]:
    """Seconds of each request, for each port and its paths, which never end, asked batch by batch, the first
    of each left out.
    """
    connections = [http.client.HTTPConnection("127.0.0.1", port) for port, _ in asked]
    contenders = list(zip(connections, (paths for _, paths in asked), strict=True))
    for connection, paths in contenders:
        get(connection, next(paths))
    seconds: list[list[float]] = [[] for _ in asked]
    started = time.monotonic()
    while len(seconds[0]) < REQUESTS and time.monotonic() - started < SECONDS:
        for (connection, paths), spent in zip(contenders, seconds, strict=True):
            for path in itertools.islice(paths, BATCH):
                before = time.perf_counter()
                get(connection, path)
                spent.append(time.perf_counter() - before)
    for connection in connections:
        connection.close()
    return seconds


def size(port: int, path: str, encoding: str = "gzip") -> int:
    """Bytes of the answer as they are sent to whoever accepts the encoding."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        return get(connection, path, encoding)
    finally:
        connection.close()


def get(connection: http.client.HTTPConnection, path: str, encoding: str = "gzip") -> int:
    """Ask as a browser does, which takes gzip; the bytes of the answer. RuntimeError if it is not 200."""
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} on port {connection.port} answers {response.status}")
    return len(body)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(int(30 / POLL)):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(POLL)
    raise RuntimeError(f"{process.args} does not answer")
