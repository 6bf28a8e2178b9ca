"""How much memory an export takes: ``python -m benchmarks.exporting [UPDATES ...]``.

Each size is exported in a process of its own; its peak is what the kernel says of that process, beside the
size of the table and that of the peer: pandas reading the table and writing it as JSON and Parquet.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.scale import scale
from opengov.build import build
from opengov.package import Package

ROOT = Path(__file__).parent.parent
OURS = """
import sys
from pathlib import Path
from opengov.export import export
from opengov.package import Package
package, database, target = map(Path, sys.argv[1:])
export(Package.open(package), database, target)
"""
PEER = (
    "import sys; import pandas as pd; frame = pd.read_csv(sys.argv[1] + '/data/updates.csv', dtype=str); "
    "frame.to_json(sys.argv[3] + '.json', orient='records'); frame.to_parquet(sys.argv[3] + '.parquet')"
)


def main() -> None:
    """Print a line of the table in benchmarks/README.md for each size."""
    print("| updates | MB of updates.csv | export s | export peak MB | pandas s | pandas peak MB | ratio |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for updates in [int(one) for one in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder) / "package"
            scale(ROOT, package, updates)
            database = build(Package.open(package), Path(folder) / "opengov.db").path
            size = (package / "data/updates.csv").stat().st_size / 1e6
            figures = [
                _peak(code, str(package), str(database), str(Path(folder) / name))
                for code, name in ((OURS, "downloads"), (PEER, "peer"))
            ]
        (ours, mine), (theirs, peer) = figures
        cells = (f"{updates:,}", f"{size:.0f}", f"{ours:.1f}", f"{mine:.0f}", f"{theirs:.1f}", f"{peer:.0f}")
        print(f"| {' | '.join(cells)} | {mine / peer:.2f} |", flush=True)


def _peak(code: str, *arguments: str) -> tuple[float, float]:
    """Seconds and peak megabytes of a process."""
    watch = (
        f"import resource, subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}, *sys.argv[1:]], "
        "check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", watch, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return time.perf_counter() - started, int(done.stdout) / 1000


if __name__ == "__main__":
    main()
