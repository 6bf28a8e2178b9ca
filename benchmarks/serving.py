"""Our pages against stock Datasette's, on the same database file, both asked over the loopback interface."""

import http.client
import os
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Workplace, program, ratio

TITLE = "opengov serve / stock Datasette"
HEADER = ("updates", "page", "opengov ms", "Datasette ms", "ratio", "opengov kB", "Datasette kB")
PAGES = {
    "home": "/",
    "table commitments": "/opengov/commitments?_size=50",
    "table updates": "/opengov/updates?_size=50",
    "row": "/opengov/commitments/paris-2017-01",
    "table updates as JSON": "/opengov/updates.json?_shape=array&_size=50",
}
REQUESTS, BATCH, SECONDS = 200, 5, 15.0  # of each page from each server; fewer where that takes too long


@dataclass(frozen=True, slots=True)
class Answers:
    """How long a page took, request by request, and how large it is."""

    seconds: list[float]
    size: int


def compare(place: Workplace, name: str, clean: Path, faulty: Path, rounds: int) -> list[list[str]]:
    """A row of the table for each page. ``faulty`` is not served; ``rounds`` is for processes."""
    database = clean / "build" / "opengov.db"
    place.command(["opengov", "--root", clean, "build", "--unchecked"])()
    rows = []
    with ExitStack() as stack:
        ours = stack.enter_context(_server(place, ["opengov", "--root", clean, "serve"]))
        stock = stack.enter_context(
            _server(place, ["python", "-m", "benchmarks.stock", "--immutable", database])
        )
        for page, path in PAGES.items():
            one, other = _asked([ours, stock], path)
            times = [statistics.median(answers.seconds) * 1000 for answers in (one, other)]
            sizes = [f"{answers.size / 1000:.0f}" for answers in (one, other)]
            rows.append([name, page, *(f"{spent:.1f}" for spent in times), ratio(*times), *sizes])
    shutil.rmtree(database.parent)
    return rows


def _asked(ports: Sequence[int], path: str) -> list[Answers]:
    """The page from each server in turns, batch by batch, the first request of each left out."""
    connections = [http.client.HTTPConnection("127.0.0.1", port) for port in ports]
    sizes = [_get(connection, path) for connection in connections]
    seconds: list[list[float]] = [[] for _ in ports]
    started = time.monotonic()
    while len(seconds[0]) < REQUESTS and time.monotonic() - started < SECONDS:
        for connection, spent in zip(connections, seconds, strict=True):
            for _ in range(BATCH):
                before = time.perf_counter()
                _get(connection, path)
                spent.append(time.perf_counter() - before)
    for connection in connections:
        connection.close()
    return [Answers(spent, size) for spent, size in zip(seconds, sizes, strict=True)]


def _get(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} on port {connection.port} answers {response.status}")
    return len(body)


@contextmanager
def _server(place: Workplace, words: Sequence[str | Path]) -> Iterator[int]:
    """The port of a server of our environment, stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program(words[0]), *map(str, words[1:]), "--port", str(port)]
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, env=place.environment, stdout=nowhere, stderr=nowhere)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{process.args} does not answer")
