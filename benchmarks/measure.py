"""Costs of whole processes, taken in turns, and the tables in which they are reported."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds of processor time (user and system), seconds on the clock, peak memory."""

    cpu: float
    wall: float
    megabytes: float


Contender = Callable[[], Cost]


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where processes are measured: ``repository`` holds the real package, ``scratch`` takes all files."""

    repository: Path
    scratch: Path

    @property
    def environment(self) -> dict[str, str]:
        """The same for all of them. Compiled modules are kept, as on a user's machine."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return {
            **kept,
            "PYTHONPYCACHEPREFIX": str(self.scratch / "pycache"),
            "PYTHONPATH": str(self.repository),
        }

    def command(
        self,
        arguments: Sequence[str | Path],
        folder: Path | None = None,
        expected: int = 0,
        output: Path = Path(os.devnull),
    ) -> Contender:
        """A process to measure; the first of ``arguments`` is a program of our environment."""
        words = [program(arguments[0]), *map(str, arguments[1:])]
        return partial(run, words, folder or self.repository, self.environment, expected, output)


def program(name: str | Path) -> str:
    """The path of a program that is installed beside this Python."""
    return str(Path(sys.executable).with_name(str(name)))


def run(words: list[str], folder: Path, environment: Mapping[str, str], expected: int, output: Path) -> Cost:
    """Run a process to its end. Raises RuntimeError if it does not end with the ``expected`` exit code.

    The kernel's account of the child is asked for, not a sampler. It begins with our own size, as the child
    is our copy at first, so this process must stay small: nothing large is imported here.
    """
    with output.open("wb") as out:
        started = time.perf_counter()
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        raise RuntimeError(
            f"{' '.join(words)} ended with {process.returncode}, expected {expected}: {output}"
        )
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def in_turns(contenders: Mapping[str, Contender], rounds: int) -> dict[str, Cost]:
    """The median cost of each contender, run A B A B, so that a busy machine is busy for all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            costs[name].append(contender())
    return {name: median(found) for name, found in costs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.megabytes for cost in costs),
    )


def ratio(ours: float, theirs: float) -> str:
    """How many times the others' cost ours is: below 1 we are quicker."""
    return f"{ours / theirs:.2f}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, figures to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)
