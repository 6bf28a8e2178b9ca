"""Where things stand: the path of every page. An address that was given out is kept."""

import re
from urllib.parse import quote, urlencode

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,199}\Z")  # what an id can be; anything else is looked up nowhere
LINK = re.compile(r"(?:https?://|mailto:)\S+\Z")
KINDS = {  # kind of page: the step in its address
    "government": "governments",
    "plan": "plans",
    "commitment": "commitments",
    "area": "policy-areas",
    "source": "sources",
}


def page(language: str, *steps: str) -> str:
    """``/fr/``, ``/fr/search``, ``/fr/plans/paris-2017``."""
    return "/" + "/".join([language, *(quote(step, safe="") for step in steps)]) + ("" if steps else "/")


def record(language: str, kind: str, key: str) -> str:
    """The page of a record; ``kind`` is one of KINDS."""
    return page(language, KINDS[kind], key)


def feeds(language: str, kind: str = "", key: str = "") -> tuple[str, str]:
    """The feeds of a record, or of all: what was said, and what we changed. ``kind`` is a step of KINDS."""
    if not kind:
        return page(language, "feeds", "updates.atom"), page(language, "feeds", "changes.atom")
    of = () if kind == KINDS["government"] else (kind,)
    return (
        page(language, "feeds", kind, f"{key}.atom"),
        page(language, "feeds", "changes", *of, f"{key}.atom"),
    )


def permalink(key: str) -> str:
    """The address of a commitment in whatever language its visitor reads; ``key`` our id or OGP's."""
    return f"/c/{quote(key, safe='')}"


def search(language: str, **fields: str | int) -> str:
    """The search page with its state; fields that are empty are left out."""
    state = urlencode({name: value for name, value in fields.items() if value not in ("", 0, None)})
    return page(language, "search") + (f"?{state}" if state else "")


def table(name: str, *keys: str, form: str = "", **fields: str) -> str:
    """The records as data: a table or row as Datasette shows it, as ``form`` json or csv if that is given."""
    path = "/" + "/".join(["opengov", name, *(quote(key, safe="") for key in keys)])
    state = {"_shape": "array"} | fields if form == "json" else fields
    return f"{path}{'.' + form if form else ''}" + (f"?{urlencode(state)}" if state else "")


def link(address: str | None) -> str:
    """An address from the data that may be linked: http, https or mailto; empty for anything else."""
    return address if address and LINK.match(address) else ""
