"""The header Range (RFC 9110, 14): what of it is to be answered. Sending is left to Starlette.

Starlette answers 400 to what the RFC tells to ignore, and 416 where one range of several is beyond the end.
"""

import re

ONE = re.compile(r"[ \t]*(?:([0-9]{1,99})-([0-9]{1,99})?|-([0-9]{1,99}))[ \t]*\Z")
MOST = 100  # ranges at once; who asks for more is answered whole


def understood(header: str, size: int) -> str:
    """The header with the ranges that a file of ``size`` bytes has, as it came if it has none of them, which
    is to be refused (416); empty if it is to be ignored: no bytes, or not well-formed.
    """
    unit, equals, said = header.partition("=")
    parts = [part for part in said.split(",") if part.strip(" \t")]
    if unit.strip().lower() != "bytes" or not equals or not 0 < len(parts) <= MOST:
        return ""
    has = []
    for part in parts:
        match = ONE.match(part)
        if not match or (match[1] and match[2] and int(match[2]) < int(match[1])):
            return ""
        if int(match[3]) > 0 if match[3] else int(match[1]) < size:
            has.append(part.strip())
    return f"bytes={','.join(has or parts)}"
