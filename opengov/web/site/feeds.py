"""Feeds: what was said in the world, and what we changed in our record, told apart.

What was said stands in the order in which our record got it, as far as history tells (``published``): who
asks again reads from the top to what is known already, and misses nothing, not even what is old and found
late. When its record was changed last is ``updated``. Title and text tell when it was said, as precisely as
it is known, or that it is not known.

A change is titled for people: what it is about, and the column by what people call it. Ids end its text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from opengov.web.site import addresses
from opengov.web.site.atom import Channel, Entry, write
from opengov.web.site.page import Asked
from opengov.web.site.parts import changed, news
from opengov.web.site.parts.voices import government_name
from opengov.web.site.words import Text, Words

NUMBER = re.compile(r"[1-9][0-9]{0,5}\Z")
FIELDS = ("page",)
FEED = re.compile(r"([a-z0-9][a-zA-Z0-9-]{0,199})\.atom\Z")
NAMES = {
    "governments": """
        SELECT name, name_original, name_fr, original_language AS government_language
        FROM governments WHERE government_id = :key""",
    "commitments": "SELECT * FROM commitments WHERE commitment_id = :key",
    "policy-areas": "SELECT code FROM codelist_policy_area WHERE code = :key",
}
BY = {"governments": "government", "commitments": "commitment", "policy-areas": "area"}


def feed(asked: Asked, steps: Sequence[str], origin: str) -> bytes | None:
    """The feed at ``/{lang}/feeds/...``: ``updates.atom``, ``changes.atom``, ``governments/paris.atom``,
    ``changes/paris.atom``, ``changes/commitments/paris-2017-01.atom`` and so on, or the page of it that the
    field ``page`` names; None if there is none.
    """
    match = FEED.match(steps[-1]) if steps else None
    number = asked.query.get("page", "1")
    if not match or not NUMBER.match(number):
        return None
    channel = _found(asked, [*steps[:-1], match[1]], origin)
    if channel is None or int(number) > channel.pages:
        return None
    return write(asked, origin, steps, channel, int(number))


def _found(asked: Asked, steps: list[str], origin: str) -> Channel | None:
    """The feed at these steps; None if there is none."""
    words = asked.words
    said, changes = words.gettext("What was said last"), words.gettext("What we changed")
    match steps:
        case ["updates"]:
            return _of_news(asked, origin, said, addresses.page(words.code))
        case ["changes"]:
            return _of_changes(asked, origin, changes, addresses.page(words.code, "changes"))
        case ["changes", key] if name := _name(asked, "governments", key):
            page = f"{addresses.page(words.code, 'changes')}?government={key}"
            return _of_changes(asked, origin, f"{changes} · {name}", page, by="government", key=key)
        case ["changes", "commitments" as kind, key] if name := _name(asked, kind, key):
            page = f"{addresses.page(words.code, 'changes')}?commitment={key}"
            return _of_changes(asked, origin, f"{changes} · {name}", page, by="commitment", key=key)
        case ["changes", "policy-areas" as kind, key] if name := _name(asked, kind, key):
            page = addresses.page(words.code, kind, key)
            return _of_changes(asked, origin, f"{changes} · {name}", page, by="area", key=key)
        case [kind, key] if name := _name(asked, kind, key):
            page = addresses.page(words.code, kind, key)
            return _of_news(asked, origin, f"{said} · {name}", page, by=BY[kind], key=key)
    return None


def _of_news(asked: Asked, origin: str, title: str, page: str, **narrowed: str) -> Channel:
    entries, title = partial(_news, asked, origin, narrowed), _titled(asked, title)
    about = asked.words.gettext("In the order in which we recorded it. Each title tells when it was said.")
    last = news.changed(asked, **narrowed)
    return Channel(title, about, origin + page, last, news.count(asked, **narrowed), entries)


def _of_changes(asked: Asked, origin: str, title: str, page: str, **narrowed: str) -> Channel:
    entries, title = partial(_changes, asked, origin, narrowed), _titled(asked, title)
    about = ""
    if asked.edition.about["history"] != "git":
        about = asked.words.gettext(
            "This copy was made without its history, so it cannot tell what was changed. The public "
            "repository can."
        )
    last = changed.last(asked, **narrowed)
    return Channel(title, about, origin + page, last, changed.count(asked, **narrowed), entries)


def _titled(asked: Asked, title: str) -> str:
    """As pages are titled: in a reader's list a feed stands among those of others."""
    return f"{title} · {asked.words.gettext('Open government commitments')}"


