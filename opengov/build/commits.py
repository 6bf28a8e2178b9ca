"""What each commit changed in the tables, record by record, read from git; each file is read as it changes.

Only the main line counts: what a merge brought was changed by the merge. What cannot be read in an old commit
is passed over, and its changes count where the file can be read again: what was broken in an old commit is
not the reader's fault. The first commit is the beginning, not a thousand changes.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opengov.diff import TableDifference, compare_tables
from opengov.diff.snapshot import TableSnapshot, read_object, read_table
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, PATHS, UNRELEASED, Package, number
from opengov.repository import ABSENT, Commit, NoRepository, Repository

OF_PLAN = ("plan_id", "commitment_id", "assessment_id", "old_id")  # ids that begin with that of a plan
OF_GOVERNMENT = ("government_id", *OF_PLAN, "event_id", "initiative_id")

Contents = dict[str, bytes]
Row = tuple[str | None, ...]
Totals = tuple[int, int, int]
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
    because: str = ""

    def advance(self, files: Contents) -> Iterator[Advance]:
        """Take over the new content of these files (empty: gone), and say what differs in which table: as it
        was, what differs, as it is now.
        """
        self.files |= files
        try:
            descriptor = read_object(DESCRIPTOR, self.files.get(DESCRIPTOR, b""))
            resources = {one["name"]: one for one in descriptor["resources"]}
            edition = descriptor["opengov"]
            self.version, self.as_of = number(str(descriptor["version"])), str(edition["as_of"])
            self.sealed = bool(edition.get("released"))
            self.because = str(edition.get("because", ""))
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
    """A commit, or the edits after the last one (without ``id``), with the rows of ``record_changes`` that it
    brought, without their edition. What is not committed has no time of its own: no clock is asked, and it
    bears that of the commit that it follows.
    """

    id: str
    day: str
    moment: str
    as_of: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class EditionSteps:
    """The steps that led to an edition (or to no edition yet: UNRELEASED), and how many records it added,
    removed and changed, all in all: its end against the end of the one before, as ``opengov diff`` compares;
    ``because`` is why records were taken out, as its seal tells.
    """

    edition: str
    steps: tuple[Step, ...]
    totals: Totals
    because: str = ""


def editions_of(package: Package, known: Known) -> tuple[str, list[EditionSteps]]:
    """Where the history is from (``git``, ``shallow`` or ``none``), and the editions, the first one first."""
    try:
        repository = Repository.of(package.root)
        if repository.is_shallow():
            return "shallow", []
        commits = repository.commits(PATHS) if repository.head() else []
        return "git", list(_walk(repository, commits, package, known))
    except NoRepository:
        return "none", []


class Ends:
    """Which step ends which edition. Editions are tags; where a copy has none, the commit that sealed a
    version (``opengov release``). A version that nobody sealed is no edition: what changed then came with
    the next.
    """

    def __init__(self, tags: Mapping[str, str], commits: Sequence[Commit]) -> None:
        known = {commit.id for commit in commits}
        self.tagged = {identity: version for version, identity in tags.items() if identity in known}
        self.found = set(self.tagged.values())

    def edition(self, commit: Commit, state: State) -> str:
        """The edition that ends with this commit; empty if none does."""
        if state.sealed and state.version and state.version not in self.found:
            self.found.add(state.version)
            return state.version
        return self.tagged.get(commit.id, "")


def _walk(
    repository: Repository, commits: Sequence[Commit], package: Package, known: Known
) -> Iterator[EditionSteps]:
    """The editions, one state at a time: what is kept of a step is what changed."""
    ends = Ends(repository.editions(), commits)
    contents = repository.contents(
        [name for one in commits for name in one.changes.values() if name != ABSENT]
    )
    state = State()
    before: dict[str, TableSnapshot] = {}  # as the edition before left them
    steps: list[Step] = []
    for place, commit in enumerate(commits):
        files = {path: b"" if name == ABSENT else next(contents) for path, name in commit.changes.items()}
        steps.append(_step(state, files, commit, known if place else None))
        if edition := ends.edition(commit, state):
            because = state.because if state.version == edition else ""
            yield EditionSteps(edition, tuple(steps), _totals(before, state.tables), because)
            before, steps = dict(state.tables), []
    now = {path.relative_to(package.root).as_posix(): path.read_bytes() for path in package.files()}
    edited = {path: content for path, content in now.items() if state.files.get(path) != content}
    if edited and commits:
        # edits follow the last commit, whatever day the package is true of
        day, moment = package.as_of, f"{package.as_of}T00:00:00Z"
        after = Commit("", max(day, commits[-1].day), max(moment, commits[-1].moment), {})
        steps.append(_step(state, edited, after, known))
    if steps:
        yield EditionSteps(UNRELEASED, tuple(steps), _totals(before, state.tables))


def _totals(before: Mapping[str, TableSnapshot], after: Mapping[str, TableSnapshot]) -> Totals:
    """How many records were added, removed and changed from one state to another."""
    names = dict.fromkeys([*before, *after])
    found = [
        compare_tables(before.get(name), after.get(name))
        for name in names
        if before.get(name) is not after.get(name)  # a table that no commit touched is the same object
    ]
    return (
        sum(len(one.added) for one in found),
        sum(len(one.removed) for one in found),
        sum(len(one.changed) for one in found),
    )


def _step(state: State, files: Contents, commit: Commit, known: Known | None) -> Step:
    """``known`` is None for the beginning, whose records are not told one by one."""
    rows: list[Row] = []
    for before, difference, after in state.advance(files):
        if known is not None:
            rows += _rows(before, difference, after, known)
    return Step(commit.id, commit.day, commit.moment, state.as_of, tuple(rows))


def _rows(
    before: TableSnapshot | None, table: TableDifference, after: TableSnapshot | None, known: Known
) -> Iterator[Row]:
    for kind, records, side in (("added", table.added, after), ("removed", table.removed, before)):
        for record in records:
            row = side.rows[record.key] if side else {}
            yield (table.name, record.id, *_concerns(row, known), kind, None, None, None, _held(row))
    for record, changes in table.changed:
        concerns = _concerns(after.rows[record.key] if after else {}, known)
        for one in changes:
            values = (one.field, one.old or None, one.new or None)
            yield (table.name, record.id, *concerns, "changed", *values, None)


def _held(row: dict[str, str]) -> str:
    """What a record held, as a JSON object. Of one that is gone, no table can tell it any more."""
    return json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False)


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
