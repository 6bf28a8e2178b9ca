"""What the sheet says, as JSON: ``rows`` are to the letter what would be written."""

import json
from collections.abc import Iterable

from opengov.ogp.claims import Claim, Findings, Told
from opengov.ogp.outcome import Outcome
from opengov.ogp.proposal import Proposal, Standing, codes
from opengov.ogp.record import RATINGS
from opengov.ogp.sheet import Sheet
from opengov.ogp.wording import Rating

Plain = dict[str, object]


def render(sheet: Sheet, found: Findings, proposal: Proposal, outcome: Outcome) -> str:
    """Everything, for programs."""
    told = {
        "read": len(sheet.lines),
        "ours": found.lines,
        "agreements": proposal.agreements,
        "notes": list(sheet.notes),
        "written": outcome.written,
        "obstacles": list(outcome.obstacles),
        "rows": proposal.rows(),
        "proposed": [
            _where(entry.claim)
            | {
                "assessment_id": entry.assessment["assessment_id"],
                "says_otherwise": entry.earlier.assessment_id if entry.earlier else None,
                "indicators": {name: _indicator(name, entry.claim, entry.standings) for name in RATINGS},
            }
            for entry in proposal.entries
        ],
        "confirmed": [
            _where(claim) | {"indicators": {name: _indicator(name, claim, its) for name in RATINGS}}
            for claim, its in proposal.confirmed
        ],
        "recorded": [
            _where(claim)
            | {
                "assessment_id": row.assessment_id,
                "sheet_of": row.sheet_date,
                "cells": {name: _cells(one) for name, one in claim.ratings.items()},
            }
            for claim, row in proposal.recorded
        ],
        "no_rating": [
            _where(claim) | {"cells": {name: _cells(one) for name, one in claim.ratings.items()}}
            for claim in found.unrated
        ],
        "does_not_fit": _told([*found.misfits, *proposal.refused]),
        "other_titles": [
            _where(claim) | {"title": claim.other_title, "ours": claim.own.titles[0]}
            for claim in (*found.rated, *found.unrated)
            if claim.other_title
        ],
        "lacking": _told(found.lacking),
        "not_understood": _told(found.strange),
        "no_id": _told(found.no_id),
        "faults": list(sheet.faults),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _where(claim: Claim) -> Plain:
    return {
        "lines": list(claim.numbers),
        "ogp_id": claim.own.ogp_id,
        "commitment_id": claim.own.commitment_id,
    }


def _indicator(name: str, claim: Claim, standings: dict[str, Standing]) -> Plain:
    """``from_sheet``: whether the code is the sheet's; if not, it says that the sheet does not say."""
    rating = claim.ratings.get(name)
    told: Plain = {
        "code": codes(claim)[name],
        "from_sheet": bool(rating and rating.said.rated),
        "cells": _cells(rating) if rating else {},
    }
    if one := standings.get(name):
        told |= {
            "agrees_with": [key for key, _ in one.agree],
            "contradicts": dict(one.differ),
            "on_other_scales": dict(one.beside),
            "our_reasons": dict(one.reasons),
        }
    return told


def _cells(rating: Rating) -> dict[str, str]:
    return {column: text for column, text, _ in rating.cells}


def _told(its: Iterable[Told]) -> list[Plain]:
    return [
        {"lines": list(one.numbers), "ogp_id": one.ogp_id, "words": one.words, "mend": one.mend}
        for one in its
    ]
