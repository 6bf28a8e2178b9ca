"""Datasette's own pages in our frame against the same pages of stock Datasette, on the same database file."""

import itertools
import statistics
from contextlib import ExitStack
from pathlib import Path

from benchmarks.measure import Workplace, ratio
from benchmarks.servers import built, in_turns, server, size

TITLE = "Datasette's pages: opengov serve / stock Datasette"
HEADER = ("updates", "page", "opengov ms", "Datasette ms", "ratio", "opengov kB", "Datasette kB")
PAGES = {
    "table commitments": "/opengov/commitments?_size=50",
    "table updates": "/opengov/updates?_size=50",
    "row": "/opengov/commitments/paris-2017-01",
    "table updates as JSON": "/opengov/updates.json?_shape=array&_size=50",
}


def compare(place: Workplace, name: str, clean: Path, faulty: Path, rounds: int) -> list[list[str]]:
    """A row of the table for each page. ``faulty`` is not served; ``rounds`` is for processes."""
    rows = []
    with ExitStack() as stack:
        pair = stack.enter_context(built(place, clean))
        ports = [stack.enter_context(server(place, words)) for words in (pair.ours, pair.stock)]
        for page, path in PAGES.items():
            spent = in_turns([(port, itertools.repeat(path)) for port in ports])
            times = [statistics.median(seconds) * 1000 for seconds in spent]
            sizes = [f"{size(port, path) / 1000:.0f}" for port in ports]
            rows.append([name, page, *(f"{time:.1f}" for time in times), ratio(*times), *sizes])
    return rows
