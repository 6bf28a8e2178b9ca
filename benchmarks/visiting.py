"""The public pages against stock Datasette's page for the same record, the row of a commitment.

Each page in three states. Cold: the first request to a server that has just started. Made: the server is
warm and makes the page from the database, as it does for whoever searches for what nobody searched for.
Kept: it was made before, ahead or for somebody else. Stock Datasette keeps no pages.
"""

import http.client
import itertools
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.measure import Workplace, ratio
from benchmarks.servers import Pair, built, get, in_turns, server, size

TITLE = "Public pages: opengov serve / stock Datasette's row page"
HEADER = (
    "updates",
    "page",
    "cold ms",
    "row cold ms",
    "cold ratio",
    "made ms",
    "kept ms",
    "row ms",
    "made ratio",
    "kept ratio",
    "kB",
    "gzip kB",
    "row kB",
)
ROW = "/opengov/commitments/paris-2017-01"
PAGES = (
    "/en/",
    "/en/commitments/paris-2017-01",
    "/en/governments/paris",
    "/en/plans/paris-2017",
    "/fr/commitments/paris-2017-01",
    "/en/search?q=budget",
)
STARTS = 5  # of each server for each page


def compare(place: Workplace, name: str, clean: Path, faulty: Path, rounds: int) -> list[list[str]]:
    """A row of the table for each page, and one for the start. ``faulty`` is not served, ``rounds`` is for
    processes that end.
    """
    with built(place, clean) as pair:
        for words in (pair.ours, pair.stock):
            _first(place, words, ROW)  # compiles every module once
        starts: list[list[float]] = [[], []]
        rows = []
        for page in PAGES:
            cold: list[list[float]] = [[], []]
            for _ in range(STARTS):
                for contender, (words, path) in enumerate(((pair.ours, page), (pair.stock, ROW))):
                    start, first = _first(place, words, path)
                    starts[contender].append(start)
                    cold[contender].append(first)
            one, other = _medians(cold)
            rows.append(
                [name, page, f"{one:.0f}", f"{other:.0f}", ratio(one, other), *_warm(place, pair, page)]
            )
        one, other = _medians(starts)
        blank = [""] * (len(HEADER) - 5)
        rows.append(
            [name, "start, until it listens", f"{one:.0f}", f"{other:.0f}", ratio(one, other), *blank]
        )
    return rows


def _first(place: Workplace, words: Sequence[str | Path], path: str) -> tuple[float, float]:
    """Start a server: seconds until it listens, and seconds of its first answer."""
    before = time.perf_counter()
    with server(place, words) as port:
        listening = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port)
        get(connection, path)
        answered = time.perf_counter()
        connection.close()
    return listening - before, answered - listening


def _warm(place: Workplace, pair: Pair, page: str) -> list[str]:
    with ExitStack() as stack:
        ours, stock = (stack.enter_context(server(place, words)) for words in (pair.ours, pair.stock))
        anew = (f"{page}{'&' if '?' in page else '?'}anew={number}" for number in itertools.count())
        again = itertools.repeat
        row, kept, made = _medians(in_turns([(stock, again(ROW)), (ours, again(page)), (ours, anew)]))
        return [
            f"{made:.1f}",
            f"{kept:.1f}",
            f"{row:.1f}",
            ratio(made, row),
            ratio(kept, row),
            f"{size(ours, page, 'identity') / 1000:.0f}",
            f"{size(ours, page) / 1000:.0f}",
            f"{size(stock, ROW) / 1000:.0f}",
        ]


def _medians(seconds: Sequence[Sequence[float]]) -> list[float]:
    """The median of each, in milliseconds."""
    return [statistics.median(spent) * 1000 for spent in seconds]
