"""What stands in a cell of the sheet, as one of our codes, or as a reason why there is none.

``ND``, ``NA``, a blank, 0 and words mean different things. A public re-user's reader folds them all to "no";
here each stays what it is, and what is not known is told and never written. Words: OGP's glossary,
https://www.opengovpartnership.org/glossary/completion/ and /early-results/; for potential impact the pages of
the pilot's IRM reports (https://opengovpartnership.org/?p=3699).
"""

from dataclasses import dataclass

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
# Why there is no rating: a blank says nothing at all, ND that OGP has no data, NA that it does not apply.
REASONS = {
    "": "not-published",
    "nd": "no-irm-data",
    "no irm data": "no-irm-data",
    "na": "not-applicable",
    "n/a": "not-applicable",
    "not applicable": "not-applicable",
    "pending irm review": "pending-review",
    "irm review pending": "pending-review",
    "pending": "pending-review",
}
YES, NO = frozenset({"1", "yes", "true"}), frozenset({"0", "no", "false"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: a ``code``, or the ``reason`` why there is none, or, with neither, a word that is not
    known.
    """

    code: str = ""
    reason: str = ""


def rating(indicator: str, cell: str) -> Said:
    """The rating in a cell; ``indicator`` is our name of it."""
    word = _plain(cell)
    if word in REASONS:
        return Said(reason=REASONS[word])
    return Said(code=WORDS[indicator].get(word, ""))


def named(cell: str) -> Said:
    """Whether a column of OGP values names the value: yes, no, or a reason."""
    word = _plain(cell)
    if word in REASONS:
        return Said(reason=REASONS[word])
    return Said(code="yes" if word in YES else "no" if word in NO else "")


def _plain(cell: str) -> str:
    text = " ".join(cell.replace("\N{NO-BREAK SPACE}", " ").replace("-", " ").casefold().split())
    return text.removesuffix(".0") if text in ("0.0", "1.0") else text
