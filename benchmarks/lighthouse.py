"""What Lighthouse says of the public pages, as on a phone: ``make lighthouse``.

Serves ``build/opengov.db`` and asks Lighthouse, in Debian's chromium, to rate single pages with its default
settings (a phone of medium price on slow 4G, simulated). Prints the four categories, the weight of each page,
and every audit below 0.9. Exit code 0 if every category has 95 or more, 1 if one has less, 2 if Lighthouse
cannot run. The full reports stay in ``build/lighthouse/reports``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.measure import Workplace, table
from benchmarks.servers import free_port, server

VERSION = "12.8.2"  # the last that runs with Node.js 18, which Debian 12 has
PAGES = {
    "home": "/en/",
    "government": "/en/governments/paris",
    "commitment": "/en/commitments/paris-2017-01",
    "search": "/en/search?q=budget",
    "home in French": "/fr/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ENOUGH, FINE = 95, 0.9  # of a category, of 100; of an audit, of 1
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SHOWN = 3  # places on the page that an audit names
Report = dict[str, Any]


class Unable(Exception):
    """Lighthouse cannot run; the text says what is missing."""


def main() -> int:
    """Install Lighthouse where it is not, rate each page, print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lighthouse", description=__doc__)
    parser.add_argument("--pages", default=",".join(PAGES), help=f"default: {','.join(PAGES)}")
    asked = parser.parse_args().pages.split(",")
    if unknown := set(asked).difference(PAGES):
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    pages = {page: PAGES[page] for page in asked}
    repository = Path(__file__).resolve().parents[1]
    try:
        chromium = _tools(repository)
        program = _installed(repository / "build" / "lighthouse")
        reports = _rated(repository, program, chromium, pages)
    except Unable as error:
        print(error, file=sys.stderr)
        return 2
    _print(reports, pages)
    under = [page for page, report in reports.items() if min(_scores(report)) < ENOUGH]
    if under:
        print(f"\nUnder {ENOUGH} in a category: {', '.join(under)}.", file=sys.stderr)
    return 1 if under else 0


def _tools(repository: Path) -> str:
    """The path of chromium. Raises Unable, naming all that is missing."""
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    missing = [name for name in ("node", "npm") if not shutil.which(name)]
    missing += [] if chromium else ["chromium (or CHROME_PATH, the path of a Chrome)"]
    missing += [] if (repository / "build" / "opengov.db").is_file() else ["build/opengov.db ('make build')"]
    if missing or not chromium:
        raise Unable(f"Lighthouse cannot run here. Missing: {', '.join(missing)}.")
    return chromium


