"""``opengov release``: an edition of the data. Its number follows from what has changed.

Nothing is written unless all of it can be; git is asked and told nothing: the commands are for the person.
The clock is asked one thing: whether the day of the edition has begun.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from opengov.diff import Difference, compare
from opengov.diff.level import Meaning, meaning, next_version
from opengov.diff.opening import open_edition
from opengov.diff.snapshot import Snapshot, read_object
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
MARKUP = re.compile(r"([\\`*_\[\]<>&])")  # what could begin something else inside a line of Markdown
MOST_NAMED = 3  # of the records of a table that were taken out


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
    because  why rows were taken out, if any were; in one line or more

    Raises OpenGovError if nothing has changed, if the number is too low, if rows were taken out and nobody
    says why, if the day lies before that of the last edition or has not begun anywhere, or if the last
    edition is not finished in git or not known in this copy.
    """
    _demand_day(package, as_of)
    _demand_committed(package)
    since = since or _last_edition(package)
    now = open_edition(None, package.root)
    difference = compare(open_edition(since, package.root), now) if since else None
    meant = meaning(difference) if difference else Meaning("", ())
    version = _number(package, version, meant, since)
    because = _one_line(because).rstrip(". ")
    _demand_reason(difference, now, because)
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


def _demand_committed(package: Package) -> None:
    """The last edition that was written here must be committed: a second one would tell its changes again."""
    if not _is_sealed(package):
        return
    try:
        repository = Repository.of(package.root)
        head = repository.head()
        name = repository.files(head, [DESCRIPTOR]).get(DESCRIPTOR) if head else None
    except NoRepository:
        return
    if name and _seals(next(repository.contents([name])), package.version):
        return
    program = f" {PROGRAM}" if (package.root / PROGRAM).is_file() else ""
    files = f"{DESCRIPTOR} {CHANGELOG}{program}"
    undo = f"'git restore --staged --worktree {files}'"
    if package.edition == package.version:
        raise OpenGovError(
            f"{package.version} is sealed here, but neither committed nor tagged.",
            f"Finish it: 'git add data schemas {files}', 'git commit', 'git tag -a v{package.version}'. "
            f"Or undo it: {undo}.",
        )
    raise OpenGovError(
        f"{package.version} was sealed here and never committed, and the data was edited since.",
        f"Undo the seal, {undo}, which takes back every edit of these files and keeps those of the tables; "
        "then release again.",
    )


def _last_edition(package: Package) -> str:
    """The tag of the last edition; without tags, the commit that gave the package its version, if the
    package was ever released; empty if there is nothing to compare with.
    """
    try:
        repository = Repository.of(package.root)
        tags = repository.editions()
        if package.version not in tags and repository.is_shallow():
            raise OpenGovError(
                "Which edition was the last cannot be told: this copy was made without the older commits "
                "(a shallow clone).",
                "'git fetch --unshallow --tags' gets them; or name the last edition with --since.",
            )
        sealed = _sealing_commit(repository, package) if package.version not in tags else ""
    except NoRepository as error:
        raise OpenGovError(
            error.message, "Name a folder or package zip of the last edition with --since."
        ) from error
    if not tags:
        return sealed
    last = max(tags, key=_parts)
    if sealed and _parts(package.version) > _parts(last):
        raise OpenGovError(
            f"{package.version} is sealed and committed here, but has no tag.",
            "'git fetch --tags' if it was tagged elsewhere; or else "
            f"'git tag -a v{package.version} {sealed[:12]}'.",
        )
    return f"v{last}"


def _sealing_commit(repository: Repository, package: Package) -> str:
    """The commit that sealed the package's version; empty if the package is not sealed, or none did."""
    if not _is_sealed(package):
        return ""
    commits = repository.commits([DESCRIPTOR])
    names = [commit.changes.get(DESCRIPTOR, "") for commit in commits]
    contents = zip(commits, repository.contents(names), strict=True)
    return next((commit.id for commit, content in contents if _seals(content, package.version)), "")


def _seals(content: bytes, version: str) -> bool:
    """Whether a descriptor is that of a sealed edition of this number."""
    try:
        descriptor = read_object(DESCRIPTOR, content)
        return bool(descriptor["version"] == version and descriptor["opengov"].get("released"))
    except (OpenGovError, KeyError, AttributeError, TypeError):
        return False


def _is_sealed(package: Package) -> bool:
    return bool(package.descriptor["opengov"].get("released"))


def _number(package: Package, version: str, meant: Meaning, since: str) -> str:
    if since and not meant.level and not version:
        raise OpenGovError(
            f"Nothing has changed since {since}.", "To release it all the same, give it a --version."
        )
    first = not since and not _is_sealed(package)
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


def _demand_reason(difference: Difference | None, now: Snapshot, because: str) -> None:
    """Every record that was taken out needs a reason, however many are new. Of a commitment whose id stands
    in ``superseded_ids``, the data themselves say what became of it.
    """
    told = {key[0] for key in now.tables["superseded_ids"].rows} if "superseded_ids" in now.tables else set()
    gone = {
        table.name: [one.id for one in table.removed if table.name != "commitments" or one.id not in told]
        for table in (difference.tables if difference else ())
    }
    lost = {name: ids for name, ids in gone.items() if ids}
    if difference and lost and not because:
        names = ", ".join(f"{name} ({len(ids)}: {_some(ids)})" for name, ids in lost.items())
        raise OpenGovError(
            f"Records of {difference.old} are not there any more: {names}.",
            "If that is meant, say why with --because; the reason goes into the changelog.",
        )
    if because and not any(table.removed for table in (difference.tables if difference else ())):
        raise OpenGovError("No record was taken out: there is nothing that --because could tell of.")


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:MOST_NAMED]) + (", …" if len(ids) > MOST_NAMED else "")


def _one_line(text: str) -> str:
    """What a person typed as one line of plain text, whatever it holds."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


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
        lines.append(f"- Rows were taken out: {MARKUP.sub(_escaped, because)}.")
    return [*lines, ""]


def _escaped(found: re.Match[str]) -> str:
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(found[1], f"\\{found[1]}")
