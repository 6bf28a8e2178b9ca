"""Which fields those addresses take that show a part of all (search, changes, feeds and calendars), and what
is said of others.

A field of ours that is not taken where it stands, or is misspelt, would be passed over, and all be shown in
the place of what was asked for. What others append to addresses (``utm_source``, ``source``) is left alone,
and so is every field of the other pages: they show one thing, whatever is asked.
"""

from urllib.parse import urlencode

from rapidfuzz import process
from rapidfuzz.distance import OSA

from opengov.web.site import addresses, feeds
from opengov.web.site.finding import LONG
from opengov.web.site.page import Asked, Page
from opengov.web.site.pages import changes, search
from opengov.web.site.words import Text

Steps = tuple[str, ...]  # of an address, after the language

CALENDAR = "calendar.ics"
TAKEN = {"search": search.FIELDS, "changes": changes.FIELDS, "feeds": feeds.FIELDS, CALENDAR: ()}
OURS = {field: field for fields in TAKEN.values() for field in fields if field != "source"}
IN_TABLES = {f"{name}_id": name for name in changes.NAMED} | {
    "policy_area": "area",
    "cycle_year": "year",
    "query": "q",
}
LEAST = 4  # letters: one slip makes any other word of a shorter one
LONGEST = 60  # letters of a name that is repeated
LONGEST_ADDRESS = 200  # letters of an address that is offered
GOVERNMENT = "SELECT government_id FROM governments ORDER BY government_id = :key DESC, government_id LIMIT 1"


def fault(asked: Asked, steps: Steps) -> Page | None:
    """The page that says what is wrong with the fields of the address at ``steps``; None if nothing is, or
    if there are no such addresses.
    """
    kind = CALENDAR if steps[-1:] == (CALENDAR,) else steps[0] if steps else ""
    if kind not in TAKEN:
        return None
    taken = TAKEN[kind]
    said = _of_foreign(asked, steps, taken) or (_of_many(asked) if steps == changes.STEPS else "")
    if not said:
        return None
    title = asked.words.gettext("This request cannot be answered")
    return Page("fault.html", title, said, (), {"message": Text(said)}, status=400)


def _of_foreign(asked: Asked, steps: Steps, taken: Steps) -> str:
    """What is said of the first field that is ours and not ``taken``; empty if there is none."""
    words = asked.words
    name, meant = next(((name, one) for name in asked.query if (one := _meant(name, taken))), ("", ""))
    if not meant:
        return ""
    cut = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
    said = [words.gettext("The field “%(field)s” is not understood here.") % {"field": cut}]
    fields = ", ".join(taken)
    said.append(
        words.gettext("This address takes: %(fields)s.") % {"fields": fields}
        if taken
        else words.gettext("This address takes no fields.")
    )
    if meant == "government" and (own := _of_government(asked, steps, asked.query[name])):
        told = words.gettext("That of one government has its own address: %(address)s")
        said.append(told % {"address": own})  # the last word, which can be followed
    elif meant in taken:
        right = {meant if one == name else one: value for one, value in asked.query.items()}
        address = f"{addresses.page(words.code, *steps)}?{urlencode(right)}"
        if len(address) <= LONGEST_ADDRESS:
            said.append(words.gettext("Did you mean this address? %(address)s") % {"address": address})
    return " ".join(said)


def _meant(name: str, taken: Steps) -> str:
    """The field of ours that a name which is not ``taken`` is or is near to, a taken one first; empty if none
    is: then it is of others.
    """
    if name in taken:
        return ""
    written = name[:LONGEST].casefold()
    slips = 0 if len(written) < LEAST else 1 if len(written) < LONG else 2
    known = {field: field for field in taken} | OURS | IN_TABLES
    found = process.extract(written, list(known), scorer=OSA.distance, score_cutoff=slips, limit=None)
    return next((known[near] for near, _, _ in found if near[0] == written[0]), "")


def _of_government(asked: Asked, steps: Steps, key: str) -> str:
    """Where the feed or calendar of one government is, of that with the id ``key`` if there is one; empty
    where ``steps`` lead to no feed or calendar of all.
    """
    row, language = asked.reader.row(GOVERNMENT, key=key), asked.words.code
    if row is None:
        return ""
    kind, government = addresses.KINDS["government"], row["government_id"]
    of_all = (*addresses.feeds(language), addresses.page(language, CALENDAR))
    own = (*addresses.feeds(language, kind, government), addresses.page(language, kind, government, CALENDAR))
    return dict(zip(of_all, own, strict=True)).get(addresses.page(language, *steps), "")


def _of_many(asked: Asked) -> str:
    """What is said where changes are asked for of more than one record; empty otherwise."""
    several = [name for name in changes.NAMED if asked.query.get(name)]
    if len(several) < 2:
        return ""
    fields = {"fields": ", ".join(several)}
    return asked.words.gettext("Please ask for one of these at a time: %(fields)s.") % fields
