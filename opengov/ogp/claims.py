"""The rows of the sheet, sorted by what can be done with them; nothing is weighed or written here."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from opengov.ogp import fit
from opengov.ogp.columns import COMPARED, KEY, LOCALITY, TITLE
from opengov.ogp.places import locality
from opengov.ogp.record import OGP_ID, Own, Record
from opengov.ogp.sheet import Line, Sheet
from opengov.ogp.texts import inert, lines, short
from opengov.ogp.wording import INDICATORS, VALUES, Rating, expected, ratings, understood


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of the sheet (or several lines that are equal) on a commitment of ours that it fits.

    ``ratings`` is what it says, by indicator; ``other_title`` its title where it is not ours.
    """

    numbers: tuple[int, ...]
    own: Own
    ratings: dict[str, Rating]
    other_title: str

    @property
    def rated(self) -> dict[str, Rating]:
        """The indicators that it rates."""
        return {name: one for name, one in self.ratings.items() if one.said.rated}


@dataclass(frozen=True, slots=True)
class Told:
    """A row that is told and not used, or a cell of it: why, in words. ``mend`` is what many may have in
    common: how to mend it.
    """

    numbers: tuple[int, ...]
    ogp_id: str
    words: str
    mend: str = ""


@dataclass
class Findings:
    """Every row of the sheet on our governments: ``rated`` ones are for the proposal, the others are told.
    ``lines`` counts them all; ``no_id`` are rows of which it cannot be known.
    """

    rated: list[Claim] = field(default_factory=list)
    unrated: list[Claim] = field(default_factory=list)
    misfits: list[Told] = field(default_factory=list)
    lacking: list[Told] = field(default_factory=list)
    strange: list[Told] = field(default_factory=list)
    no_id: list[Told] = field(default_factory=list)
    lines: int = 0


def sort(record: Record, sheet: Sheet) -> Findings:
    """Sort the rows of a sheet. A commitment on which two of them say different things is not used."""
    found = Findings()
    for key, its in _by_key(sheet.lines).items():
        first, numbers = its[0], tuple(line.number for line in its)
        if not OGP_ID.match(key):
            found.no_id += [Told((line.number,), "", _no_id(line.cells[KEY])) for line in its]
        elif own := record.commitments.get(key):
            found.lines += len(its)
            _sort_one(found, its, own)
        elif key in record.former:
            found.lines += len(its)
            found.misfits.append(Told(numbers, key, record.former[key]))
        elif _is_ours(record, key, first):
            found.lines += len(its)
            title = first.cells.get(TITLE, "")
            found.lacking.append(Told(numbers, key, short(title) if inert(title) else "no title"))
    return found


def _sort_one(found: Findings, its: list[Line], own: Own) -> None:
    first, numbers = its[0], tuple(line.number for line in its)
    if differ := [*_differences(its)]:
        why = f"it stands differently on {lines(numbers)}: {'; '.join(differ)}; take the wrong ones out"
        found.misfits.append(Told(numbers, own.ogp_id, why))
        return
    claim = Claim(numbers, own, ratings(first.cells), fit.other_title(first, own))
    why = fit.misfits(first, own)
    if claim.rated and own.cycle >= fit.NEW_SCALE:
        why.append(
            f"our plan {own.plan_id} is rated on another scale: the columns of the sheet are those of plans "
            f"before {fit.NEW_SCALE}"
        )
    if why:
        found.misfits.append(Told(numbers, own.ogp_id, "; ".join([*why, *_unused(claim)])))
        return
    found.strange += [Told(numbers, own.ogp_id, words) for words in _strange(first, claim)]
    (found.rated if claim.rated else found.unrated).append(claim)


def _differences(its: list[Line]) -> Iterable[str]:
    """The columns in which lines on one commitment differ, of those that are compared: what each says, the
    same in another spelling once.
    """
    for column in COMPARED:
        held: dict[object, list[Line]] = {}
        for line in its:
            held.setdefault(_understood(column, line.cells.get(column, "")), []).append(line)
        if len(held) > 1:
            said = (
                f"{_cell(text) if (text := on[0].cells.get(column, '')) else 'blank'} on "
                f"{lines(tuple(line.number for line in on))}"
                for on in held.values()
            )
            yield f"{column} is {', '.join(said)}"


def _understood(column: str, text: str) -> object:
    rates = column in INDICATORS or column in VALUES
    return understood(column, text) if rates else fit.understood(column, text)


def _strange(line: Line, claim: Claim) -> Iterable[str]:
    """What is not understood, with what was expected."""
    for column, text in fit.strange(line):
        yield f"{column} says {_cell(text)}: expected {fit.EXPECTED[column]}; it was not compared"
    for indicator, rating in claim.ratings.items():
        for column, text, said in rating.cells:
            if said.strange:
                yield f"{column} says {_cell(text)}: expected {expected(indicator)}"


def _unused(claim: Claim) -> Iterable[str]:
    """The ratings of a row that is not used: they must be told, too."""
    said = [f"{name} {rating.said.code}" for name, rating in claim.rated.items()]
    if said:
        yield f"it rates {', '.join(said)}"


def _is_ours(record: Record, key: str, line: Line) -> bool:
    """Whether a commitment that we lack is one of our governments: by its place, else by its prefix."""
    if cell := line.cells.get(LOCALITY, ""):
        parts = locality(cell)
        if any(place.has_locality(parts) for place in record.places):
            return True
        # "Austin, Texas" may be ours, if its id begins as those of our governments do
        if not any(place.is_named(parts[0]) for place in record.places):
            return False
    match = OGP_ID.match(key)
    return bool(match) and match[1] in record.prefixes


def _no_id(cell: str) -> str:
    if not cell:
        return f"{KEY} is blank: a row without an id cannot be compared"
    return f"{KEY} says {_cell(cell)}, which is not of the form PAR0001"


def _cell(text: str) -> str:
    formula = " (a formula: export the sheet with its values)" if text.startswith("=") else ""
    return f"{short(text)}{formula}"


def _by_key(its: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in its:
        key = "".join(unicodedata.normalize("NFKC", line.cells[KEY]).split()).upper()
        found.setdefault(key, []).append(line)
    return found
