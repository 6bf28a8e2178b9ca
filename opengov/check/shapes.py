"""The shape of ``datapackage.json`` and of a schema, as JSON Schema: what may stand where, and nothing else.

Narrower than the Data Package standard on purpose. A key that is not listed is refused: by some of them
Frictionless opens other files or addresses, others it passes over without a word (both found by trying).
"""

import json
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}
_NAMES = {"anyOf": [_TEXT, _TEXTS]}
_COUNT = {"type": "integer", "minimum": 0}
_NUMBER = {"type": "number"}
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = required | (optional or {})
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _if_type(types: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"properties": {"type": {"enum": types}}}, "then": {"properties": properties}}


_LINK = {"type": "string", "pattern": r"^https?://[^\s]+$"}
_CONTACT = {"type": "string", "pattern": r"^(https://[^\s]+|mailto:[^\s@]+@[^\s@]+)$"}
_LICENSE = _object({"name": _TEXT, "title": _TEXT, "path": _LINK})  # pages and downloads tell all three
_SOURCE = _object({"title": _TEXT}, {"path": _LINK})
_CONTRIBUTOR = _object({"title": _TEXT}, {"role": _TEXT, "organization": _TEXT, "path": _LINK})
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_PACKED = {  # what an export says of each table
    "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    "bytes": _COUNT,
    "rows": _COUNT,
}
_RELEASED = {"type": "object", "additionalProperties": _DIGEST}  # path and SHA-256, by ``opengov release``
_RESOURCE = _object(
    {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "path": {"type": "string"},
        "title": _TEXT,
        "description": _TEXT,
        "schema": {"type": "string"},
        "encoding": {"const": "utf-8"},
        "format": {"const": "csv"},
    },
    {
        "type": {"const": "table"},
        "scheme": {"const": "file"},
        "mediatype": {"const": "text/csv"},
        "dialect": {"const": {"csv": {"delimiter": ","}}},
        "opengov": _object({"rows": _object({}, {"min": _COUNT, "max": _COUNT})}),
        **_PACKED,
    },
)

_PACKAGE = _object(
    {
        "name": _TEXT,
        "title": _TEXT,
        "description": _TEXT,
        "version": {"type": "string", "pattern": r"^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(\+unreleased)?$"},
        "created": {"type": "string", "pattern": f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}Z$"},
        "licenses": {"type": "array", "items": _LICENSE, "minItems": 1},
        "contributors": {"type": "array", "items": _CONTRIBUTOR, "minItems": 1},
        "sources": {"type": "array", "items": _SOURCE, "minItems": 1},
        "resources": {"type": "array", "items": _RESOURCE, "minItems": 1},
        "opengov": _object(
            {"as_of": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}},
            {"contact": _CONTACT, "released": _RELEASED, "because": _TEXT},
        ),
    },
    {"keywords": _TEXTS, "homepage": _LINK},
)

_COMMON = {"required": {"type": "boolean"}, "unique": {"type": "boolean"}}
_LENGTH = {"type": "integer", "minimum": 1}
_OF_TEXTS = _object({}, _COMMON | {"pattern": _TEXT, "maxLength": _LENGTH, "minLength": _LENGTH})
_OF_NUMBERS = _object({}, _COMMON | {"minimum": _NUMBER, "maximum": _NUMBER})
_FIELD = _object(
    {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "title": _TEXT,
        "description": _TEXT,
        "type": {"enum": ["string", "integer", "number"]},
        "example": {"type": ["string", "number"]},
        "constraints": {"type": "object"},
    }
) | {
    "allOf": [
        _if_type(["string"], {"constraints": _OF_TEXTS}),
        _if_type(["integer", "number"], {"constraints": _OF_NUMBERS}),
    ],
}
_FOREIGN_KEY = _object({"fields": _NAMES, "reference": _object({"resource": _TEXT, "fields": _NAMES})})

_SCHEMA = _object(
    {
        "fields": {"type": "array", "items": _FIELD, "minItems": 1},
        "primaryKey": _NAMES,
        "missingValues": {"const": [""]},
    },
    {
        "uniqueKeys": {"type": "array", "items": _NAMES},
        "foreignKeys": {"type": "array", "items": _FOREIGN_KEY},
    },
)

_VALIDATORS = {"package": Draft202012Validator(_PACKAGE), "schema": Draft202012Validator(_SCHEMA)}


def faults(content: dict[str, Any], kind: str) -> tuple[ValidationError, ...]:
    """What is wrong with the shape of a descriptor (``kind`` is ``package``) or of a schema (``schema``).

    Asked once for the same content: whoever releases, exports or serves checks the same schemas again.
    """
    try:
        return _faults(json.dumps(content), kind)
    except RecursionError:  # nested as deep as can just be read: no text can be made of it, or read again
        return tuple(_VALIDATORS[kind].iter_errors(content))


@lru_cache(maxsize=64)
def _faults(text: str, kind: str) -> tuple[ValidationError, ...]:
    return tuple(_VALIDATORS[kind].iter_errors(json.loads(text)))
