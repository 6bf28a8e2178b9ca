"""What each commit changed in the tables, record by record, read from git; each file is read as it changes.

Only the main line counts: what a merge brought was changed by the merge. What cannot be read in an old commit
is passed over, and its changes count where the file can be read again: what was broken in an old commit is
not the reader's fault. The first commit is the beginning, not a thousand changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from opengov.diff import TableDifference, compare_tables
from opengov.diff.snapshot import TableSnapshot, read_object, read_table
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, Package
from opengov.repository import ABSENT, Commit, NoRepository, Past, Repository

PATHS = ("data", "schemas", DESCRIPTOR)
KNOWN_BY = (
    "government_id",
    "plan_id",
    "commitment_id",
    "assessment_id",
    "event_id",
    "initiative_id",
    "old_id",
)

Contents = dict[str, bytes]
Row = tuple[str | None, ...]
Advance = tuple[TableSnapshot | None, TableDifference, TableSnapshot | None]


@dataclass
class State:
    """What stood in the tables at a commit: files by path, and the tables that could be read from them."""

    files: Contents = field(default_factory=dict)
    tables: dict[str, TableSnapshot] = field(default_factory=dict)
    version: str = ""
    as_of: str = ""
    sealed: bool = False

    def advance(self, files: Contents) -> Iterator[Advance]:
        """Take over the new content of these files (empty: gone), and say what differs in which table: as it
        was, what differs, as it is now.
        """
        self.files |= files
        try:
            descriptor = read_object(DESCRIPTOR, self.files.get(DESCRIPTOR, b""))
            resources = {one["name"]: one for one in descriptor["resources"]}
            edition = descriptor["opengov"]
            self.version, self.as_of = str(descriptor["version"]), str(edition["as_of"])
            self.sealed = bool(edition.get("released"))
            paths = {name: (one["path"], one["schema"]) for name, one in resources.items()}
        except (OpenGovError, KeyError, TypeError, AttributeError):
            return
        for name, (path, schema) in paths.items():
            if DESCRIPTOR not in files and path not in files and schema not in files:
                continue
            try:
                fields = read_object(schema, self.files.get(schema, b""))
                table = read_table(resources[name], fields, self.files.get(path, b""))
            except (OpenGovError, KeyError, TypeError, AttributeError):
                continue
            before = self.tables.get(name)
            self.tables[name] = table
            if difference := compare_tables(before, table):
                yield before, difference, table
        for name in [name for name in self.tables if name not in resources]:
            gone = self.tables.pop(name)
            yield gone, compare_tables(gone, None), None


@dataclass(frozen=True, slots=True)
class Step:
    """A commit, or the edits after the last one (without ``id``): how many records it added, removed and
    changed, and the rows of ``record_changes`` without their edition.
    """

    id: str
    day: str
    version: str
    as_of: str
    sealed: bool
    totals: tuple[int, int, int]
    rows: tuple[Row, ...]


def steps_of(
    package: Package, past: Past | None, governments: Sequence[str]
) -> tuple[str, list[Step], dict[str, str]]:
    """Where the history is from (``git``, ``shallow`` or ``none``), the steps from the first commit on, and
    the tags of editions: version and commit. ``past`` is the last commit that counts, by default that of the
    package's own folder; ``governments`` are the ids of all, longer ones first.
    """
    try:
        repository = past.repository if past else Repository.of(package.root)
        if repository.is_shallow():
            return "shallow", [], {}
        last = past.commit if past else repository.head()
        commits = repository.commits(PATHS, last) if last else []
        return "git", list(_walk(repository, commits, package, governments)), repository.editions()
    except NoRepository:
        return "none", [], {}


def _walk(
    repository: Repository, commits: Sequence[Commit], package: Package, governments: Sequence[str]
) -> Iterator[Step]:
    """The steps, one state at a time: what is kept of a step is what changed."""
    contents = repository.contents(
        [name for one in commits for name in one.changes.values() if name != ABSENT]
    )
    state = State()
    for place, commit in enumerate(commits):
        files = {path: b"" if name == ABSENT else next(contents) for path, name in commit.changes.items()}
        yield _step(state, files, commit.id, commit.day, governments if place else None)
    now = {path.relative_to(package.root).as_posix(): path.read_bytes() for path in package.files()}
    edited = {path: content for path, content in now.items() if state.files.get(path) != content}
    if edited and commits:
        yield _step(state, edited, "", package.as_of, governments)


def _step(state: State, files: Contents, identity: str, day: str, governments: Sequence[str] | None) -> Step:
    """``governments`` is None for the beginning, whose records are counted and not told one by one."""
    totals, rows = [0, 0, 0], []
    for before, difference, after in state.advance(files):
        for i, records in enumerate((difference.added, difference.removed, difference.changed)):
            totals[i] += len(records)
        if governments is not None:
            rows += _rows(before, difference, after, governments)
    return Step(
        identity,
        day,
        state.version,
        state.as_of,
        state.sealed,
        (totals[0], totals[1], totals[2]),
        tuple(rows),
    )


def _rows(
    before: TableSnapshot | None,
    table: TableDifference,
    after: TableSnapshot | None,
    governments: Sequence[str],
) -> Iterator[Row]:
    for kind, records, side in (("added", table.added, after), ("removed", table.removed, before)):
        for record in records:
            concerns = _concerns(side.rows[record.key] if side else {}, governments)
            yield (table.name, record.id, *concerns, kind, None, None, None)
    for record, changes in table.changed:
        concerns = _concerns(after.rows[record.key] if after else {}, governments)
        for one in changes:
            yield (table.name, record.id, *concerns, "changed", one.field, one.old or None, one.new or None)


def _concerns(row: dict[str, str], governments: Sequence[str]) -> tuple[str | None, str | None]:
    """Which government and commitment a record concerns: its id begins with that of what it belongs to."""
    known = next((row[name] for name in KNOWN_BY if row.get(name)), "")
    government = next((one for one in governments if f"{known}-".startswith(f"{one}-")), None)
    return government, row.get("commitment_id") or None
