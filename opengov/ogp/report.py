"""What the sheet says, in words: as text for people, as Markdown for a pull request."""

from collections.abc import Iterable, Iterator, Sequence

from opengov.ogp.brevity import Item, few
from opengov.ogp.claims import Claim, Findings, Told
from opengov.ogp.outcome import Outcome
from opengov.ogp.proposal import NO_DATE, SCALE, Entry, Proposal, Standing
from opengov.ogp.record import RATINGS, Assessment
from opengov.ogp.sheet import Sheet
from opengov.ogp.texts import counted, lines, short
from opengov.ogp.wording import INDICATORS, OTHER_WORDING, VALUES, Rating, Said

Section = tuple[str, list[Item]]  # is left out if it has no item
NAMES = {"assessments": "assessment", "assessment_ogp_values": "OGP value", "sources": "source"}
UNSEEN = (
    "What OGP means by ND and NA was not seen. None of them, no blank and no other word is taken for a “no”: "
    "each is told as it stands."
)


def render(sheet: Sheet, found: Findings, proposal: Proposal, form: str, outcome: Outcome) -> str:
    """Everything as ``form``: text or markdown. What would be written is shown to the last code."""
    told = [_head(sheet, found, proposal, outcome)]
    for title, items in _sections(sheet, found, proposal, outcome):
        if items:
            told += ["", f"### {title}" if form == "markdown" else title]
            for first, below in items:
                told += [_line(first, form), *(_line(one, form, deep=True) for one in below)]
    return "\n".join(told) + "\n"


def _head(sheet: Sheet, found: Findings, proposal: Proposal, outcome: Outcome) -> str:
    new = ", ".join(counted(len(its), NAMES[name]) for name, its in proposal.rows().items())
    does = outcome.worded("To be written", "Written", "To be written, but not as it stands")
    against = sum(any(one.differ for one in entry.standings.values()) for entry in proposal.entries)
    return (
        f"{counted(len(sheet.lines), 'row')} read, {found.lines} of them on our governments. "
        f"{does}: {new or 'nothing'}; {counted(against, 'row')} against what we have. "
        f"{counted(proposal.agreements, 'rating')} confirmed by other sources of ours."
    )


def _sections(sheet: Sheet, found: Findings, proposal: Proposal, outcome: Outcome) -> Iterator[Section]:
    yield "Nothing can be written as it stands", [(one, []) for one in outcome.obstacles]
    yield f"How the sheet was read ({len(sheet.notes)})", [(f"Note: {note}.", []) for note in sheet.notes]
    if proposal.rows():
        does = outcome.worded("Would be written", "Written", "Would be written once this is mended")
        yield f"{does}, beside what we have ({len(proposal.entries)})", [*_entries(proposal)]
    for title, items in _not_written(sheet, found, proposal):
        yield title, few(items)


def _not_written(sheet: Sheet, found: Findings, proposal: Proposal) -> Iterator[Section]:
    """What may be told in part, if there is much of it."""
    refused = proposal.refused
    yield f"Other rows of the same day stand already: not used ({len(refused)})", _told(refused)
    yield (
        f"Other sources of ours say the same: nothing to write ({len(proposal.confirmed)})",
        [(_confirmed(claim, standings), []) for claim, standings in proposal.confirmed],
    )
    yield (
        f"Already recorded from this sheet: nothing to write ({len(proposal.recorded)})",
        [(_recorded(claim, row), []) for claim, row in proposal.recorded],
    )
    yield f"The sheet gives no rating: not written ({len(found.unrated)})", [*_unrated(found.unrated)]
    yield f"Does not fit our record: not used ({len(found.misfits)})", _told(found.misfits)
    titled = [claim for claim in (*found.rated, *found.unrated) if claim.other_title]
    yield (
        f"Contradicts our title: the title is not written ({len(titled)})",
        [
            (f"{_where(one)}: {short(one.other_title)}, where we have {short(one.own.titles[0])}", [])
            for one in titled
        ],
    )
    yield (
        f"We do not have: not written, each needs a plan and a summary of our own ({len(found.lacking)})",
        _told(found.lacking),
    )
    yield f"Not understood: no rating is made of it ({len(found.strange)})", _told(found.strange)
    yield f"No id of OGP’s: the row is not used ({len(found.no_id)})", _told(found.no_id)
    yield f"Lines that could not be read ({len(sheet.faults)})", [(fault, []) for fault in sheet.faults]


def _entries(proposal: Proposal) -> Iterator[Item]:
    yield (
        f"Each row says: assessor irm, scale {SCALE}, report_stage not-stated, source {proposal.source_id}.",
        [],
    )
    for entry in proposal.entries:
        yield _heading(entry), _below(entry)
    if proposal.source:
        cells = (f"{name}: {cell}" for name, cell in proposal.source.items() if name != "source_id" and cell)
        yield f"new source {proposal.source_id}", [*cells]
        if proposal.source_id.endswith(NO_DATE):
            yield f"{NO_DATE} is the day of the file: say it with --date 2026-11-20.", []
    else:
        yield f"The source {proposal.source_id} stands already and is not changed.", []


def _heading(entry: Entry) -> str:
    kinds = ["contradicts ours" if any(one.differ for one in entry.standings.values()) else ""]
    if entry.earlier:
        kinds.append(
            f"{entry.earlier.assessment_id}, of the sheet of {entry.earlier.sheet_date}, says otherwise"
        )
    if entry.claim.other_title:
        kinds.append("its title differs too")
    told = "".join(f"; {kind}" for kind in kinds if kind)
    key, title = entry.assessment["assessment_id"], entry.claim.own.titles[0]
    return f"{_where(entry.claim)} {short(title)}: new row {key}{told}"


