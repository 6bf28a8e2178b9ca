"""What it costs to make every page ahead: ``python -m benchmarks.ahead``, after ``make export``."""

import resource
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from opengov.web.downloads import read
from opengov.web.site.public import Public

BUILT = Path("build")


def main() -> None:
    """Make the pages of the database in ``build`` as the server does, without its rests."""
    db = BUILT / "opengov.db"
    if not db.is_file():
        sys.exit("There is no build/opengov.db yet: run 'make export' first.")
    public = Public(db, "https://example.org", read(BUILT / "downloads"))
    made: list[float] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with closing(sqlite3.connect(f"{db.resolve().as_uri()}?immutable=1", uri=True)) as connection:
        started = time.process_time()
        public.make_ahead(connection, lambda seconds: made.append(seconds) or False)
        spent = time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    held = public.shelf.held / 1e6
    print(f"{len(made):,} pages: {spent:.1f} s of CPU, {held:.1f} MB held, {grown:.0f} MB more in memory")


if __name__ == "__main__":
    main()
