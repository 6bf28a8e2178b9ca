"""The columns of the sheet: their names, where they stand in a header, and what is wrong with one.

The names are those that a public re-user reads of OGP's own Google Sheet; there may be more. Only the
identifier is needed.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher

from opengov.errors import OpenGovError
from opengov.ogp.texts import folded, short

KEY = "Commitment Unique Identifier"
LOCALITY, TITLE, LEAD, YEAR = "Country/Locality", "Commitment Title", "Lead Institution", "Year Of Submission"
KNOWN = (
    KEY, LOCALITY, "Region", "Theme", YEAR, "Action Plan Number", "Commitment Number", TITLE, "Short Title",
    "Full Text", LEAD, "Supporting Institution(s)", "URL", "OGP Value Access To Information",
    "OGP Value Civic Participation", "OGP Value Public Accountability", "OGP Value Technology", "Specificity",
    "Potential Impact", "Completion (Progress Report)", "Did It Open Government (Overall)",
)  # fmt: skip
UNUSED = (
    "Region", "Theme", "Action Plan Number", "Commitment Number", "Full Text", LEAD,
    "Supporting Institution(s)",
)  # fmt: skip
COMPARED = tuple(name for name in KNOWN if name not in {KEY, "Specificity", *UNUSED})
EVERYWHERE = frozenset({"ogp", "value", "values", "commitment", "commitments", "report", "of", "the", "to"})
OTHER_SIGNS = "|¦^~"  # what some programs write between cells, and no reader of CSV expects
ALIKE = 0.8
FEW = 40  # lines in which a header is looked for
MOST_COLUMNS = 1000
FEW_NAMES = 5
ALSO_CALLED = {  # what OGP's pages and our tables call the same, in words that its sheet does not have
    "Completion (Progress Report)": ("completed", "completed?", "implementation", "level of implementation"),
    "Potential Impact": ("ambition",),
    "Did It Open Government (Overall)": ("early results", "early_results", "diog"),
}
OTHER_NAME = "Unused"  # is near to none of the known names


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


FOLDED = {_folded(name): name for name in KNOWN}


def places(header: Sequence[str], text: str, notes: list[str]) -> dict[str, int]:
    """Where the known columns are, whatever their case and spacing; what was not found goes into ``notes``.
    Raises OpenGovError if there is no identifier, if two columns have one name, or if there are too many;
    ``text`` is the whole file.
    """
    if len(header) > MOST_COLUMNS:
        raise OpenGovError(
            f"The header has {len(header)} columns, more than {MOST_COLUMNS}.",
            "Is it the sheet of commitments? If it is, delete the columns that it does not need.",
        )
    found: dict[str, int] = {}
    others, twice = [], []
    for place, name in enumerate(header):
        known = FOLDED.get(_folded(name))
        if known is None:
            others.append(short(name) if name.strip() else f"column {place + 1} without a name")
        elif known in found:
            twice.append(known)
        else:
            found[known] = place
    if KEY not in found:
        raise _no_key(header, text)
    if twice:
        raise OpenGovError(
            f"The header names a column twice: {', '.join(sorted(set(twice)))}.",
            "Rename or take out the wrong one: which of them is meant cannot be guessed.",
        )
    if others:
        notes.append(f"columns that are not known, passed over: {', '.join(others[:20])}{_more(others)}")
    if "Specificity" in found:
        notes.append(
            "Specificity is not compared: our scale has verifiable, and nothing is converted silently"
        )
    if unused := [name for name in UNUSED if name in found]:
        notes.append(f"columns that are not compared: {', '.join(unused)}")
    if missing := [name for name in KNOWN if name not in found]:
        notes.append(f"columns that the sheet lacks: {', '.join(missing)}")
    return found


def misnamed(header: Iterable[str], found: Collection[str]) -> tuple[str, ...]:
    """What to rename: the columns that are compared and not ``found``, while unknown ones of nearly their
    names are there. To read such a sheet as blank would say of OGP what it does not say.
    """
    missing = [name for name in COMPARED if name not in found]
    others: dict[str, list[str]] = {}
    for other in header:
        nearness, name = max(((_nearness(one, other), one) for one in missing), default=(0.0, ""))
        if nearness:
            others.setdefault(name, []).append(other)
    return tuple(_rename(name, others[name]) for name in missing if name in others)


def _rename(name: str, others: list[str]) -> str:
    told = ", ".join(short(one) for one in others[:FEW_NAMES])
    if more := others[FEW_NAMES:]:
        told += f" and {len(more)} more"
    if others[1:]:
        mend = f"Rename the one that holds the same to “{name}”; if none does, delete them or rename them to"
    else:
        mend = f"Rename it to “{name}” if it holds the same; if not, delete it or rename it to"
    return (
        f"The sheet has no column “{name}”, but {told}, not read in its place. "
        f"{mend} “{OTHER_NAME}”. Then run this again."
    )


def _nearness(name: str, other: str) -> float:
    """How near a name of a header is to a known one, by its words; 0 if it is not, or is known itself."""
    its, theirs = _words(name), _words(other)
    if _folded(other) in map(_folded, ALSO_CALLED.get(name, ())):
        return 2.0
    if not theirs or _folded(other) in FOLDED:
        return 0.0
    shared, most = len(its & theirs), max(len(its), len(theirs))
    ratio = SequenceMatcher(None, folded(name), folded(other[:100]), autojunk=False).ratio()
    near = ratio > ALIKE or (shared * 2 >= min(len(its), len(theirs)) and shared * 10 >= 3 * most)
    return shared / most + ratio if near else 0.0


def _no_key(header: Sequence[str], text: str) -> OpenGovError:
    """Why there is no identifier: lines above the header, a sign that parts no cells, another name."""
    rows = [
        line for line in enumerate(re.split(r"\r\n|\r|\n", text, maxsplit=FEW)[:FEW], 1) if line[1].strip()
    ]
    rows = [line for line in rows if not line[1].startswith("sep=")] or [(1, "")]
    number, line = next((row for row in rows if _is_header(row[1])), rows[0])
    first = ", ".join(short(name) for name in header[:6]) if header else short(rows[0][1])
    why = [f"The sheet has no column “{KEY}”. Its first line, line {rows[0][0]}, holds {first}."]
    mend = []
    names = list(header)
    if number != rows[0][0]:
        why.append(f"The names of the columns seem to stand on line {number}.")
        mend.append(
            f"Delete the lines above line {number}: the first line must hold the names of the columns."
        )
        names = _split(line)
    if sign := _other_sign(line):
        why.append(f"Its cells seem to be separated by “{sign}”.")
        mend.append("Export it again with commas, semicolons or tabs between the cells.")
        names = _split(line)
    if not any(_folded(name) == _folded(KEY) for name in names):
        nearness, meant = max((_nearness(KEY, name), name) for name in names or [""])
        if nearness:
            why.append(f"{short(meant)} may be meant.")
            mend.append(f"If {short(meant)} holds ids such as PAR0001, rename it to “{KEY}”.")
        elif not mend:
            mend.append(f"Is it the sheet of commitments? One column of its first line must be “{KEY}”.")
    return OpenGovError(" ".join(why), " ".join(mend))


def _is_header(line: str) -> bool:
    """Whether a line has the identifier among its cells, or at least two other names that are known."""
    names = {_folded(name) for name in _split(line)} & set(FOLDED)
    return len(names) > 1 or _folded(KEY) in names


def _other_sign(line: str) -> str:
    usual = max(line.count(one) for one in ",;\t")
    sign = max(OTHER_SIGNS, key=line.count)
    return sign if line.count(sign) > usual else ""


def _split(line: str) -> list[str]:
    """The cells of a header, whatever parts them; for a guess, not for reading."""
    return [cell.strip(' "') for cell in re.split(rf"[,;\t{re.escape(OTHER_SIGNS)}]", line[:10_000])]


def _words(name: str) -> set[str]:
    words = {"identifier" if word in ("id", "identificator") else word for word in folded(name[:100]).split()}
    return words - EVERYWHERE


def _more(others: list[str]) -> str:
    return f" and {len(others) - 20} more" if len(others) > 20 else ""
