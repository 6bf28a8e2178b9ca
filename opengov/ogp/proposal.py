"""What would be written: the sheet as a source, and its claims as assessments of their own, beside ours.

It is made before anything is printed, and what is printed is made of it: what is not shown is not written. A
row that stands already is never touched. Where the sheet is blank or has no column, the code is
not-published; where it says what no code of ours says, other-wording, and the note quotes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from opengov.errors import OpenGovError
from opengov.ogp.claims import Claim, Findings, Told
from opengov.ogp.note import notes
from opengov.ogp.record import RATINGS, SHEET, Assessment, Record
from opengov.ogp.wording import NOT_PUBLISHED, Rating

SCALE = "irm-original"  # the generation of ratings that the sheet's columns belong to
NO_DATE = "DATE"  # stands for the day of the file as long as nobody has told it
SAME_DAY = (  # how to mend rows of one day that say different things
    "If that sheet was read wrongly before, take its rows back and run this again: delete those whose "
    "source_id is {} from data/assessments.csv and data/assessment_ogp_values.csv (if they were not "
    "committed, 'git restore data' does that, and takes back whatever else is not committed there). "
    "If this is the sheet of another day, give that day with --date."
)
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rating of the sheet stands to ours from elsewhere: the assessments that ``agree``, those that
    ``differ``, those ``beside`` it on scales that must not be compared, and the ``reasons`` that stand where
    we have no rating. Each is an assessment and what it says.
    """

    agree: tuple[tuple[str, str], ...] = ()
    differ: tuple[tuple[str, str], ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether it says something that no other source of ours says."""
        return bool(self.differ) or not self.agree


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim with the rows that it would add, and how each of its ratings stands to ours. ``earlier`` was
    taken from another day's sheet and says otherwise.
    """

    claim: Claim
    standings: dict[str, Standing]
    assessment: Cells
    values: tuple[Cells, ...]
    earlier: Assessment | None


@dataclass
class Proposal:
    """What would be written (``entries`` and ``source``, which is empty if it stands already), and the claims
    that need no row: ``confirmed`` by other sources of ours, ``recorded`` from this sheet. ``refused`` ones
    cannot be written.
    """

    source_id: str
    source: Cells = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    confirmed: list[tuple[Claim, dict[str, Standing]]] = field(default_factory=list)
    recorded: list[tuple[Claim, Assessment]] = field(default_factory=list)
    refused: list[Told] = field(default_factory=list)

    def rows(self) -> dict[str, list[Cells]]:
        """Everything that would be added, by table; empty if there is nothing."""
        new = {
            "assessments": [entry.assessment for entry in self.entries],
            "assessment_ogp_values": [row for entry in self.entries for row in entry.values],
            "sources": [self.source] if self.source else [],
        }
        return {name: its for name, its in new.items() if its}

    @property
    def agreements(self) -> int:
        """How many ratings of the sheet another source of ours says too."""
        standings = [*(entry.standings for entry in self.entries), *(its for _, its in self.confirmed)]
        return sum(bool(one.agree) for its in standings for one in its.values())


def propose(record: Record, found: Findings, date: str, url: str, read_on: str) -> Proposal:
    """The proposal. ``date`` is the day of the file, ISO 8601, ``url`` where it was read; each may be empty,
    if it is not told. ``read_on`` is when it was read, as precise as known.
    """
    proposal = Proposal(f"{SHEET}{date or NO_DATE}")
    for claim in found.rated:
        standings = {name: _stand(record, claim, name, one) for name, one in claim.rated.items()}
        earlier = _last(claim.own.assessments, date)
        if earlier and _says(earlier, claim):
            proposal.recorded.append((claim, earlier))
        elif earlier and earlier.source_id == proposal.source_id:
            why = f"{earlier.assessment_id} cites the sheet of this day and says otherwise"
            mend = SAME_DAY.format(proposal.source_id)
            proposal.refused.append(Told(claim.numbers, claim.own.ogp_id, why, mend))
        elif not earlier and not any(one.is_news for one in standings.values()):
            proposal.confirmed.append((claim, standings))
        else:
            proposal.entries.append(_entry(record, proposal.source_id, claim, standings, earlier))
    if proposal.entries and proposal.source_id not in record.sources:
        proposal.source = _source(record, proposal.source_id, date or NO_DATE, url, read_on)
    return proposal


def with_day(new: dict[str, list[Cells]]) -> dict[str, list[Cells]]:
    """Rows of which the day is not told, as they might be on some day: to be tried, never to be written."""
    its = {"source_id": f"{SHEET}undated", "published_on": ""}
    return {
        name: [row | {column: cell for column, cell in its.items() if column in row} for row in rows]
        for name, rows in new.items()
    }


def codes(claim: Claim) -> dict[str, str]:
    """The codes that a row of it carries."""
    return {
        name: claim.ratings[name].said.code if name in claim.ratings else NOT_PUBLISHED for name in RATINGS
    }


def _says(earlier: Assessment, claim: Claim) -> bool:
    relevance = claim.ratings.get("relevance")
    values = set(relevance.values) if relevance and relevance.said.rated else set()
    return earlier.codes == codes(claim) and earlier.values == values


def _last(assessments: Iterable[Assessment], date: str) -> Assessment | None:
    """What was last taken from the sheet, up to the day of this one; or else the first taken later."""
    its = sorted((one for one in assessments if one.sheet_date), key=lambda one: one.sheet_date)
    before = [one for one in its if not date or one.sheet_date <= date]
    return before[-1] if before else its[0] if its else None


def _stand(record: Record, claim: Claim, indicator: str, rating: Rating) -> Standing:
    piles: dict[str, list[tuple[str, str]]] = {"agree": [], "differ": [], "beside": [], "reasons": []}
    for one in claim.own.assessments:
        if one.sheet_date:
            continue
        code = one.codes[indicator]
        if code in record.reasons:
            pile = "reasons" if code != NOT_PUBLISHED and one.scale == SCALE else ""
        elif one.scale == SCALE:
            pile = "agree" if code == rating.said.code and _same_values(one, indicator, rating) else "differ"
        elif (indicator, SCALE, rating.said.code, one.scale, code) in record.same:
            pile = "agree"
        else:
            comparable = any(key[0] == indicator and key[3:] == (one.scale, code) for key in record.same)
            pile = "differ" if comparable else "beside"
        if pile:
            values = f" ({', '.join(sorted(one.values))})" if indicator == "relevance" and one.values else ""
            piles[pile].append((one.assessment_id, code + values))
    return Standing(**{name: tuple(its) for name, its in piles.items()})


def _same_values(ours: Assessment, indicator: str, rating: Rating) -> bool:
    """Whether the OGP values agree; those on which the sheet is silent cannot disagree."""
    if indicator != "relevance":
        return True
    return set(rating.values) <= ours.values and not rating.denied() & ours.values


def _entry(
    record: Record, source: str, claim: Claim, standings: dict[str, Standing], earlier: Assessment | None
) -> Entry:
    commitment = claim.own.commitment_id
    numbers = (f"{commitment}-a{number}" for number in range(1, 100))
    key = next((one for one in numbers if one not in record.taken), "")
    if not key:
        raise OpenGovError(f"{commitment} has 99 assessments: its ids are used up.")
    note, note_fr = notes(record.labels, claim)
    row = {"assessment_id": key, "commitment_id": commitment, "assessor": "irm", "scale": SCALE,
           "report_stage": "not-stated", **codes(claim), "note": note, "note_fr": note_fr,
           "source_id": source}  # fmt: skip
    relevance = claim.rated.get("relevance")
    values = sorted(relevance.values) if relevance else ()
    return Entry(
        claim,
        standings,
        row,
        tuple({"assessment_id": key, "ogp_value": value, "source_id": source} for value in values),
        earlier,
    )


def _source(record: Record, source: str, date: str, url: str, read_on: str) -> Cells:
    """The sheet as a source. An address stands in one source only, and the sheet keeps it from day to day."""
    holder = next((key for key, row in record.sources.items() if url and row["url"] == url), "")
    row = {"source_id": source, "url": "" if holder else url, "title": f"OGP commitments, sheet of {date}",
           "title_kind": "paraphrase", "publisher": "Open Government Partnership", "published_on": date,
           "language": "en", "kind": "ogp-page", "retrieved_on": read_on}  # fmt: skip
    if holder:
        row["note"] = f"Read at the address of {holder}, on another day."
        row["note_fr"] = f"Lu à l’adresse de {holder}, un autre jour."
    elif not url:
        row["note"] = "A file that was handed over: the address it was read from is not recorded."
        row["note_fr"] = "Fichier transmis\N{NO-BREAK SPACE}: l’adresse d’où il a été lu n’est pas notée."
    return row
