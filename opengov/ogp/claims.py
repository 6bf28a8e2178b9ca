"""The sheet against the record: what it adds, contradicts and confirms for our governments."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from opengov.errors import OpenGovError
from opengov.ogp.sheet import KEY, LOCALITY, TITLE, Line, Sheet
from opengov.ogp.wording import INDICATORS, VALUES, Said, named, rating
from opengov.package import Package
from opengov.tables import BadCsv, read

SCALE = "irm-original"  # the generation of ratings that the sheet's columns belong to
PREFIX = re.compile(r"([A-Z]+)\d+\Z")
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What the sheet says of one thing: ``said`` is its code, ``ours`` what stands in the record (empty where
    nothing does).
    """

    line: int
    commitment_id: str
    ogp_id: str
    about: str
    said: str
    ours: str


@dataclass
class Findings:
    """Everything that the sheet says of our governments. ``values`` are the OGP values that it names, by
    commitment; ``reasons`` why a rating is missing there, by commitment and indicator.
    """

    additions: list[Claim] = field(default_factory=list)
    contradictions: list[Claim] = field(default_factory=list)
    confirmed: int = 0
    lacking: list[tuple[int, str, str]] = field(default_factory=list)
    unknown: list[tuple[int, str, str, str]] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    lines: int = 0


def table(package: Package, name: str) -> Rows:
    """The rows of a table of ours, by column. Raises OpenGovError if it cannot be read."""
    of = package.table(name)
    try:
        rows = read(package.root / of.path)
    except (OSError, UnicodeDecodeError, BadCsv) as error:
        raise OpenGovError(f"{of.path} cannot be read: {error}.", "Run 'opengov check'.") from error
    return [dict(zip(rows.header, row, strict=True)) for row in rows.rows]


def compare(package: Package, sheet: Sheet) -> Findings:
    """What the sheet says of our governments. A commitment that stands in it twice with different words is
    told as unknown and not used.
    """
    commitments = {row["ogp_id"]: row for row in table(package, "commitments") if row["ogp_id"]}
    prefixes = {match[1] for key in commitments if (match := PREFIX.match(key))}
    names = {_folded(row["name"]) for row in table(package, "governments")}
    assessments: dict[str, Rows] = {}
    for row in table(package, "assessments"):
        assessments.setdefault(row["commitment_id"], []).append(row)
    found = Findings()
    for key, lines in _by_key(sheet.lines).items():
        line = lines[0]
        match = PREFIX.match(key)
        is_ours = key in commitments or (match and match[1] in prefixes)
        if not is_ours and _folded(line.cells.get(LOCALITY, "").partition(",")[0]) not in names:
            continue
        found.lines += len(lines)
        if any(other.cells != line.cells for other in lines[1:]):
            numbers = ", ".join(str(one.number) for one in lines)
            found.unknown.append(
                (line.number, key, "the whole row", f"stands differently on lines {numbers}")
            )
        elif key not in commitments:
            found.lacking.append((line.number, key, line.cells.get(TITLE, "")))
        else:
            own = commitments[key]
            _compare_one(found, line, own, assessments.get(own["commitment_id"], []))
    return found


def _compare_one(found: Findings, line: Line, own: dict[str, str], assessments: Rows) -> None:
    commitment, key = own["commitment_id"], own["ogp_id"]
    title = line.cells.get(TITLE, "")
    if title and own["title_kind"] == "official" and _folded(title) != _folded(own["title"]):
        found.contradictions.append(Claim(line.number, commitment, key, "title", title, own["title"]))
    said: dict[str, Said] = {}
    for column, indicator in INDICATORS.items():
        if column in line.cells:
            said[indicator] = rating(indicator, line.cells[column])
            if said[indicator] == Said():
                found.unknown.append((line.number, key, column, line.cells[column]))
    if values := _values(found, line, key):
        said["relevance"] = values
        if values.code == "values-named":
            found.values[commitment] = [
                code for column, code in VALUES.items() if named(line.cells.get(column, "")).code == "yes"
            ]
    for indicator, what in said.items():
        if what.reason:
            found.reasons[commitment, indicator] = what.reason
        elif what.code:
            _weigh(found, Claim(line.number, commitment, key, indicator, what.code, ""), assessments)


def _values(found: Findings, line: Line, key: str) -> Said | None:
    """Relevance, from the columns of OGP values: named if one is, "no" only if all four say so."""
    cells = {column: line.cells[column] for column in VALUES if column in line.cells}
    said = {column: named(cell) for column, cell in cells.items()}
    strange = [column for column, one in said.items() if one == Said()]
    found.unknown += [(line.number, key, column, cells[column]) for column in strange]
    if strange or not said:
        return None
    codes = [one.code for one in said.values()]
    if "yes" in codes:
        return Said(code="values-named")
    if codes == ["no"] * len(VALUES):
        return Said(code="no")
    return Said(reason=next((one.reason for one in said.values() if one.reason), "not-published"))


def _weigh(found: Findings, claim: Claim, assessments: Rows) -> None:
    """New, contradicted or confirmed, by what stands on the same scale; other scales say nothing about it."""
    ours = {row[claim.about] for row in assessments if row["scale"] == SCALE}
    rated = sorted(code for code in ours if code not in MISSING)
    known = Claim(claim.line, claim.commitment_id, claim.ogp_id, claim.about, claim.said, ", ".join(rated))
    if claim.said in rated:
        found.confirmed += 1
    elif rated:
        found.contradictions.append(known)
    else:
        found.additions.append(known)


MISSING = frozenset({"not-published", "pending-review", "no-irm-data", "not-assessed", "not-applicable"})


def _by_key(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        if key := "".join(line.cells[KEY].split()).upper():
            found.setdefault(key, []).append(line)
    return found


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"\W+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
