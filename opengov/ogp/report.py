"""What the sheet says, in words: as text, as Markdown, as JSON."""

import json
from dataclasses import asdict

from opengov.ogp.claims import Claim, Findings
from opengov.ogp.sheet import Sheet

LONG = 120


def render(sheet: Sheet, found: Findings, form: str) -> str:
    """The findings as ``form``: text, markdown or json."""
    if form == "json":
        return json.dumps(_plain(sheet, found), ensure_ascii=False, indent=2) + "\n"
    head, item = ("### ", "- ") if form == "markdown" else ("", "  ")
    lines = [
        f"{len(sheet.lines)} rows read, {found.lines} of them on our governments; "
        f"{found.confirmed} ratings confirmed."
    ]
    lines += [f"{item}Note: {_shown(note, form)}." for note in sheet.notes]
    parts = {
        "It would add": [_claim(claim) for claim in found.additions],
        "It contradicts": [_claim(claim) for claim in found.contradictions],
        "We do not have (not written: each needs a plan and a summary of our own)": [
            f"line {line}: {key} {_short(title)}" for line, key, title in found.lacking
        ],
        "Not understood, and not used": [
            f"line {line}: {key}, {column}: {_short(cell)}" for line, key, column, cell in found.unknown
        ],
        "Lines that could not be read": list(sheet.faults),
    }
    for title, its in parts.items():
        if its:
            lines += ["", f"{head}{title} ({len(its)})", *(f"{item}{_shown(one, form)}" for one in its)]
    return "\n".join(lines) + "\n"


def _claim(claim: Claim) -> str:
    ours = f", where we have {_short(claim.ours)}" if claim.ours else ""
    return (
        f"line {claim.line}: {claim.commitment_id} ({claim.ogp_id}) {claim.about}: {_short(claim.said)}{ours}"
    )


def _short(text: str) -> str:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return f"“{line}”" if len(line) <= LONG else f"“{line[:LONG]}…” ({len(text)} characters)"


def _shown(text: str, form: str) -> str:
    """In Markdown as code: a sheet of others writes no markup and mentions nobody."""
    return f"`{text.replace('`', '’')}`" if form == "markdown" else text


def _plain(sheet: Sheet, found: Findings) -> dict[str, object]:
    return {
        "rows": len(sheet.lines),
        "ours": found.lines,
        "confirmed": found.confirmed,
        "notes": list(sheet.notes),
        "additions": [asdict(claim) for claim in found.additions],
        "contradictions": [asdict(claim) for claim in found.contradictions],
        "lacking": [{"line": n, "ogp_id": key, "title": title} for n, key, title in found.lacking],
        "not_understood": [
            {"line": n, "ogp_id": key, "column": column, "cell": cell}
            for n, key, column, cell in found.unknown
        ],
        "faults": list(sheet.faults),
    }
