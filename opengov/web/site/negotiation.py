"""Which language a visitor gets, by the header Accept-Language (RFC 9110, 12.5.4). Nothing is remembered."""

import re
from collections.abc import Collection

RANGE = re.compile(
    r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?\Z"
)
MAX_RANGES = 20


def preferred(header: str, offered: Collection[str], default: str) -> str:
    """The code among ``offered`` that the header likes best; ``default`` if it likes none.

    ``pt-BR`` is served by ``pt``. Parts that cannot be understood are left out; no header can raise.
    """
    best, weight = default, 0.0
    for part in header.split(",")[:MAX_RANGES]:
        match = RANGE.match(part)
        if not match or match[1].lower() not in offered:
            continue
        quality = float(match[2]) if match[2] else 1.0
        if quality > weight:
            best, weight = match[1].lower(), quality
    return best
