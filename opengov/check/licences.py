"""Whether a licence has the address of the licence that it names, where an address tells its licence."""

import re
from collections.abc import Iterator
from typing import Any

from opengov.findings import shown

# Creative Commons has the name of a licence in its address.
ADDRESS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/"
    r"(?P<kind>by[a-z-]*|zero)/(?P<number>\d\.\d)"
    r"/?(?:(?:deed|legalcode)(?:\.[a-z-]+)?)?/?$"  # and not those of a country, whose names are longer
)


def disagreeing(licences: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Of each that names another licence than it leads to: the address, what is wrong, and the mend."""
    for one in licences:
        name, path = one.get("name"), one.get("path", "")
        found = ADDRESS.match(path)
        if not found or not name:
            continue
        kind, number = found["kind"].upper(), found["number"]
        meant = f"CC0-{number}" if kind == "ZERO" else f"CC-{kind}-{number}"
        if name != meant:
            message = f"the licence {shown(name)} has the address of {meant}: {path}."
            yield path, message, "Give name, title and path of one and the same licence."
