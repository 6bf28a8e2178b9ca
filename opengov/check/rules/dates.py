"""Dates: as precise as the source, compared by what is certain (``opengov.dates``)."""

import re
from collections.abc import Iterator

from opengov import dates
from opengov.check.data import Data, Record
from opengov.check.rules.rule import Rule
from opengov.findings import Finding, shown

_DATES = ("start_date", "end_date", "date", "submitted_on", "published_on", "retrieved_on", "member_since")
_IN_THE_FUTURE = {
    "updates": "date",
    "sources": "retrieved_on",
    "action_plans": "submitted_on",
}
_TIME = re.compile(r"[0-2][0-9]:[0-5][0-9]\Z")
LEAD_YEARS = 2  # a statement may prepare a plan this long before the plan starts


def impossible_date(data: Data) -> Iterator[Finding]:
    """A date must exist in the calendar, between 1900 and 2199: no 30 February, no year 0001."""
    for column in _DATES:
        for table in data.with_columns(column):
            wrong = {
                cell
                for cell in table.distinct(column)
                if dates.PARTIAL.match(cell) and not dates.is_possible(cell)
            }
            for record in table.where(column, wrong):
                message = f"{shown(record[column])} is no day of the calendar from 1900 to 2199."
                yield record.finding(column, "impossible-date", message, "Correct it, or leave the day out.")


def end_before_start(data: Data) -> Iterator[Finding]:
    """What ends must not certainly end before it starts; 2018 is not before 2018-05-08."""
    for table in data.with_columns("start_date", "end_date"):
        for record in table:
            start, end = record["start_date"], record["end_date"]
            if known(start, end) and dates.certainly_before(end, start):
                message = f"end_date {end} is before start_date {start}."
                hint = "Correct one; if the source says so, leave both blank and tell it in the note."
                yield record.finding("end_date", "end-before-start", message, hint)
    if "events" in data:
        for record in data["events"]:
            same_day = record["start_date"] == record["end_date"]
            timed = all(_TIME.match(record[column]) for column in ("start_time", "end_time"))
            if same_day and timed and record["end_time"] < record["start_time"]:
                message = f"end_time {record['end_time']} is before start_time {record['start_time']}."
                yield record.finding("end_time", "end-before-start", message, "Correct one of the two.")


def in_the_future(data: Data) -> Iterator[Finding]:
    """Nothing in an edition is said, read or submitted after the edition's as-of date."""
    as_of = data.package.as_of
    for name, column in _IN_THE_FUTURE.items():
        if name in data:
            wrong = {
                cell
                for cell in data[name].distinct(column)
                if known(cell) and dates.certainly_before(as_of, cell)
            }
            for record in data[name].where(column, wrong):
                message = f"{column} {record[column]} lies after the edition's as-of date, {as_of}."
                hint = "Correct it; for a new edition first move opengov.as_of in datapackage.json."
                yield record.finding(column, "in-the-future", message, hint)


def retrieved_before_published(data: Data) -> Iterator[Finding]:
    """A source cannot be read before it is published."""
    for record in data["sources"]:
        published, retrieved = record["published_on"], record["retrieved_on"]
        if known(published, retrieved) and dates.certainly_before(retrieved, published):
            message = f"retrieved_on {retrieved} is before published_on {published}."
            yield record.finding(
                "retrieved_on", "retrieved-before-published", message, "Correct one of the two."
            )


def milestone_outside_plan(data: Data) -> Iterator[Finding]:
    """A milestone lies within a year of its plan's or its commitment's time, or its note says why not."""
    commitments, plans = data["commitments"].by_key, data["action_plans"].by_key
    for record in data["milestones"]:
        commitment = commitments.get(record["commitment_id"])
        plan = commitment and plans.get(commitment["plan_id"])
        if not plan or record["note"]:
            continue
        span = _span(plan, commitment)
        for column in ("end_date", "start_date"):
            if known(record[column]) and span and not span.near(record[column], before=1, after=1):
                message = f"{column} {record[column]} lies far outside {span}, the time of {plan['plan_id']}."
                hint = "Correct the date, or explain it in the note."
                yield record.finding(column, "milestone-outside-plan", message, hint)
                break


def update_before_plan(data: Data) -> Iterator[Finding]:
    """A statement comes at most two years before its plan or commitment starts; after it, any time."""
    commitments, plans = data["commitments"].by_key, data["action_plans"].by_key
    updates = data["updates"]
    spans = {
        (plan_id, commitment_id): _span(plans[plan_id], commitments.get(commitment_id))
        for plan_id, commitment_id in set(updates.keys(("plan_id", "commitment_id")))
        if plan_id in plans
    }
    too_early = {
        (*subject, date)
        for *subject, date in set(updates.keys(("plan_id", "commitment_id", "date")))
        if (span := spans.get(tuple(subject))) and known(date) and not span.near(date, before=LEAD_YEARS)
    }
    for key, line in zip(updates.keys(("plan_id", "commitment_id", "date")), updates.lines, strict=True):
        if key in too_early:
            plan_id, commitment_id, date = key
            span = spans[plan_id, commitment_id]
            message = f"date {date} is more than {LEAD_YEARS} years before {span}, the time of {plan_id}."
            hint = "Correct the date, or move the statement to the plan that it is about."
            yield updates.finding(line, "date", "update-before-plan", message, hint)


class _Span:
    """From when to when a plan and one of its commitments run, as far as is known."""

    def __init__(self, start: str, end: str) -> None:
        self.start, self.end = start, end

    def near(self, date: str, before: int, after: int | None = None) -> bool:
        """Whether a date may lie within so many years before the start and after the end (None: any)."""
        if self.start and dates.certainly_before(date, dates.shift_years(self.start, -before)):
            return False
        late = self.end and after is not None
        return not late or not dates.certainly_before(dates.shift_years(self.end, after), date)

    def __str__(self) -> str:
        return f"{self.start or '…'} to {self.end or '…'}"


def _span(plan: Record, commitment: Record | None) -> _Span | None:
    records = [plan, commitment] if commitment else [plan]
    starts = [r["start_date"] for r in records if r["start_date"]]
    ends = [r["end_date"] for r in records if r["end_date"]]
    if not known(*starts, *ends) or not (starts or ends):
        return None  # a date that is none is a finding of its own
    return _Span(min(starts, key=dates.earliest, default=""), max(ends, key=dates.latest, default=""))


def known(*cells: str) -> bool:
    """Whether all of the cells are dates that can be compared."""
    return all(cell and dates.is_possible(cell) for cell in cells)


RULES = (
    Rule("impossible-date", impossible_date),
    Rule("end-before-start", end_before_start),
    Rule("in-the-future", in_the_future),
    Rule("retrieved-before-published", retrieved_before_published, ("sources",)),
    Rule("milestone-outside-plan", milestone_outside_plan, ("milestones", "commitments", "action_plans")),
    Rule("update-before-plan", update_before_plan, ("updates", "commitments", "action_plans")),
)
