"""What a visitor gets, by the headers Accept-Language and Accept-Encoding (RFC 9110, 12.5)."""

import re
from collections.abc import Collection

RANGE = re.compile(
    r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*\s*"
    r"(?:;\s*[qQ]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?\Z"
)
CODING = re.compile(r"\s*([a-z0-9-]{1,20}|\*)\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?\Z")
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


def takes(header: str, coding: str) -> bool:
    """Whether the header Accept-Encoding takes a coding, and likes it no less than what is not coded, by
    their weights. What it does not name has that of ``*``, or 0.
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(",")[:MAX_RANGES]:
        if match := CODING.match(part):
            weights.setdefault(match[1], float(match[2]) if match[2] else 1.0)
    rest = weights.get("*", 0.0)
    weight = weights.get(coding, rest)
    return 0 < weight >= weights.get("identity", rest)
