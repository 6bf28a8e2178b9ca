"""``opengov release``: an edition of the data. Its number follows from what has changed.

Nothing is written unless all of it can be; git is asked and told nothing: the commands are for the person.
The clock is asked one thing: whether the day of the edition has begun.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from opengov.diff import Difference, TableDifference, compare
from opengov.diff.level import Meaning, meaning, next_version
from opengov.diff.opening import open_edition
from opengov.diff.snapshot import read_object
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, Package
from opengov.repository import NoRepository, Repository
from opengov.tables import replace

CHANGELOG = Path("CHANGELOG.md")
PROGRAM = Path("opengov/__init__.py")
PROGRAM_VERSION = re.compile(r'^(__version__ = )"[^"]*"', re.MULTILINE)
UNRELEASED = "## Unreleased\n"
FIRST_ON_EARTH = timedelta(hours=14)  # where a day begins, that much before it does in UTC
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\Z")


@dataclass(frozen=True, slots=True)
class Release:
    """What is to be written: ``files`` by path, with its ``section`` of the changelog, and why. ``since`` is
    what it was compared with, empty for the first edition; ``meant`` what the difference asks for.
    """

    root: Path
    version: str
    as_of: str
    since: str
    difference: Difference | None
    meant: Meaning
    section: str
    files: dict[Path, bytes]


def prepare(package: Package, as_of: str, version: str = "", since: str = "", because: str = "") -> Release:
    """The next edition of a package that checks.

    as_of    the day as of which it is true, ISO 8601
    version  its number; by default what the difference asks for
    since    what to compare with; by default the last edition that git knows
    because  why rows were taken out, if any were

    Raises OpenGovError if nothing has changed, if the number is too low, if rows were taken out and nobody
    says why, or if the day lies before that of the last edition or has not begun anywhere.
    """
    _demand_day(package, as_of)
    since = since or _last_edition(package)
    difference = (
        compare(open_edition(since, package.root), open_edition(None, package.root)) if since else None
    )
    meant = meaning(difference) if difference else Meaning("", ())
    version = _number(package, version, meant, since)
    lost = [table for table in difference.tables if _lost(table)] if difference else []
    if lost and not because:
        names = ", ".join(f"{table.name} ({_lost(table)} fewer)" for table in lost)
        raise OpenGovError(
            f"There are fewer rows than in {since}: {names}.",
            "If that is meant, say why with --because; the reason goes into the changelog.",
        )
    section, changelog = _changelog(package, version, as_of, difference, because)
    files = {
        package.root / DESCRIPTOR: _descriptor(package, version, as_of),
        package.root / CHANGELOG: changelog,
    }
    program = package.root / PROGRAM
    if program.is_file():  # the program shares the number, where it stands beside the data
        files[program] = PROGRAM_VERSION.sub(f'\\g<1>"{version}"', program.read_text("utf-8")).encode()
    return Release(package.root, version, as_of, since, difference, meant, section, files)


def write(release: Release) -> None:
    """Write the files of a release, each whole; if one cannot be written, those before it are put back."""
    before = {path: path.read_bytes() for path in release.files}
    try:
        for path, content in release.files.items():
            replace(path, content)
    except OSError as error:
        for path, content in before.items():
            if path.read_bytes() != content:
                replace(path, content)
        raise OpenGovError(f"{error.filename} cannot be written: {error.strerror}.") from error


def commands(release: Release) -> list[str]:
    """The commands that make it an edition in git, for the person to run."""
    names = " ".join(str(path.relative_to(release.root)) for path in release.files)
    return [
        f"git add data schemas {names}",
        f"git commit -m 'Edition {release.version} (as of {release.as_of})'",
        f"git tag -a v{release.version} -m 'Edition {release.version}, as of {release.as_of}'",
        "git push --follow-tags",
    ]


def _demand_day(package: Package, as_of: str) -> None:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_of):
            raise ValueError
        date.fromisoformat(as_of)
    except ValueError as error:
        raise OpenGovError(f"{as_of!r} is no day.", "Write it as 2026-11-26.") from error
    if as_of < package.as_of:
        raise OpenGovError(f"{as_of} lies before the last edition, which is as of {package.as_of}.")
    today = (datetime.now(UTC) + FIRST_ON_EARTH).date().isoformat()
    if as_of > today:
        raise OpenGovError(
            f"{as_of} lies in the future: nobody knows what is true on a day that has not begun.",
            "Give the last day on which the data was looked at.",
        )


def _last_edition(package: Package) -> str:
    """The tag of the last edition; without tags, the commit that gave the package its version, if the
    package was ever released; empty if there is nothing to compare with.
    """
    try:
        repository = Repository.of(package.root)
        tags = repository.editions()
        if tags:
            return f"v{max(tags, key=_parts)}"
        if not package.descriptor["opengov"].get("released"):
            return ""
        commits = repository.commits([DESCRIPTOR])
    except NoRepository as error:
        raise OpenGovError(
            error.message, "Name a folder or package zip of the last edition with --since."
        ) from error
    names = [commit.changes.get(DESCRIPTOR, "") for commit in commits]
    found = ""
    for commit, content in zip(commits, repository.contents(names), strict=True):
        descriptor = read_object(DESCRIPTOR, content)
        if descriptor.get("opengov", {}).get("released") and descriptor.get("version") == package.version:
            found = found or commit.id
    return found


def _number(package: Package, version: str, meant: Meaning, since: str) -> str:
    sealed = bool(package.descriptor["opengov"].get("released"))
    if since and not meant.level and not version:
        raise OpenGovError(
            f"Nothing has changed since {since}.", "To release it all the same, give it a --version."
        )
    first = not since and not sealed
    wanted = package.version if first else next_version(package.version, meant.level)
    version = version or wanted
    if not VERSION.match(version):
        raise OpenGovError(f"{version!r} is no version.", "For example: 1.2.0")
    if _parts(version) < _parts(wanted) or (not first and _parts(version) <= _parts(package.version)):
        why = f": {'; '.join(meant.reasons)}" if meant.reasons else ""
        raise OpenGovError(f"{version} is too low: the changes ask for {wanted}{why}.")
    return version


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _lost(table: TableDifference) -> int:
    """By how many rows a table shrank."""
    return max(0, len(table.removed) - len(table.added))


def _descriptor(package: Package, version: str, as_of: str) -> bytes:
    descriptor = json.loads((package.root / DESCRIPTOR).read_bytes())
    descriptor |= {"version": version, "created": f"{as_of}T00:00:00Z"}
    descriptor["opengov"] |= {"as_of": as_of, "released": package.digests()}
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _changelog(
    package: Package, version: str, as_of: str, difference: Difference | None, because: str
) -> tuple[str, bytes]:
    """The section of the edition, and the changelog with it."""
    path = package.root / CHANGELOG
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OpenGovError(f"{path} cannot be read.", "An edition needs its changelog.") from error
    head, found, rest = text.partition(UNRELEASED)
    if not found:
        raise OpenGovError(
            f"{CHANGELOG} has no line “{UNRELEASED.strip()}”.", "Put it back, above the editions."
        )
    title = f"## {version} (as of {as_of})"
    if f"## {version} (" in rest:
        raise OpenGovError(f"{CHANGELOG} has a section {version} already.")
    own, line, older = rest.partition("\n## ")
    section = [title, "", *_counted(difference, because), own.strip("\n")]
    told = "\n".join(section).rstrip()
    return told, f"{head}{UNRELEASED}\n{told}\n{line}{older}".encode()


def _counted(difference: Difference | None, because: str) -> list[str]:
    """What the edition changed in the data, a line a table."""
    if difference is None or not difference:
        return []
    lines = ["### Data: records", ""]
    if difference.licence:
        lines.append("- Another licence: {} → {}.".format(*difference.licence))
    for table in difference.tables:
        said = [
            f"{len(records)} {kind}"
            for kind, records in (
                ("added", table.added),
                ("removed", table.removed),
                ("changed", table.changed),
            )
            if records
        ]
        said += [f"column {name} is new" for name in table.columns_added]
        said += [f"column {name} is gone" for name in table.columns_removed]
        said += [f"column {name} has another type" for name in table.columns_retyped]
        lines.append(f"- `{table.name}`: {', '.join(said) or 'new, empty'}.")
    if because:
        lines.append(f"- Rows were taken out: {because.strip().rstrip('.')}.")
    return [*lines, ""]
