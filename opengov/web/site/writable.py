"""Text for formats that cannot hold every character."""

import re

# What XML 1.0 cannot hold, not even escaped, and what is no text in iCalendar (RFC 5545, 3.1: DELETE too).
UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """The text without control characters and what Unicode keeps for no character."""
    return UNWRITABLE.sub("", text)
