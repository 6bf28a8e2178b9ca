"""What stands in a cell of the sheet, as one of our codes, or in its own words why there is none.

``ND``, ``NA``, a blank, 0 and words are different things. A public re-user's reader folds them all to "no";
here each stays what it is. Ratings: OGP's glossary, https://www.opengovpartnership.org/glossary/completion/
and /early-results/; for potential impact the pages of the pilot's IRM reports
(https://opengovpartnership.org/?p=3699).

What OGP means by ``ND`` and ``NA`` was not seen written down. Our codes no-irm-data ("OGP's page says that
the IRM has no data") and not-applicable ("does not exist on this scale") would say more than two letters do.
So both get other-wording, as does every word that we have no code for; the note of the row quotes them.
not-published is for a blank alone. Only words that say it in full ("No IRM data", "Pending IRM review") get
the code of those words; "Not applicable" does not, as it may speak of the commitment where our code speaks of
the scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from opengov.ogp.texts import inert

COMPLETION, IMPACT = "Completion (Progress Report)", "Potential Impact"
OPENED = "Did It Open Government (Overall)"
VALUES = {  # the sheet's columns of OGP values, as our codes
    "OGP Value Access To Information": "access-to-information",
    "OGP Value Civic Participation": "civic-participation",
    "OGP Value Public Accountability": "public-accountability",
    "OGP Value Technology": "technology",
}
INDICATORS = {COMPLETION: "completion", IMPACT: "ambition", OPENED: "early_results"}
WORDS = {
    "completion": {
        "no evidence available": "no-evidence",
        "not started": "not-started",
        "limited": "limited",
        "substantial": "substantial",
        "complete": "complete",  # "completed" is the word of the governments' own form, not the IRM's
    },
    "early_results": {
        "worsened": "worsened",
        "did not change": "did-not-change",
        "marginal": "marginal",
        "major": "major",
        "outstanding": "outstanding",
    },
    "ambition": {"moderate": "moderate", "transformative": "transformative"},
}
NOT_PUBLISHED, OTHER_WORDING = "not-published", "other-wording"
NO_RATING = {  # words that are known to give no rating, and our code for them
    "nd": OTHER_WORDING,
    "no data": OTHER_WORDING,
    "na": OTHER_WORDING,
    "n/a": OTHER_WORDING,
    "not applicable": OTHER_WORDING,
    "no irm data": "no-irm-data",
    "pending irm review": "pending-review",
    "irm review pending": "pending-review",
}
YES, NO = frozenset({"1", "yes", "true"}), frozenset({"0", "no", "false"})


class Kind(Enum):
    """What a cell is: a rating, nothing at all, a word that gives no rating, or one that is not known."""

    RATING, BLANK, WORD, STRANGE = range(4)


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: its ``code`` is the rating, or our reason why there is none."""

    code: str
    kind: Kind

    @property
    def rated(self) -> bool:
        """Whether it is a rating."""
        return self.kind is Kind.RATING

    @property
    def blank(self) -> bool:
        """Whether nothing stands there."""
        return self.kind is Kind.BLANK

    @property
    def strange(self) -> bool:
        """Whether it is not understood."""
        return self.kind is Kind.STRANGE


@dataclass(frozen=True, slots=True)
class Rating:
    """What a row says of one indicator: ``said`` altogether, ``cells`` what stands in each of its columns (as
    written, and as understood), ``values`` the OGP values that it names.
    """

    said: Said
    cells: tuple[tuple[str, str, Said], ...]
    values: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing at all stands there."""
        return all(said.blank for _, _, said in self.cells)

    def denied(self) -> set[str]:
        """The OGP values that it says it does not name; what it leaves open is not among them."""
        return {VALUES[column] for column, _, said in self.cells if column in VALUES and said.code == "no"}


def ratings(cells: Mapping[str, str]) -> dict[str, Rating]:
    """What a row of the sheet says, by our name of the indicator; without a column it is not there."""
    found = {}
    for column, indicator in INDICATORS.items():
        if column in cells:
            said = rating(indicator, cells[column])
            found[indicator] = Rating(said, ((column, cells[column], said),))
    its = tuple((column, cells[column], named(cells[column])) for column in VALUES if column in cells)
    if its:
        values = tuple(VALUES[column] for column, _, said in its if said.code == "yes")
        found["relevance"] = Rating(_relevance([said for _, _, said in its], values), its, values)
    return found


def rating(indicator: str, cell: str) -> Said:
    """The rating in a cell; ``indicator`` is our name of it."""
    code = WORDS[indicator].get(_plain(cell), "")
    return Said(code, Kind.RATING) if code else _silence(cell)


def named(cell: str) -> Said:
    """Whether a column of OGP values names the value: yes, no, or neither."""
    word = _plain(cell)
    if word in YES or word in NO:
        return Said("yes" if word in YES else "no", Kind.RATING)
    return _silence(cell)


def understood(column: str, cell: str) -> tuple[str, str]:
    """What a cell of a rating means, however it is spelt: its code, and its words where no code says them."""
    said = named(cell) if column in VALUES else rating(INDICATORS[column], cell)
    return said.code, _plain(cell) if said.code == OTHER_WORDING else ""


def expected(indicator: str) -> str:
    """The words that are known for an indicator, as one would write them."""
    words = [word.capitalize() for word in WORDS.get(indicator, ())] or ["1", "0"]
    return f"{', '.join(words)}, ND, NA or a blank"


def _silence(cell: str) -> Said:
    if not inert(cell):
        return Said(NOT_PUBLISHED, Kind.BLANK)
    code = NO_RATING.get(_plain(cell), "")
    return Said(code, Kind.WORD) if code else Said(OTHER_WORDING, Kind.STRANGE)


def _relevance(its: list[Said], values: tuple[str, ...]) -> Said:
    """Named if one value is; all else is no rating. Four zeros are zeros: that OGP's values are not named is
    not yet the IRM's verdict that the commitment is not relevant.
    """
    if values:
        return Said("values-named", Kind.RATING)
    if any(said.strange for said in its):
        return Said(OTHER_WORDING, Kind.STRANGE)
    codes = {said.code for said in its if not said.blank}
    if not codes:
        return Said(NOT_PUBLISHED, Kind.BLANK)
    return Said(codes.pop() if len(codes) == 1 and codes != {"no"} else OTHER_WORDING, Kind.WORD)


def _plain(cell: str) -> str:
    text = " ".join(cell.replace("-", " ").casefold().split())
    return text.removesuffix(".0") if text in ("0.0", "1.0") else text