def _below(entry: Entry) -> list[str]:
    told = []
    for name in RATINGS:
        code, rating = entry.assessment[name], entry.claim.ratings.get(name)
        if name == "relevance" and entry.values:
            code = f"{code} ({', '.join(row['ogp_value'] for row in entry.values)})"
        ours = _standing(entry.standings[name]) if name in entry.standings else ""
        told.append(f"{name}: {code} — {_origin(name, rating)}{ours}")
    return [*told, *(f"{name}: {entry.assessment[name]}" for name in ("note", "note_fr"))]


def _origin(name: str, rating: Rating | None) -> str:
    """Where a code comes from: the sheet's own cell, or the sheet's silence."""
    if rating is None:
        known = name in {*INDICATORS.values(), "relevance"}
        return (
            "the sheet does not say: it has no such column"
            if known
            else "the sheet does not say: no column tells it"
        )
    cells = _cells(rating)
    return "the sheet does not say: blank" if rating.blank else f"the sheet says {cells}"


def _cells(rating: Rating) -> str:
    """What stands in the cells; for OGP values with the name of each."""
    if len(rating.cells) == 1 and rating.cells[0][0] not in VALUES:
        _, text, said = rating.cells[0]
        return _as_written(text, said)
    return ", ".join(f"{VALUES[column]} {_as_written(text, said)}" for column, text, said in rating.cells)


def _as_written(text: str, said: Said) -> str:
    return "blank" if said.blank else f"{short(text)}{' (not understood)' if said.strange else ''}"


def _standing(one: Standing) -> str:
    told = [f"contradicts ours: {_ours(one.differ)}"] if one.differ else []
    told += [f"as ours: {_ours(one.agree)}"] if one.agree else []
    told += ["we have no such rating"] if not (told or one.beside) else []
    told += [f"ours on another scale: {_ours(one.beside)}"] if one.beside else []
    told += [f"ours gives a reason: {_ours(one.reasons)}"] if one.reasons else []
    return f"; {'; '.join(told)}"


def _ours(its: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{code} in {key}" for key, code in its)


def _confirmed(claim: Claim, standings: dict[str, Standing]) -> str:
    said = (f"{name} {_cells(claim.ratings[name])} as {_ours(one.agree)}" for name, one in standings.items())
    return f"{_where(claim)}: {'; '.join(said)}{_rest(claim)}"


def _recorded(claim: Claim, row: Assessment) -> str:
    return f"{_where(claim)}: as in {row.assessment_id}, from the sheet of {row.sheet_date}{_rest(claim)}"


def _rest(claim: Claim) -> str:
    """What a row does not rate, beside its ratings."""
    its = [
        f"{_label(name, one)} {_silence(one)}" for name, one in claim.ratings.items() if not one.said.rated
    ]
    return f"; it gives no rating of the rest: {'; '.join(its)}" if its else ""


def _unrated(claims: list[Claim]) -> Iterator[Item]:
    """One line a row; rows with nothing at all are one line together."""
    empty = [one for one in claims if all(rating.blank for rating in one.ratings.values())]
    if any(
        said.code == OTHER_WORDING
        for one in claims
        for rating in one.ratings.values()
        for _, _, said in rating.cells
    ):
        yield UNSEEN, []
    for claim in claims:
        if claim not in empty:
            its = "; ".join(f"{_label(name, one)} {_silence(one)}" for name, one in claim.ratings.items())
            had = [row for row in claim.own.assessments if row.sheet_date]
            told = (
                f"; before, the sheet of {had[-1].sheet_date} gave one ({had[-1].assessment_id})"
                if had
                else ""
            )
            yield f"{_where(claim)}: {its}{told}", []
    if empty:
        yield f"{_many(empty)}: {_nothing(empty[0])}", []


def _nothing(claim: Claim) -> str:
    """What a row without any rating says; a column that is not there is not blank."""
    lacking = [column for column, name in INDICATORS.items() if name not in claim.ratings]
    lacking += [] if "relevance" in claim.ratings else ["OGP values"]
    if not claim.ratings:
        return "no column of ratings in this sheet"
    there = f" that is there; there is none for {', '.join(lacking)}" if lacking else ""
    return f"blank in every column of ratings{there}"


def _many(claims: list[Claim]) -> str:
    numbers = tuple(number for claim in claims for number in claim.numbers)
    return f"{lines(numbers)} ({', '.join(claim.own.ogp_id for claim in claims)})"


def _label(name: str, rating: Rating) -> str:
    return "OGP values:" if name == "relevance" else name


def _silence(rating: Rating) -> str:
    return "blank" if rating.blank else _cells(rating)


def _told(its: Sequence[Told]) -> list[Item]:
    """A line each; a mend that many have in common stands once, above them."""
    told = [(f"{lines(one.numbers)}: {': '.join(filter(None, (one.ogp_id, one.words)))}", []) for one in its]
    return [*((mend, []) for mend in dict.fromkeys(one.mend for one in its) if mend), *told]


def _where(claim: Claim) -> str:
    return f"{lines(claim.numbers)}: {claim.own.ogp_id} ({claim.own.commitment_id})"


def _line(text: str, form: str, deep: bool = False) -> str:
    """In Markdown as code: a sheet of others writes no markup and mentions nobody."""
    if form == "markdown":
        return f"{'  ' if deep else ''}- `{text.replace('`', '’')}`"
    return f"{'      ' if deep else '  '}{text}"
