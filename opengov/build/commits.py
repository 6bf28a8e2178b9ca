"""What each commit changed in the tables, record by record, read from git; each file is read as it changes.

Only the main line counts: what a merge brought was changed by the merge. What cannot be read in an old commit
is passed over, and its changes count where the file can be read again: what was broken in an old commit is
not the reader's fault. The first commit is the beginning, not a thousand changes.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from opengov.diff import TableDifference, compare_tables
from opengov.diff.snapshot import TableSnapshot, read_object, read_table
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, Package
from opengov.repository import ABSENT, Commit, NoRepository, Repository

PATHS = ("data", "schemas", DESCRIPTOR)
OF_PLAN = ("plan_id", "commitment_id", "assessment_id", "old_id")  # ids that begin with that of a plan
OF_GOVERNMENT = ("government_id", *OF_PLAN, "event_id", "initiative_id")

Contents = dict[str, bytes]
Row = tuple[str | None, ...]
Advance = tuple[TableSnapshot | None, TableDifference, TableSnapshot | None]


@dataclass(frozen=True, slots=True)
class Known:
    """The ids of all governments and plans: what a change can concern."""

    governments: Collection[str]
    plans: Collection[str]


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


def steps_of(package: Package, known: Known) -> tuple[str, list[Step], dict[str, str]]:
    """Where the history is from (``git``, ``shallow`` or ``none``), the steps from the first commit on, and
    the tags of editions: version and commit.
    """
    try:
        repository = Repository.of(package.root)
        if repository.is_shallow():
            return "shallow", [], {}
        commits = repository.commits(PATHS) if repository.head() else []
        return "git", list(_walk(repository, commits, package, known)), repository.editions()
    except NoRepository:
        return "none", [], {}


def _walk(
    repository: Repository, commits: Sequence[Commit], package: Package, known: Known
) -> Iterator[Step]:
    """The steps, one state at a time: what is kept of a step is what changed."""
    contents = repository.contents(
        [name for one in commits for name in one.changes.values() if name != ABSENT]
    )
    state = State()
    for place, commit in enumerate(commits):
        files = {path: b"" if name == ABSENT else next(contents) for path, name in commit.changes.items()}
        yield _step(state, files, commit.id, commit.day, known if place else None)
    now = {path.relative_to(package.root).as_posix(): path.read_bytes() for path in package.files()}
    edited = {path: content for path, content in now.items() if state.files.get(path) != content}
    if edited and commits:
        yield _step(state, edited, "", package.as_of, known)


def _step(state: State, files: Contents, identity: str, day: str, known: Known | None) -> Step:
    """``known`` is None for the beginning, whose records are counted and not told one by one."""
    totals, rows = [0, 0, 0], []
    for before, difference, after in state.advance(files):
        for i, records in enumerate((difference.added, difference.removed, difference.changed)):
            totals[i] += len(records)
        if known is not None:
            rows += _rows(before, difference, after, known)
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
    before: TableSnapshot | None, table: TableDifference, after: TableSnapshot | None, known: Known
) -> Iterator[Row]:
    for kind, records, side in (("added", table.added, after), ("removed", table.removed, before)):
        for record in records:
            concerns = _concerns(side.rows[record.key] if side else {}, known)
            yield (table.name, record.id, *concerns, kind, None, None, None)
    for record, changes in table.changed:
        concerns = _concerns(after.rows[record.key] if after else {}, known)
        for one in changes:
            yield (table.name, record.id, *concerns, "changed", one.field, one.old or None, one.new or None)


def _concerns(row: dict[str, str], known: Known) -> tuple[str | None, str | None, str | None]:
    """Which government, plan and commitment a record concerns: its id begins with that of what it is part
    of.
    """
    government, plan = (
        _beginning(next((row[name] for name in names if row.get(name)), ""), ids)
        for names, ids in ((OF_GOVERNMENT, known.governments), (OF_PLAN, known.plans))
    )
    return government, plan, row.get("commitment_id") or None


def _beginning(key: str, ids: Collection[str]) -> str | None:
    """The longest of the ids that a key begins with, cut at a hyphen."""
    while key and key not in ids:
        key = key.rpartition("-")[0]
    return key or None
