"""Counts: what we hold against what the plan says of itself."""

from collections import Counter
from collections.abc import Iterator

from opengov.check.data import Data
from opengov.check.rules.rule import Rule
from opengov.findings import Finding


def commitment_count(data: Data) -> Iterator[Finding]:
    """Where we hold more or fewer commitments than the plan says it has, the plan's note tells readers so."""
    if not data["commitments"].distinct("plan_id") <= data["action_plans"].distinct("plan_id"):
        return  # a commitment of a plan that does not exist is the fault, and is counted nowhere
    held = Counter(r["plan_id"] for r in data["commitments"] if r["record_status"] != "superseded")
    for plan in data["action_plans"]:
        said, have = plan["commitment_count"], held[plan["plan_id"]]
        if said.isdecimal() and len(said) < 10 and int(said) != have and not plan["note"]:
            message = (
                f"the plan says that it has {said} commitments, {have} are listed, and no note says why."
            )
            yield plan.finding("commitment_count", "commitment-count", message, "Explain it in the note.")


RULES = (Rule("commitment-count", commitment_count, ("commitments", "action_plans")),)
