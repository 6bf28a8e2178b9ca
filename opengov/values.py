"""Two values beside each other, cut so that what differs is seen."""

import unicodedata
from dataclasses import dataclass

LONG = 160  # letters of each value
CONTEXT = 40  # letters that are shown before the first difference
SAFE = 20  # letters that a cut moves at most, so as not to part a word or what a reader takes for a letter
ALIKE = 3  # values that share less than a third are told as different altogether
# Variation selectors, the joiner of graphemes and the fillers of Korean syllables: they show nothing, but
# Unicode does not count them among its formatting characters.
BLANKS = {*map(chr, range(0xFE00, 0xFE10)), "\u034f", "\u115f", "\u1160", "\u3164", "\uffa0"}
JOINER = "\N{ZERO WIDTH JOINER}"


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a value: what stands before the difference, what differs, what stands after it. ``begins``
    and ``ends``: whether the value itself begins and ends there.
    """

    before: str
    differing: str
    after: str
    begins: bool
    ends: bool

    def __str__(self) -> str:
        return self.before + self.differing + self.after

    def __bool__(self) -> bool:
        return bool(self.before or self.differing or self.after)


def difference(old: str, new: str, most: int = LONG) -> tuple[Cut, Cut]:
    """Both values, at most ``most`` letters of each: where they are different, so are the pieces.

    ``most`` is at least twice CONTEXT and SAFE together.
    """
    shared = _shared(old, new)
    rest = min(len(old), len(new)) - shared
    tail = _shared(old[len(old) - rest :][::-1], new[len(new) - rest :][::-1])
    first = min(_safe(old, shared), _safe(new, shared))
    tail = min(len(value) - _safe(value, len(value) - tail, +1) for value in (old, new))
    start = 0
    if max(len(old), len(new)) > most and first > CONTEXT:
        start = _safe(old, first - CONTEXT)
    if not start and (first + tail) * ALIKE < min(len(old), len(new)):
        first = tail = 0
    return _cut(old, start, first, tail, most), _cut(new, start, first, tail, most)


def spelled(old: Cut, new: Cut) -> tuple[str, str]:
    """What differs, for the eye: where both look the same, what cannot be seen is told by its number."""
    parts = old.differing, new.differing
    if _look(parts[0]) != _look(parts[1]):
        return parts
    return _spelled(parts[0]), _spelled(parts[1])


def alike(old: str, new: str) -> str:
    """In what two different values differ that look the same: ``spaces``, ``unseen`` (characters that show
    nothing, spaces among them) or ``composition`` (the same letters, made of other characters); empty where
    they do not look the same.
    """
    if "".join(old.split()) == "".join(new.split()):
        return "spaces"
    composed = [unicodedata.normalize("NFC", value) for value in (old, new)]
    if composed[0] == composed[1]:
        return "composition"
    shown = ["".join(one for one in value if not _shows_nothing(one)) for value in composed]
    return "unseen" if shown[0] == shown[1] else ""


def unseen(text: str) -> list[str]:
    """The characters in a text that show nothing, in its order."""
    return [one for one in text if _shows_nothing(one)]


def _shows_nothing(one: str) -> bool:
    """Whether it is a space, a control or formatting character, or one that changes how others look."""
    return one.isspace() or unicodedata.category(one) in ("Cc", "Cf", "Zs", "Zl", "Zp") or one in BLANKS


def _look(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text) if not _is_unseen(one))


def _spelled(text: str) -> str:
    return "".join(
        f"‹U+{ord(one):04X}›" if _is_unseen(one) or unicodedata.normalize("NFKC", one) != one else one
        for one in text
    )


def _is_unseen(one: str) -> bool:
    return unicodedata.category(one)[0] in "CZM"


def _cut(value: str, start: int, first: int, tail: int, most: int) -> Cut:
    """The piece from ``start`` on; it differs from ``first`` on, up to ``tail`` letters before the end."""
    end = len(value) if len(value) - start <= most else _safe(value, start + most)
    last = max(min(len(value) - tail, end), first)
    return Cut(value[start:first], value[first:last], value[last:end], not start, end == len(value))


def _shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _safe(text: str, place: int, step: int = -1) -> int:
    """The nearest place between words, or else between letters; ``place`` itself where none is in reach."""
    for parts in (_is_word, _is_letter):
        for at in range(place, place + step * (SAFE + 1), step):
            if not 0 < at < len(text):
                return min(max(at, 0), len(text))
            if not parts(text[at - 1], text[at]):
                return at
    return place


def _is_word(left: str, right: str) -> bool:
    """Whether two characters are parts of one word."""
    return (left.isalnum() and right.isalnum()) or _is_letter(left, right)


def _is_letter(left: str, right: str) -> bool:
    """Whether two characters are parts of one letter (the rules of UAX 29 that matter to our languages)."""
    return (
        unicodedata.category(right).startswith("M")
        or JOINER in (left, right)
        or "\U0001f3fb" <= right <= "\U0001f3ff"  # colours of skin
        or "\U000e0020" <= right <= "\U000e007f"  # tags: flags of Scotland and Wales
        or ("\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff")  # flags
        or "\u1160" <= right <= "\u11ff"  # what follows in a Korean syllable
        or (left, right) == ("\r", "\n")
    )
