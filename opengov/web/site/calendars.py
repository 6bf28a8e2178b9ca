"""iCalendar (RFC 5545): deadlines of steps and ends of plans as whole days.

A date that is known by its year or month alone is no day: it is not made one. Such deadlines, and those that
are not known at all, are counted in the description of the calendar, and stand on the pages.

A calendar without any day still answers: who subscribes to it waits for what may come. As it must hold
something (RFC 5545, 3.6), it holds a note (VJOURNAL) that says so, on the day as of which it is true.
"""

import datetime
from collections.abc import Sequence

from icalendar import Calendar, Event, Journal

from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.parts.voices import government_name
from opengov.web.site.reader import Row
from opengov.web.site.words import Words
from opengov.web.site.writable import writable

KIND = "text/calendar; charset=utf-8"
DAY = 10  # letters of a date that is known to the day
DUE = """
SELECT
  'commitment' AS kind, m.milestone_id AS id, c.commitment_id AS record, ifnull(m.end_date, '') AS day,
  p.cycle_year,
  m.title, m.title_fr, m.title_original, m.original_language,
  g.name, g.name_original, g.name_fr, g.original_language AS government_language
FROM milestones AS m
JOIN commitments AS c ON c.commitment_id = m.commitment_id
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
WHERE true {narrowed}
UNION ALL
SELECT
  'plan', p.plan_id, p.plan_id, ifnull(p.end_date, ''), p.cycle_year, NULL, NULL, NULL, NULL,
  g.name, g.name_original, g.name_fr, g.original_language
FROM action_plans AS p JOIN governments AS g ON g.government_id = p.government_id
WHERE true {narrowed}
ORDER BY day, id
"""
GOVERNMENT = """
SELECT name, name_original, name_fr, original_language AS government_language
FROM governments WHERE government_id = :key
"""


def calendar(asked: Asked, key: str, origin: str) -> bytes | None:
    """The deadlines of one government, or of all where ``key`` is empty; None if there is no such one."""
    words = asked.words
    name = words.gettext("Deadlines of open government promises")
    if key:
        row = asked.reader.row(GOVERNMENT, key=key)
        if row is None:
            return None
        name = f"{name} · {government_name(words, row)}"
    narrowed = "AND p.government_id = :key" if key else ""
    rows = asked.reader.rows(DUE.format(narrowed=narrowed), **({"key": key} if key else {}))
    found = Calendar()
    found.add("prodid", "-//opengov//deadlines//EN")
    found.add("version", "2.0")
    found.add("name", name)
    found.add("x-wr-calname", name)
    told = _left_out(words, rows)
    if told:
        found.add("description", told)
        found.add("x-wr-caldesc", told)
    for row in rows:
        if len(row["day"]) == DAY:
            found.add_component(_event(asked, row, origin))
    if not found.subcomponents:
        found.add_component(_note(asked, key, name, told, origin))
    return found.to_ical()


def _left_out(words: Words, rows: Sequence[Row]) -> str:
    """How many deadlines are no days; empty if all are."""
    vague = sum(0 < len(row["day"]) < DAY for row in rows)
    unknown = sum(not row["day"] for row in rows)
    told = []
    if vague:
        several = words.ngettext(
            "%(count)s more deadline is known by its month or year alone and is not a day here.",
            "%(count)s more deadlines are known by their month or year alone and are not days here.",
            vague,
        )
        told.append(several % {"count": words.number(vague)})
    if unknown:
        several = words.ngettext(
            "For %(count)s more deadline no date is known.",
            "For %(count)s more deadlines no date is known.",
            unknown,
        )
        told.append(several % {"count": words.number(unknown)})
    return " ".join(told)


def has_days(asked: Asked, key: str) -> bool:
    """Whether a government has a deadline that is a day: an empty calendar is no use to anybody."""
    rows = asked.reader.rows(DUE.format(narrowed="AND p.government_id = :key"), key=key)
    return any(len(row["day"]) == DAY for row in rows)


def _event(asked: Asked, row: Row, origin: str) -> Event:
    words = asked.words
    what = (
        f"{words.gettext('Step due')} – {words.text(row, 'title')}"
        if row["title"]
        else words.gettext("End of the plan of %(year)s") % {"year": row["cycle_year"]}
    )
    day = datetime.date.fromisoformat(row["day"])
    event = Event()
    event.add("uid", f"{row['kind']}-{row['id']}@opengov")
    event.add("summary", writable(f"{government_name(words, row)} · {what}"))
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    event.add("dtstamp", _stamp(asked))
    event.add("transp", "TRANSPARENT")
    if origin:  # a path alone is no address (RFC 5545, 3.3.13)
        event.add("url", origin + addresses.record(words.code, row["kind"], row["record"]))
    return event


def _note(asked: Asked, key: str, name: str, told: str, origin: str) -> Journal:
    """What a calendar holds that has no event; ``told`` is what it says of deadlines that are no days."""
    words = asked.words
    note = Journal()
    note.add("uid", f"no-days-{key or 'at-all'}@opengov")
    note.add("summary", writable(f"{name} – {words.gettext('No deadline is known to the day')}"))
    if told:
        note.add("description", told)
    stamp = _stamp(asked)
    note.add("dtstart", stamp.date())
    note.add("dtstamp", stamp)
    if origin:
        page = addresses.record(words.code, "government", key) if key else addresses.page(words.code)
        note.add("url", origin + page)
    return note


def _stamp(asked: Asked) -> datetime.datetime:
    """The day as of which the edition is true: what is served does not depend on the clock."""
    as_of = datetime.date.fromisoformat(asked.edition.as_of)
    return datetime.datetime.combine(as_of, datetime.time(), datetime.UTC)
