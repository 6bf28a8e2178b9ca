"""What stands in our tables on the commitments that carry OGP's ids: their place and their ratings."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from opengov.errors import OpenGovError
from opengov.ogp import places
from opengov.ogp.places import Place
from opengov.package import Package
from opengov.tables import BadCsv, read

RATINGS = ("verifiable", "relevance", "ambition", "completion", "early_results", "starred")
SHEET = "ogp-commitments-sheet-"  # how the source of the sheet's rows begins; its day follows
PILOT = 2017  # the plans of the pilot were submitted in the year before their cycle
OGP_ID = re.compile(r"([A-Z]{2,5})[0-9]{3,5}\Z")
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment of ours: its codes by indicator, and the OGP values that it names."""

    assessment_id: str
    scale: str
    source_id: str
    codes: dict[str, str]
    values: frozenset[str]

    @property
    def sheet_date(self) -> str:
        """The day of the sheet that it was taken from; empty if it comes from elsewhere."""
        return self.source_id.removeprefix(SHEET) if self.source_id.startswith(SHEET) else ""


@dataclass(frozen=True, slots=True)
class Own:
    """A commitment of ours that carries an OGP id. ``titles`` are those it may go by, the first is ours;
    ``successors`` say what took its place, ``namesake`` is an older record that went by the same id.
    """

    commitment_id: str
    ogp_id: str
    titles: tuple[str, ...]
    official: bool
    superseded: bool
    successors: tuple[str, ...]
    namesake: str
    place: Place
    plan_id: str
    cycle: int
    years: frozenset[int]
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True)
class Record:
    """Everything that the sheet is held against. ``former`` holds ids that nothing of ours carries any more,
    with what became of them; ``same`` holds (indicator, scale, code, other scale, other
    code) that are the same rating, both ways; ``labels`` the English and French label of a code.
    """

    commitments: dict[str, Own]
    places: tuple[Place, ...]
    prefixes: frozenset[str]
    taken: frozenset[str]
    sources: dict[str, dict[str, str]]
    former: dict[str, str]
    same: frozenset[tuple[str, str, str, str, str]]
    reasons: frozenset[str]
    labels: dict[str, tuple[str, str]]


def table(package: Package, name: str) -> Rows:
    """The rows of a table of ours, by column. Raises OpenGovError if it cannot be read."""
    of = package.table(name)
    try:
        rows = read(package.root / of.path)
        return [dict(zip(rows.header, row, strict=True)) for row in rows.rows if row]
    except (OSError, UnicodeDecodeError, BadCsv, ValueError) as error:
        raise OpenGovError(f"{of.path} cannot be read: {error}.", "Run 'opengov check'.") from error


def load(package: Package) -> Record:
    """The record of a package. Raises OpenGovError if a table cannot be read or lacks a column."""
    try:
        return _load({name: table(package, name) for name in _TABLES} | _codelists(package))
    except KeyError as error:
        raise OpenGovError(f"The package lacks {error}.", "Run 'opengov check'.") from error


_TABLES = ("commitments", "action_plans", "governments", "assessments", "assessment_ogp_values", "sources",
           "superseded_ids", "successors", "rating_crosswalk")  # fmt: skip
_CODELISTS = (
    "codelist_country",
    "codelist_missing_reason",
    "codelist_rating_indicator",
    "codelist_ogp_value",
)


def _codelists(package: Package) -> dict[str, Rows]:
    return {name: table(package, name) for name in _CODELISTS}


@dataclass(frozen=True, slots=True)
class _Joined:
    """What belongs to a commitment, by its id or its plan's."""

    plans: dict[str, dict[str, str]]
    places: dict[str, Place]
    assessments: dict[str, list[Assessment]]
    successors: dict[str, list[str]]
    namesakes: dict[str, str]


def _load(of: dict[str, Rows]) -> Record:
    sources = {row["source_id"]: row for row in of["sources"]}
    joined = _joined(of, sources)
    commitments = {row["ogp_id"]: _own(row, joined) for row in of["commitments"] if row["ogp_id"]}
    prefixes = {match[1] for key in commitments if (match := OGP_ID.match(key))}
    return Record(
        commitments,
        tuple(joined.places.values()),
        frozenset(prefixes),
        frozenset(row["assessment_id"] for row in of["assessments"]),
        sources,
        {key: _fate(old, joined) for key, old in joined.namesakes.items() if key not in commitments},
        frozenset(_same(of["rating_crosswalk"])),
        frozenset(row["code"] for row in of["codelist_missing_reason"]),
        {
            row["code"]: (row["label_en"], row["label_fr"])
            for row in [*of["codelist_rating_indicator"], *of["codelist_ogp_value"]]
        },
    )


def _joined(of: dict[str, Rows], sources: dict[str, dict[str, str]]) -> _Joined:
    plans = {row["plan_id"]: row for row in of["action_plans"]}
    urls: dict[str, list[str]] = defaultdict(list)
    for row in of["commitments"]:
        url = sources.get(row["ogp_source_id"], {}).get("url", "")
        urls[plans[row["plan_id"]]["government_id"]].append(url)
    countries = {row["code"]: row for row in of["codelist_country"]}
    successors: dict[str, list[str]] = defaultdict(list)
    for row in of["successors"]:
        successors[row["old_id"]].append(row["new_id"])
    return _Joined(
        plans,
        {
            row["government_id"]: places.make(
                row, countries.get(row["country_code"], {}), urls[row["government_id"]]
            )
            for row in of["governments"]
        },
        _assessments(of["assessments"], of["assessment_ogp_values"]),
        successors,
        {row["ogp_id_then"]: row["old_id"] for row in of["superseded_ids"] if row["ogp_id_then"]},
    )


def _fate(old: str, joined: _Joined) -> str:
    now = ", ".join(joined.successors.get(old, ())) or "another listing"
    return f"it was the id of {old}, which is superseded: {now} took its place"


def _own(row: dict[str, str], joined: _Joined) -> Own:
    plan = joined.plans[row["plan_id"]]
    cycle = int(plan["cycle_year"])
    dated = {int(plan[name][:4]) for name in ("start_date", "submitted_on") if plan[name]}
    return Own(
        row["commitment_id"],
        row["ogp_id"],
        tuple(title for title in (row["title"], row["title_original"]) if title),
        row["title_kind"] == "official",
        row["record_status"] != "current",
        tuple(joined.successors.get(row["commitment_id"], ())),
        joined.namesakes.get(row["ogp_id"], ""),
        joined.places[plan["government_id"]],
        row["plan_id"],
        cycle,
        frozenset({cycle, *dated, *({cycle - 1} if cycle == PILOT else ())}),
        tuple(joined.assessments.get(row["commitment_id"], ())),
    )


def _assessments(rows: Rows, values: Rows) -> dict[str, list[Assessment]]:
    named: dict[str, set[str]] = defaultdict(set)
    for row in values:
        named[row["assessment_id"]].add(row["ogp_value"])
    found: dict[str, list[Assessment]] = defaultdict(list)
    for row in rows:
        codes = {name: row[name] for name in RATINGS}
        key = row["assessment_id"]
        one = Assessment(key, row["scale"], row["source_id"], codes, frozenset(named[key]))
        found[row["commitment_id"]].append(one)
    return found


def _same(rows: Rows) -> Iterable[tuple[str, str, str, str, str]]:
    for row in rows:
        if row["relation"] == "same-rating":
            one, other = (row["scale"], row["code"]), (row["other_scale"], row["other_code"])
            yield (row["indicator"], *one, *other)
            yield (row["indicator"], *other, *one)
