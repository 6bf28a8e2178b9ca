"""Links between records: ids that agree with their parents, numbers, sources, superseded ids."""

from collections.abc import Iterator

from opengov.check.data import Data, Record
from opengov.check.rules.rule import Rule
from opengov.findings import Finding, shown

_DIGITS = 10  # of a number worth comparing
_NOT_DONE = {"announced", "in-progress", "delayed", "limited", "mixed", "substantial"}
_PARENTS = {  # table: (its id, parent columns, most specific first)
    "commitments": ("commitment_id", ("plan_id",)),
    "milestones": ("milestone_id", ("commitment_id",)),
    "assessments": ("assessment_id", ("commitment_id",)),
    "updates": ("update_id", ("commitment_id", "plan_id")),
}


def id_disagrees(data: Data) -> Iterator[Finding]:
    """An id begins with the id of what it belongs to: paris-2017-01 belongs to paris-2017."""
    for name, (own, parents) in _PARENTS.items():
        if name not in data:
            continue
        table = data[name]
        for line, cells in zip(table.lines, table.keys((own, *parents)), strict=True):
            key, parent = cells[0], next((cell for cell in cells[1:] if cell), "")
            if parent and key and key.rpartition("-")[0] != parent and _exists(data, parent):
                message = f"{shown(key)} does not begin with {parent}-, the id of what it belongs to."
                yield table.finding(line, own, "id-disagrees", message, "Correct the id or the reference.")
    if "action_plans" in data:
        for record in data["action_plans"]:
            key, government = record["plan_id"], record["government_id"]
            wanted = f"{government}-{record['cycle_year']}"
            if key != wanted and government in _ids(data, "governments"):
                column = "cycle_year" if key.rpartition("-")[0] == government else "plan_id"
                message = f"{shown(key)} does not agree with {wanted}: government and cycle year."
                yield record.finding(
                    column, "id-disagrees", message, "Correct the id, the government or the year."
                )


def number_disagrees(data: Data) -> Iterator[Finding]:
    """Where the plan numbers its commitments with whole numbers, the id carries the same number."""
    for record in data["commitments"]:
        number, own = record["number"], record["commitment_id"].rpartition("-")[2]
        plain = number.isdecimal() and own.isdecimal() and len(number) < _DIGITS
        if plain and int(number) != int(own):
            message = f"number {number} does not agree with {record['commitment_id']}."
            yield record.finding("number", "number-disagrees", message, "Correct one of the two.")


def number_twice(data: Data) -> Iterator[Finding]:
    """A plan gives each of its numbers to one commitment, a commitment each of its to one milestone."""
    for name, parent in (("commitments", "plan_id"), ("milestones", "commitment_id")):
        if name not in data:
            continue
        first: dict[tuple[str, str], Record] = {}
        for record in data[name]:
            key = (record[parent], record["number"])
            if record["number"] and first.setdefault(key, record).line != record.line:
                message = (
                    f"number {record['number']} of {record[parent]} stands in line {first[key].line} already."
                )
                yield record.finding("number", "number-twice", message, "Look the number up in the source.")


def wrong_parent(data: Data) -> Iterator[Finding]:
    """A statement's commitment belongs to its plan, and its milestone to its commitment."""
    plan_of = {key: record["plan_id"] for key, record in data["commitments"].by_key.items()}
    commitment_of = {key: record["commitment_id"] for key, record in data["milestones"].by_key.items()}
    plans, table = _ids(data, "action_plans"), data["updates"]
    columns = ("plan_id", "commitment_id", "milestone_id")
    for line, (plan, commitment, milestone) in zip(table.lines, table.keys(columns), strict=True):
        own = plan_of.get(commitment, plan)
        if own != plan and plan in plans and own in plans:
            message = f"{commitment} is not a commitment of {plan}."
            yield table.finding(line, "commitment_id", "wrong-parent", message, "Correct one of the two.")
        elif milestone and commitment_of.get(milestone, commitment) != commitment:
            message = f"{milestone} is not a milestone of {commitment or 'the plan as a whole'}."
            yield table.finding(line, "milestone_id", "wrong-parent", message, "Correct one of the two.")


def source_uncited(data: Data) -> Iterator[Finding]:
    """Every source is cited by some row; a source that proves nothing is noise."""
    cited: set[str] = set()
    for table in data:
        for reference in table.table.references:
            if reference.table == "sources":
                cited |= table.distinct(reference.fields[0])
    for record in data["sources"]:
        if record["source_id"] not in cited:
            message = f"no row cites {record['source_id']}."
            yield record.finding("source_id", "source-uncited", message, "Cite it, or delete it.")


def source_without_address(data: Data) -> Iterator[Finding]:
    """A source has an address, or its note says why there is none."""
    for record in data["sources"]:
        if not record["url"] and not record["note"]:
            message = f"{record['source_id']} has no address and no note that says why."
            yield record.finding("url", "source-without-address", message, "Give url, or explain in note.")


def superseded(data: Data) -> Iterator[Finding]:
    """A listing is marked superseded exactly if superseded_ids tells what happened to it."""
    told = data["superseded_ids"].by_key
    commitments = data["commitments"]
    for record in commitments:
        marked = record["record_status"] == "superseded"
        if marked and record["commitment_id"] not in told:
            message = f"{record['commitment_id']} is superseded, but superseded_ids does not say how."
            yield record.finding("record_status", "superseded", message, "Add a row to superseded_ids.")
        elif record["record_status"] == "current" and record["commitment_id"] in told:
            message = f"{record['commitment_id']} is current, but superseded_ids lists it."
            yield record.finding("record_status", "superseded", message, "Correct one of the two.")
    if "successors" in data:
        for record in data["successors"]:
            new = commitments.by_key.get(record["new_id"])
            if new and new["record_status"] == "superseded":
                message = f"{record['new_id']} is itself superseded."
                yield record.finding("new_id", "superseded", message, "Name the commitment that is current.")


def status_goes_back(data: Data) -> Iterator[Finding]:
    """Where the same reporter takes back that something was done, the note says why."""
    table = data["updates"]
    subject = ("plan_id", "commitment_id", "milestone_id", "reporter")
    done: dict[tuple[str, ...], str] = {}
    for *key, date, status in table.keys((*subject, "date", "status")):
        if status == "complete" and date:
            done[tuple(key)] = min(date, done.get(tuple(key), date))
    for record in table.where("note", {""}):
        since = done.get(tuple(record[column] for column in subject), "")
        if record["status"] in _NOT_DONE and since and record["date"] > since:
            message = f"the status goes back from complete ({since}) to {record['status']}, without a note."
            yield record.finding("status", "status-goes-back", message, "Say in the note why.")


def _exists(data: Data, parent: str) -> bool:
    """Whether the parent is there: if not, that alone is the fault (``unknown-reference``)."""
    return parent in _ids(data, "action_plans") or parent in _ids(data, "commitments")


def _ids(data: Data, name: str) -> set[str]:
    return data[name].distinct(data[name].table.primary_key[0]) if name in data else set()


RULES = (
    Rule("id-disagrees", id_disagrees),
    Rule("number-disagrees", number_disagrees, ("commitments",)),
    Rule("number-twice", number_twice),
    Rule("wrong-parent", wrong_parent, ("updates", "commitments", "milestones")),
    Rule("source-uncited", source_uncited, ("*",)),
    Rule("source-without-address", source_without_address, ("sources",)),
    Rule("superseded", superseded, ("commitments", "superseded_ids")),
    Rule("status-goes-back", status_goes_back, ("updates",)),
)
