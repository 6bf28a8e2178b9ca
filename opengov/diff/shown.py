"""A value beside another in one line: values are shown around what differs in them, and what cannot be seen
is told in words. No line holds a control character, whatever stands in the data.
"""

import re
import unicodedata
from collections import Counter

from opengov.diff import Change
from opengov.values import Cut, alike, difference, spelled, unseen

LONG = 200  # letters of a value that is shown: the whole one stands in the JSON
NONE = "(none)"  # for what a side does not say at all
NAMES = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN"}  # the others have theirs in Unicode
SPACE = "␣"  # for a space that nobody could see or count
HIDDEN_SPACES = re.compile(r" {2,}|^ | $")
SAME_LOOK = {
    "spaces": "only spaces differ",
    "unseen": "only characters that cannot be seen differ",
    "composition": "the same letters, encoded in another way",
}


def told(change: Change) -> str:
    """A field with its old and its new value, or in what values that look the same differ."""
    return f"{line(change.field)}: {between(change.old, change.new)}"


def between(old: str | None, new: str | None) -> str:
    """The old and the new value, None where there is none, or in what values that look the same differ."""
    values = old or "", new or ""
    is_whole = old is not None and new is not None
    if is_whole and (look := alike(*values)):
        return f"{SAME_LOOK[look]}{_detail(look, *values)}"
    cuts = difference(*values, LONG)
    seen = _uneven(*values)
    parts = zip(cuts, spelled(*cuts), values, strict=True)
    told = [_piece(*part, seen) for part in parts]
    return " → ".join(NONE if one is None else said for one, said in zip((old, new), told, strict=True))


def line(text: str, most: int = LONG) -> str:
    """Text in one line, cut where it is long, without what does not print."""
    flat = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return flat if len(flat) <= most else f"{flat[:most]}… ({len(text)} characters)"


def _piece(cut: Cut, differing: str, value: str, seen: set[str]) -> str:
    """A piece of a value in one line. Of what shows nothing, that of ``seen`` is shown by its number, and
    spaces that are more than one, or stand at an end of the value, by a sign.
    """
    if not value:
        return "(blank)"
    flat = "".join(
        f"‹U+{ord(one):04X}›" if one in seen else one if one.isprintable() else " "
        for one in f"{cut.before}{differing}{cut.after}"
    )
    flat = flat if cut.begins else flat.lstrip(" ")
    flat = flat if cut.ends else flat.rstrip(" ")
    end = "" if cut.ends else f"… ({len(value)} characters)"
    return f"{'' if cut.begins else '…'}{HIDDEN_SPACES.sub(_signs, flat)}{end}"


def _uneven(old: str, new: str) -> set[str]:
    """What shows nothing and one value holds more often than the other; plain spaces left out."""
    before, now = Counter(unseen(old)), Counter(unseen(new))
    return {one for one in before | now if one != " " and before[one] != now[one]}


def _signs(found: re.Match[str]) -> str:
    return SPACE * len(found[0])


def _detail(look: str, old: str, new: str) -> str:
    """Which characters they are, as far as their number differs."""
    if look == "composition":
        forms = [_form(value) for value in (old, new)]
        return " (Unicode: {} before, {} now)".format(*forms)
    before, now = Counter(unseen(old)), Counter(unseen(new))
    parts = [
        f"{kind} {', '.join(f'{count} {_name(one)}' for one, count in found.items())}"
        for kind, found in (("less", before - now), ("more", now - before))
        if found
    ]
    return f" ({'; '.join(parts)})" if parts else ""


def _form(value: str) -> str:
    forms = {"NFC": "composed", "NFD": "decomposed"}
    return next((name for form, name in forms.items() if unicodedata.is_normalized(form, value)), "mixed")


def _name(one: str) -> str:
    name = NAMES.get(one) or unicodedata.name(one, "")
    return f"U+{ord(one):04X} {name}".strip()
