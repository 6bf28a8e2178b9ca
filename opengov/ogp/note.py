"""The note of a row that is taken from the sheet: what no code of ours says, in its words."""

import re
import unicodedata

from opengov.ogp.claims import Claim
from opengov.ogp.texts import inert
from opengov.ogp.wording import OTHER_WORDING, VALUES

Labels = dict[str, tuple[str, str]]
Held = dict[str, list[str]]
LONG = 60  # letters of a cell that are quoted
START = (
    "Taken from OGP’s sheet of commitments; the sheet gives no report.",
    "Repris du tableau des engagements du PGO\N{NO-BREAK SPACE}; le tableau ne cite aucun rapport.",
)
HOLDS = (
    "Where it gives no rating and names no value, its cells hold {}.",
    "Là où il ne donne pas de note et ne nomme pas de valeur, ses cellules portent {}.",
)
UNSEEN = ("What it means by {} was not seen.", "Ce qu’il entend par {} n’a pas été trouvé.")
BLANK = ("a blank", "un blanc")
PERSONAL = re.compile(r"\S*@\S*|\d(?:[\s().-]{0,3}\d){8,}")  # addresses and telephone numbers are not for us


def notes(labels: Labels, claim: Claim) -> tuple[str, str]:
    """The note in English and in French. ``labels`` are those of the indicators and OGP values."""
    held, unseen = _words(claim)
    return _note(labels, held, unseen, 0), _note(labels, held, unseen, 1)


def _words(claim: Claim) -> tuple[Held, list[str]]:
    """By what stands in a cell, as it may be quoted, the codes of what it stands for (a blank is empty); and
    which of these words were not seen explained.
    """
    held: Held = {}
    unseen: dict[str, None] = {}
    for indicator, rating in claim.ratings.items():
        for column, text, said in rating.cells:
            # a blank says nothing: worth a word only beside OGP values that are filled in
            if said.blank and (column not in VALUES or rating.blank):
                continue
            if not said.rated or said.code == "no":
                word = _quotable(text)
                held.setdefault(word, []).append(VALUES.get(column, indicator))
                if said.code == OTHER_WORDING:
                    unseen[word] = None
    return held, list(unseen)


def _quotable(text: str) -> str:
    """A cell as it may stand in the record: composed, on one line, not long, without personal data."""
    begin = unicodedata.normalize("NFC", text[: LONG * 4]).replace("\N{REPLACEMENT CHARACTER}", "…")
    line = inert(PERSONAL.sub("…", begin))
    return line if len(line) <= LONG else f"{line[:LONG].rstrip()}…"


def _note(labels: Labels, held: Held, unseen: list[str], language: int) -> str:
    parts = [START[language]]
    if held:
        told = "; " if not language else "\N{NO-BREAK SPACE}; "
        words = [
            f"{_quoted(word, language)} ({', '.join(labels[code][language] for code in codes)})"
            for word, codes in held.items()
        ]
        parts.append(HOLDS[language].format(told.join(words)))
    if unseen:
        *first, last = (_quoted(word, language) for word in unseen)
        both = f"{', '.join(first)}{(' and ', ' et ')[language]}{last}" if first else last
        parts.append(UNSEEN[language].format(both))
    return " ".join(parts)


def _quoted(word: str, language: int) -> str:
    if not word:
        return BLANK[language]
    if not language:
        return f"“{word}”"
    french = re.sub(r" (?=[:;?!»])|(?<=«) ", "\N{NO-BREAK SPACE}", word.replace("'", "’"))
    return f"«\N{NO-BREAK SPACE}{french}\N{NO-BREAK SPACE}»"
