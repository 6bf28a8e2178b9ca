"""iCalendar (RFC 5545): deadlines of steps and ends of plans as whole days.

A date that is known by its year or month alone is no day: it is not made one. Such deadlines, and those that
are not known at all, are counted in the description of the calendar, and stand on the pages.

A calendar without any day still answers: who subscribes to it waits for what may come. As it must hold
something (RFC 5545, 3.6), it holds a note (VJOURNAL) that says so, on the day as of which it is true.
"""

import datetime

from icalendar import Calendar, Event, Journal, vText

from opengov.languages import ENGLISH
from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.parts import deadlines
from opengov.web.site.parts.deadlines import Deadline, Known
from opengov.web.site.parts.voices import government_name
from opengov.web.site.words import Words
from opengov.web.site.writable import writable

KIND = "text/calendar; charset=utf-8"
PRODUCT = "-//opengov//deadlines"  # a formal public identifier; of no language, as calendars are in many
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
        name = writable(f"{name} · {government_name(words, row)}")
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    told = _left_out(words, deadlines.known(asked, key))
    called = (("name", name), ("x-wr-calname", name), ("description", told), ("x-wr-caldesc", told))
    for what, text in called:
        if text:  # all are text, but the library knows it of the description alone and would escape no other
            found.add(what, vText(text))
    for deadline in deadlines.days(asked, key):
        found.add_component(_event(asked, deadline, origin))
    if not found.subcomponents:
        found.add_component(_note(asked, key, name, told, origin))
    return found.to_ical()


def _left_out(words: Words, known: Known) -> str:
    """How many deadlines are no days; empty if all are."""
    told = []
    if known.vague:
        several = words.ngettext(
            "%(count)s more deadline is known by its month or year alone and is not a day here.",
            "%(count)s more deadlines are known by their month or year alone and are not days here.",
            known.vague,
        )
        told.append(several % {"count": words.number(known.vague)})
    if known.unknown:
        several = words.ngettext(
            "For %(count)s more deadline no date is known.",
            "For %(count)s more deadlines no date is known.",
            known.unknown,
        )
        told.append(several % {"count": words.number(known.unknown)})
    return " ".join(told)


def _event(asked: Asked, one: Deadline, origin: str) -> Event:
    words = asked.words
    what = (
        f"{words.gettext('Step due')} – {one.step}"
        if one.step
        else words.gettext("End of the plan of %(year)s") % {"year": one.year}
    )
    day = datetime.date.fromisoformat(one.day)
    event = Event()
    event.add("uid", f"{one.kind}-{one.id}@opengov")
    event.add("summary", writable(f"{one.government} · {what}"))
    event.add("description", writable("\n".join(_described(words, one))))
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    event.add("dtstamp", _stamp(asked))
    event.add("transp", "TRANSPARENT")
    if origin:  # a path alone is no address (RFC 5545, 3.3.13)
        event.add("url", origin + addresses.record(words.code, one.kind, one.record))
    return event


def _described(words: Words, one: Deadline) -> list[str]:
    """Of which promise and plan a deadline is, and who says so: a line each."""
    label = words.gettext("Promise") if one.step else words.gettext("Action plan")
    lines = [f"{label}{words.colon} {one.title}"]
    if one.official:
        english, original = words.gettext("Official title, in English:"), words.gettext("In the original:")
        lines.append(f"{english if one.official.lang == ENGLISH else original} {one.official}")
    of = {"government": one.government, "year": one.year}
    lines.append(words.gettext("%(government)s: plan of %(year)s") % of)
    if one.source:
        said = [one.source.title, str(one.source.publisher)]
        if one.source.is_described:
            said.append(words.gettext("Our description: its title was not seen"))
        label = words.gettext("Source:")
        lines += [f"{label} {' · '.join(part for part in said if part)}", one.source.url]
    return [line for line in lines if line]


def _note(asked: Asked, key: str, name: str, told: str, origin: str) -> Journal:
    """What a calendar holds that has no event; ``told`` is what it says of deadlines that are no days."""
    words = asked.words
    note = Journal()
    note.add("uid", f"no-days-{key or 'at-all'}@opengov")
    none = words.gettext("No deadline is known to the day")
    note.add("summary", f"{name} – {none}")
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
