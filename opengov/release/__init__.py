"""``opengov release``: an edition of the data. Its number follows from what has changed.

Nothing is written unless all of it can be; git is asked and told nothing: the commands are for the person.
The clock is asked once: when it is released, and so whether the day as of which it is true has begun.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from opengov.diff import Difference, compare
from opengov.diff.level import Meaning, meaning, next_version
from opengov.diff.opening import open_edition
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, Package
from opengov.release.changelog import CHANGELOG, one_line, with_section
from opengov.release.last import demand_committed, in_git, is_sealed, last_edition, parts, some
from opengov.release.named import demand_last, demand_whole
from opengov.tables import replace

PROGRAM = Path("opengov/__init__.py")
PROGRAM_VERSION = re.compile(r'^(__version__ = )"[^"]*"', re.MULTILINE)
FIRST_ON_EARTH = timedelta(hours=14)  # where a day begins, that much before it does in UTC
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\Z")


@dataclass(frozen=True, slots=True)
class Release:
    """What is to be written: ``files`` by path, with its ``section`` of the changelog, and why. ``since`` is
    what it was compared with, empty for the first edition; ``meant`` what the difference asks for; ``note``
    what the person should know of the number, may be empty.
    """

    root: Path
    version: str
    as_of: str
    since: str
    difference: Difference | None
    meant: Meaning
    section: str
    files: dict[Path, bytes]
    note: str = ""


def prepare(package: Package, as_of: str, version: str = "", since: str = "", because: str = "") -> Release:
    """The next edition of a package that checks.

    as_of    the day as of which it is true, ISO 8601
    version  its number; by default what the difference asks for
    since    what to compare with; by default the last edition that git knows
    because  why rows were taken out, if any were; in one line or more

    Raises OpenGovError if nothing has changed, if the number is too low, if rows were taken out and nobody
    says why, if the day lies before that of the last edition or has not begun anywhere, or if the last
    edition is not finished in git or not known in this copy.
    """
    now = datetime.now(UTC)
    _demand_day(package, as_of, now)
    program = package.root / PROGRAM if (package.root / PROGRAM).is_file() else None
    written = [DESCRIPTOR, CHANGELOG.as_posix(), *([PROGRAM.as_posix()] if program else [])]
    demand_committed(package, written)
    since = since or last_edition(package, written)
    present = open_edition(None, package.root)
    before = open_edition(since, package.root) if since else None
    if before:
        demand_whole(before, present)
        demand_last(package, before)
    difference = compare(before, present) if before else None
    meant = meaning(difference) if difference else Meaning("", ())
    version, note = _number(package, version, meant, since)
    because = one_line(because).rstrip(". ")
    _demand_reason(difference, because)
    section, changelog = with_section(package, version, as_of, difference, because)
    files = {
        package.root / DESCRIPTOR: _descriptor(package, version, as_of, because, now),
        package.root / CHANGELOG: changelog,
    }
    if program:  # it shares the number, where it stands beside the data
        files[program] = PROGRAM_VERSION.sub(f'\\g<1>"{version}"', program.read_text("utf-8")).encode()
    return Release(package.root, version, as_of, since, difference, meant, section, files, note)


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
    """The commands that make it an edition in git, for the person to run; none where there is no git."""
    if not in_git(release.root):
        return []
    names = " ".join(str(path.relative_to(release.root)) for path in release.files)
    return [
        f"git add data schemas {names}",
        f"git commit -m 'Edition {release.version} (as of {release.as_of})'",
        f"git tag -a v{release.version} -m 'Edition {release.version}, as of {release.as_of}'",
        "git push --follow-tags",
    ]


def _demand_day(package: Package, as_of: str, now: datetime) -> None:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_of):
            raise ValueError
        date.fromisoformat(as_of)
    except ValueError as error:
        raise OpenGovError(f"{as_of!r} is no day.", "Write it as 2026-11-26.") from error
    if as_of < package.as_of:
        raise OpenGovError(
            f"{as_of} lies before the day as of which the data are true, {package.as_of}.",
            f"Give that day or a later one; or correct opengov.as_of in {DESCRIPTOR}, if it was set wrongly.",
        )
    if as_of > (now + FIRST_ON_EARTH).date().isoformat():
        raise OpenGovError(
            f"{as_of} lies in the future: nobody knows what is true on a day that has not begun.",
            "Give the last day on which the data was looked at.",
        )


def _number(package: Package, version: str, meant: Meaning, since: str) -> tuple[str, str]:
    """The number of the edition, and a note where numbers are left out before it."""
    if since and not meant.level and not version:
        raise OpenGovError(
            f"Nothing has changed since {since}.", "To release it all the same, give it a --version."
        )
    first = not since and not is_sealed(package)
    wanted = package.version if first else next_version(package.version, meant.level)
    version = version or wanted
    if not VERSION.match(version):
        raise OpenGovError(f"{version!r} is no version.", "For example: 1.2.0")
    if parts(version) < parts(wanted) or (not first and parts(version) <= parts(package.version)):
        why = f": {'; '.join(meant.reasons)}" if meant.reasons else ""
        raise OpenGovError(f"{version} is too low: the changes ask for {wanted}{why}.")
    steps = {next_version(package.version, level) for level in ("patch", "minor", "major")}
    if version == wanted or (not first and version in steps):
        return version, ""
    after = "" if first else f" after {package.version}"
    next_one = wanted if first else next_version(package.version, meant.level or "patch")
    return (
        version,
        f"Note: {version} is not the next number{after}, {next_one} is; those between are left out.",
    )


def _demand_reason(difference: Difference | None, because: str) -> None:
    """Every record that was taken out needs a reason, however many are new."""
    lost = difference.lost if difference else {}
    if difference and lost and not because:
        names = ", ".join(f"{name} ({len(ids)}: {some(ids)})" for name, ids in lost.items())
        raise OpenGovError(
            f"Records of {difference.old} are not there any more: {names}.",
            "If that is meant, say why with --because: readers find it on /changes and in the changelog.",
        )
    if because and not any(table.removed for table in (difference.tables if difference else ())):
        raise OpenGovError("No record was taken out: there is nothing that --because could tell of.")


def _descriptor(package: Package, version: str, as_of: str, because: str, now: datetime) -> bytes:
    """The descriptor of the edition, with its seal; ``because`` is of this edition alone. What is true as of
    a day may be released long after it, and twice: ``created`` says when.
    """
    descriptor = json.loads((package.root / DESCRIPTOR).read_bytes())
    descriptor |= {"version": version, "created": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    descriptor["opengov"] |= {"as_of": as_of, "released": package.digests()}
    descriptor["opengov"].pop("because", None)
    if because:
        descriptor["opengov"]["because"] = because
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