def _name(asked: Asked, kind: str, key: str) -> str:
    """What the record of a feed is called; empty if there is none."""
    row = asked.reader.row(NAMES[kind], key=key) if kind in NAMES else None
    if row is None:
        return ""
    if kind == "governments":
        return str(government_name(asked.words, row))
    return (
        str(asked.words.text(row, "title"))
        if kind == "commitments"
        else asked.words.label("policy_area", key)
    )


def _news(asked: Asked, origin: str, narrowed: dict[str, str], limit: int, offset: int) -> Iterator[Entry]:
    words = asked.words
    for one in news.recorded(asked, limit, offset, **narrowed):
        date = words.date(one.date) if one.date else words.gettext("no date given")
        on = (
            str(one.title)
            if one.commitment_id
            else words.gettext("The whole plan of %(year)s") % {"year": one.year}
        )
        kind, record = ("commitment", one.commitment_id) if one.commitment_id else ("plan", one.plan_id)
        parts = [f"{date} · {one.who}{words.colon} {one.label}", str(one.text)]
        if one.source:
            parts.append(f"{words.gettext('Source:')} {one.source.title} {one.source.url}".strip())
        yield Entry(
            f"updates/{one.id}",
            f"{one.government} · {on} ({one.label}, {date})",
            one.recorded,
            one.changed,
            origin + addresses.record(words.code, kind, record),
            "\n\n".join(part for part in parts if part),
            one.text.lang,
            "update",
        )


def _changes(asked: Asked, origin: str, narrowed: dict[str, str], limit: int, offset: int) -> Iterator[Entry]:
    words = asked.words
    kinds = {"added": words.gettext("New record"), "removed": words.gettext("Record taken out")}
    for one in changed.changes(asked, limit, offset, **narrowed):
        about = [str(one.government), str(one.named), str(one.kept_in)]
        if about[1].startswith(about[0]):  # "Paris", or "Paris: plan of 2017"
            del about[0]
        what = kinds.get(one.kind) or str(one.label) or one.field
        told, lang = _held(words, one) if one.kind in kinds else _differing(words, one)
        known_by = " · ".join(part for part in (one.table, one.record, one.field) if part)
        # By what it is: a commit changes a field of a record once. Running numbers are for one history alone.
        place = "/".join(("changes", one.commit, one.table, one.record, one.field, one.kind))
        yield Entry(
            place,
            f"{' · '.join(part for part in about if part) or one.table}{words.colon} {what}",
            one.at,
            one.at,
            origin + one.to,
            "\n\n".join(part for part in (told, known_by) if part),
            lang,
            "change",
            (one.named or one.kept_in).lang or one.label.lang,
        )


def _called(label: Text, field: str) -> str:
    """A column, by what people call it and by its name in the tables."""
    return f"{label} ({field})" if label else field


def _held(words: Words, one: changed.Changed) -> tuple[str, str]:
    """What a record holds that is new, or held that is gone; in no language, as it may be in many."""
    lines = (f"{_called(held.label, held.field)}{words.colon} {held.value}" for held in one.held)
    return "\n".join(lines), ""


def _differing(words: Words, one: changed.Changed) -> tuple[str, str]:
    """The old and the new value, and the language of both."""
    if one.is_spacing:
        return f"{words.gettext('only spaces differ')}{words.colon}\n\n{one.new}", one.lang
    blank = words.gettext("(blank)")
    old, new = one.whole
    return f"{old or blank}\n\n→\n\n{new or blank}", one.lang
