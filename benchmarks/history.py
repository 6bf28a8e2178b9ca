"""What the history of the records costs: ``python -m benchmarks.history [COMMITS ...]``.

A copy of the real package in a new repository, with so many more commits, each of which changes a statement.
Beside it, in the same turn, the peer: ``git log -p`` over the same files, which also reads every version.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from opengov.build.commits import Known, editions_of
from opengov.package import Package

ROOT = Path(__file__).parent.parent
TABLE = "data/updates.csv"
WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A"), ("EMAIL", "a@example.org"), ("DATE", "2026-01-01T12:00:00Z"))
}


def main() -> None:
    """Print a line of the table in benchmarks/README.md for each number of commits."""
    print("| commits | changes | history s | git log -p s | ratio |\n| ---: | ---: | ---: | ---: | ---: |")
    for commits in [int(one) for one in sys.argv[1:]] or [100, 300, 1000]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "package"
            _make(root, commits)
            started = time.perf_counter()
            _, editions = editions_of(Package.open(root), Known({"paris"}, {"paris-2017"}))
            ours = time.perf_counter() - started
            started = time.perf_counter()
            _git(root, "log", "-p", "--first-parent", "--", "data", "schemas", "datapackage.json")
            theirs = time.perf_counter() - started
            changes = sum(len(step.rows) for edition in editions for step in edition.steps)
            print(f"| {commits} | {changes} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} |", flush=True)


def _make(root: Path, commits: int) -> None:
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "datapackage.json", root)
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "begin")
    lines = (root / TABLE).read_text(encoding="utf-8").splitlines(keepends=True)
    parts = []
    for number in range(commits):
        place = 1 + number % (len(lines) - 1)
        lines[place] = lines[place].replace(",2", f",{number}2", 1) if "," in lines[place] else lines[place]
        content = "".join(lines).encode()
        start = "from refs/heads/main^0\n" if not number else ""
        who = f"committer A <a@example.org> {1_770_000_000 + number} +0000"
        head = f"commit refs/heads/main\n{who}\ndata 4\nedit\n"
        parts += [f"{head}{start}M 100644 inline {TABLE}\ndata {len(content)}\n".encode(), content, b"\n"]
    _git(root, "fast-import", "--quiet", given=b"".join(parts))
    _git(root, "reset", "-q", "--hard", "main")


def _git(root: Path, *arguments: str, given: bytes | None = None) -> None:
    command = ["git", "-C", str(root), *arguments]
    subprocess.run(command, input=given, check=True, capture_output=True, env=os.environ | WHO)


if __name__ == "__main__":
    main()
