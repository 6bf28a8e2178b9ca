"""A Table Schema as Frictionless understands it, parsed once for all tables that share it.

Parsing is most of the time that a small package takes to check, and the code lists share one schema. What
comes out is shared, too: readers of cells are made from it, and nothing here changes it.
"""

import json
from functools import lru_cache
from typing import Any

import frictionless


def parsed(schema: dict[str, Any]) -> frictionless.Schema:
    """The schema of this content. Raises FrictionlessException if Frictionless refuses it."""
    return _parsed(json.dumps(schema))


@lru_cache(maxsize=64)
def _parsed(text: str) -> frictionless.Schema:
    return frictionless.Schema.from_descriptor(json.loads(text))
