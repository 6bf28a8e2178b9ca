"""What the tests share: a small invented package, a database built from it, the program itself."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from opengov.build import build
from opengov.cli import cli
from opengov.export import export
from opengov.package import Package

ROOT = Path(__file__).parent.parent
SMALL = Path(__file__).parent / "fixtures" / "small"


def make_small(target: Path) -> Path:
    """A small, clean, invented package under ``target``: our schemas and code lists, its own records."""
    shutil.copytree(ROOT / "schemas", target / "schemas")
    shutil.copytree(ROOT / "data" / "codelists", target / "data" / "codelists")
    for file in SMALL.glob("*.csv"):
        shutil.copy(file, target / "data" / file.name)
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    descriptor |= {"version": "1.0.0", "created": "2026-11-23T00:00:00Z"}  # whatever edition ours is by now
    descriptor["opengov"] = {"as_of": "2026-11-23"}
    for resource in descriptor["resources"]:
        resource["opengov"]["rows"] = {"min": 1, "max": 60}
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (target / "datapackage.json").write_text(text, encoding="utf-8")
    return target


def seal(root: Path) -> None:
    """What ``opengov release`` writes: the digests of the package's files."""
    path = root / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["opengov"]["released"] = Package.open(root).digests()
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def run_opengov(*arguments: str) -> subprocess.CompletedProcess:
    """The program as a person runs it, but within the process of the test: what it imports, it imports once.
    What it does to its process is seen with ``start_opengov``.
    """
    done = CliRunner().invoke(cli, arguments, prog_name="opengov")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def start_opengov(*arguments: str, cwd: Path = ROOT, **options) -> subprocess.CompletedProcess:
    """The program in a process of its own, as a person or a workflow runs it."""
    command = [sys.executable, "-m", "opengov", *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False, **options
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a small package that the test may change."""
    return make_small(tmp_path / "package")


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` with what ``make`` wrote there: the processes of a run of the tests share it."""
    top = tmp_path_factory.getbasetemp()
    folder = (top.parent if "PYTEST_XDIST_WORKER" in os.environ else top) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder.with_suffix(".done")
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def real_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the real data. Nobody may change it."""
    package = Package.open(ROOT)
    return once(tmp_path_factory, "real", lambda to: build(package, to / "opengov.db")) / "opengov.db"


@pytest.fixture(scope="session")
def downloads(real_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What people may take away of the real data, beside its database. Nobody may change it."""
    folder = real_db.with_name("downloads")
    once(tmp_path_factory, "exported", lambda _: export(Package.open(ROOT), real_db, folder))
    return folder


@pytest.fixture(scope="session")
def small_downloads(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The small package with its database and its files, as it is (False) and as an edition (True).

    Nobody may change them: whoever must, copies.
    """

    def make(folder: Path, is_released: bool) -> None:
        root = make_small(folder / "package")
        if is_released:
            seal(root)
        package = Package.open(root)
        export(package, build(package, folder / "opengov.db").path, folder / "downloads")

    names = {False: "unreleased", True: "released"}
    return {one: once(tmp_path_factory, name, partial(make, is_released=one)) for one, name in names.items()}