def _installed(folder: Path) -> Path:
    """Lighthouse's program in ``folder``, put there by npm unless this version is there already.

    No script of a package is run at installation: Lighthouse needs none.
    """
    package = folder / "node_modules" / "lighthouse"
    try:
        found = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    except OSError:
        found = ""
    if found != VERSION:
        print(f"Installing Lighthouse {VERSION} in {folder} ...", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        words = ["npm", "install", "--prefix", str(folder), *quiet, f"lighthouse@{VERSION}"]
        if subprocess.run(words, check=False, stdout=sys.stderr).returncode:
            raise Unable(
                f"Lighthouse cannot run here. npm could not install lighthouse@{VERSION}, see above."
            )
    return package / "cli" / "index.js"


def _rated(repository: Path, program: Path, chromium: str, pages: dict[str, str]) -> dict[str, Report]:
    """Lighthouse's report of each page, by its name."""
    folder = repository / "build" / "lighthouse" / "reports"
    folder.mkdir(exist_ok=True)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    reports = {}
    with tempfile.TemporaryDirectory() as scratch:
        place = Workplace(repository, Path(scratch))
        with server(place, ["opengov", "--root", repository, "serve", "--origin", origin], port):
            for page, path in pages.items():
                print(f"{page}: {path}", file=sys.stderr)
                target = folder / page.replace(" ", "-")
                words = ["node", str(program), f"{origin}{path}", "--quiet", "--no-enable-error-reporting"]
                words += ["--output=json", "--output=html", f"--output-path={target}"]
                words += [f"--chrome-flags={' '.join(FLAGS)}"]
                done = subprocess.run(
                    words, check=False, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True
                )
                if done.returncode:
                    said = done.stderr.decode("utf-8", "replace").strip()
                    raise Unable(f"Lighthouse failed on {path}:\n{said}")
                report = Path(f"{target}.report.json")
                reports[page] = json.loads(report.read_text(encoding="utf-8"))
    return reports


def _print(reports: dict[str, Report], pages: dict[str, str]) -> None:
    """The tables."""
    rows, low = [], []
    for page, report in reports.items():
        scores = [f"{score:.0f}" for score in _scores(report)]
        rows.append([f"{page} ({pages[page]})", *scores, *_weight(report)])
        low += [[page, *cells] for cells in _low(report)]
    first = next(iter(reports.values()))
    browser = first["environment"]["hostUserAgent"].partition("Chrome/")[2].partition(".")[0]
    print(f"Lighthouse {first['lighthouseVersion']}, chromium {browser}, mobile\n")
    print(table(("page", *CATEGORIES, "kB", "requests", "to other hosts"), rows))
    if low:
        print(table(("page", "category", "audit", "score", "weight", "title", "where"), low), end="")
    else:
        print(f"No audit is below {FINE}.")


def _scores(report: Report) -> list[float]:
    """The categories in their order, of 100; an audit that broke leaves a category without a score: 0."""
    return [(report["categories"][category]["score"] or 0) * 100 for category in CATEGORIES]


def _weight(report: Report) -> list[str]:
    """Kilobytes on the wire, number of requests, and how many of them went to another host."""
    own = urlsplit(report["finalDisplayedUrl"]).netloc
    requests = report["audits"]["network-requests"]["details"]["items"]
    asked = [one for one in requests if one["url"].startswith("http")]
    size = sum(one.get("transferSize", 0) for one in asked)
    foreign = sum(urlsplit(one["url"]).netloc != own for one in asked)
    return [f"{size / 1000:.1f}", str(len(asked)), str(foreign)]


def _low(report: Report) -> Iterator[list[str]]:
    """Every audit below ``FINE``, those first that cost points. A weight of 0 costs none."""
    for category in CATEGORIES:
        audits = sorted(report["categories"][category]["auditRefs"], key=lambda one: -one["weight"])
        for reference in audits:
            audit = report["audits"][reference["id"]]
            score = audit["score"]
            if audit["scoreDisplayMode"] != "error" and (score is None or score >= FINE):
                continue
            title = " ".join(
                filter(None, [audit["title"], audit.get("displayValue"), audit.get("errorMessage")])
            )
            cells = [category, reference["id"], f"{score or 0:.2f}", f"{reference['weight']:.3g}", title]
            yield [cell.replace("|", "\\|") for cell in [*cells, _where(audit)]]


def _where(audit: Report) -> str:
    """The first places that an audit names: elements, files, or what it says itself."""
    items = audit.get("details", {}).get("items", [])
    if isinstance(items, dict):  # a checklist
        return "; ".join(one["label"] for one in items.values() if not one["value"])
    found = []
    for item in items[:SHOWN]:
        node, source = item.get("node") or {}, item.get("source")
        words = [node.get("snippet"), node.get("explanation"), item.get("url"), item.get("reason")]
        if isinstance(source, dict):
            words.append(f"{source.get('url', '')} line {source.get('line', 0) + 1}")
        said = " ".join(" ".join(word.split()) for word in words if isinstance(word, str))
        if said:
            found.append(f"`{said[:200]}`")
    return "; ".join(found)


if __name__ == "__main__":
    sys.exit(main())
