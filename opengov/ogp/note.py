"""The note of a row that is taken from the sheet: what its cells say that no code of ours says."""

from opengov.ogp.claims import Claim
from opengov.ogp.wording import BLANK, VALUES

Labels = dict[str, tuple[str, str]]
START = (
    "Taken from OGP’s sheet of commitments; the sheet gives no report.",
    "Repris du tableau des engagements du PGO\N{NO-BREAK SPACE}; le tableau ne cite aucun rapport.",
)
HOLDS = (
    "Where it gives no rating, its cells hold {}.",
    "Là où il ne donne pas de note, ses cellules portent {}.",
)
UNSEEN = ("What it means by {} was not seen.", "Ce qu’il entend par {} n’a pas été trouvé.")
STRANGE = ("What it says of {} was not understood.", "Ce qu’il dit de {} n’a pas été compris.")
EXPLAINED = ("No IRM data", "Pending IRM review", "IRM review pending", BLANK, "0")
BLANK_FR = "un blanc"


def notes(labels: Labels, claim: Claim) -> tuple[str, str]:
    """The note in English and in French. ``labels`` are those of the indicators and OGP values."""
    held, strange = _words(claim)
    unseen = [word for word in held if word not in EXPLAINED]
    return _note(labels, held, strange, unseen, 0), _note(labels, held, strange, unseen, 1)


def _words(claim: Claim) -> tuple[dict[str, list[str]], list[str]]:
    """By word of the sheet, the codes of what it stands for; and what was not understood."""
    held: dict[str, list[str]] = {}
    strange: list[str] = []
    for indicator, rating in claim.ratings.items():
        for column, _, said in rating.cells:
            about = VALUES.get(column, indicator)
            if said.strange:
                strange.append(about)
            elif said.word:
                # a blank says nothing: worth a word only beside OGP values that are filled in
                if said.word != BLANK or (column in VALUES and not rating.blank):
                    held.setdefault(said.word, []).append(about)
            elif said.code == "no" and rating.said.code != "values-named":
                held.setdefault("0", []).append(about)
    return held, strange


def _note(
    labels: Labels, held: dict[str, list[str]], strange: list[str], unseen: list[str], language: int
) -> str:
    def named(codes: list[str]) -> str:
        return ", ".join(
            f"“{labels[code][0]}”"
            if not language
            else f"«\N{NO-BREAK SPACE}{labels[code][1]}\N{NO-BREAK SPACE}»"
            for code in codes
        )

    parts = [START[language]]
    if held:
        told = "; " if not language else "\N{NO-BREAK SPACE}; "
        words = [
            f"{BLANK_FR if language and word == BLANK else word} ({named(codes)})"
            for word, codes in held.items()
        ]
        parts.append(HOLDS[language].format(told.join(words)))
    if unseen:
        parts.append(UNSEEN[language].format((" et ", " and ")[not language].join(unseen)))
    if strange:
        parts.append(STRANGE[language].format(named(strange)))
    return " ".join(parts)
