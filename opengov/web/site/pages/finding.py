"""What a reader typed, made into a question for the full-text index: accents folded, slips mended."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"\w+")
MAX_TEXT = 200
MAX_WORDS = 12
MENDED = 3  # how many words of the index may stand in for one that it does not know


@dataclass(frozen=True, slots=True)
class Query:
    """``text`` as it was typed; ``match`` the expression for FTS5 that asks for all of its words, ``loose``
    the one for any of them, both empty where nothing can match; ``mended`` what was replaced by what.
    """

    text: str
    match: str
    loose: str = ""
    mended: tuple[tuple[str, str], ...] = ()


def understood(text: str, terms: Sequence[str]) -> Query:
    """The query for ``text``; ``terms`` are the words of the index, sorted.

    Every word must occur, the last letters of each may be missing. A word that begins no word of the index
    is replaced by those nearest to it, one slip for a short word and two for a long one.
    """
    text = " ".join(text[:MAX_TEXT].split())
    parts, mended = [], []
    for word in WORD.findall(folded(text))[:MAX_WORDS]:
        if begins(word, terms):
            parts.append(f'"{word}"*')
            continue
        near = nearest(word, terms)
        if near:
            mended.append((word, near[0]))
            parts.append("(" + " OR ".join(f'"{term}"' for term in near) + ")")
        else:
            parts.append(f'"{word}"*')
    return Query(text, " AND ".join(parts), " OR ".join(parts), tuple(mended))


def begins(word: str, terms: Sequence[str]) -> bool:
    """Whether a term begins with the word."""
    place = bisect_left(terms, word)
    return place < len(terms) and terms[place].startswith(word)


def nearest(word: str, terms: Sequence[str]) -> list[str]:
    """The terms nearest to a word that is none of them; none if all are far."""
    if len(word) < 4:
        return []
    slips = 1 if len(word) < 7 else 2
    found = process.extract(word, terms, scorer=OSA.distance, score_cutoff=slips, limit=MENDED)
    best = min((distance for _, distance, _ in found), default=0)
    return [term for term, distance, _ in found if distance == best]


def folded(text: str) -> str:
    """Small letters without accents, as the index holds them (``unicode61 remove_diacritics 2``)."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
