"""What programs read in a language: feeds and calendars. They stand among the pages and are kept so."""

from opengov.web.site import atom, calendars, feeds
from opengov.web.site.page import Asked
from opengov.web.site.shelf import Answer


def answer(asked: Asked, steps: tuple[str, ...], origin: str) -> Answer | None:
    """The feed or calendar at ``steps`` after the language; None for all other addresses."""
    body: bytes | None = None
    kind = atom.KIND
    match steps:
        case ("feeds", *rest):
            body = feeds.feed(asked, rest, origin)
        case ("calendar.ics",):
            body, kind = calendars.calendar(asked, "", origin), calendars.KIND
        case ("governments", key, "calendar.ics"):
            body, kind = calendars.calendar(asked, key, origin), calendars.KIND
    return Answer(body, kind, language=asked.words.code) if body else None
