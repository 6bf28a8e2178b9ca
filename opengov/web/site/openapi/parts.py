"""Parts of the description that many addresses share: fields, forms of answers, refusals."""

from collections.abc import Mapping, Sequence
from typing import Any

from opengov.web.limits import MOST_QUERY, RETRY_AFTER

Part = dict[str, Any]

JSON, CSV, TEXT = "application/json", "text/csv", "text/plain"
STRING: Part = {"type": "string"}

REFUSED: dict[str, Part] = {
    "Refusal": {
        "type": "object",
        "description": "Why a request cannot be answered, in a sentence.",
        "required": ["ok", "error", "status", "title"],
        "properties": {
            "ok": {"const": False},
            "error": STRING,
            "status": {"type": "integer"},
            "title": STRING,
        },
    }
}
REFUSALS: dict[str, Part] = {
    "Wrong": {
        "description": "The request is wrong (a field that is not understood, SQL with a fault), takes too "
        "long, or asks for too much at once."
    },
    "Missing": {"description": "There is no such record, table or file, or not in this form."},
    "Reading": {
        "description": "The method is another than GET, HEAD or OPTIONS.",
        "headers": {"Allow": {"description": "The methods that are answered.", "schema": STRING}},
    },
    "Long": {"description": f"The query of the address is longer than {MOST_QUERY} bytes."},
    "Crowded": {
        "description": "Too many ask at the same time.",
        "headers": {
            "Retry-After": {
                "description": "After how many seconds to ask again.",
                "schema": {"type": "integer", "examples": [RETRY_AFTER]},
            }
        },
    },
}
for _one in REFUSALS.values():
    _one["content"] = {
        JSON: {"schema": {"$ref": "#/components/schemas/Refusal"}},
        TEXT: {"schema": STRING},
        "text/html": {"schema": STRING},
    }


def shared(part: str) -> Part:
    """A field that stands once in the description, for all addresses."""
    return {"$ref": f"#/components/parameters/{part}"}


def get(name: str, tag: str, summary: str, answers: Mapping[str, Part], *fields: Part, **more: Any) -> Part:
    """An operation: what it ``answers``, by status; refusals are added. ``more`` further keys of it."""
    refused = {"400": "Wrong", "404": "Missing", "405": "Reading", "414": "Long", "429": "Crowded"}
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        **more,
        "parameters": list(fields),
        "responses": {
            **answers,
            **{status: {"$ref": f"#/components/responses/{part}"} for status, part in refused.items()},
        },
    }


def found(*forms: tuple[str, Part], headers: Sequence[tuple[str, str]] = ()) -> dict[str, Part]:
    """The answer 200, by media type: the schema of each; ``headers`` with what they say."""
    answer: Part = {
        "description": "What was asked for.",
        "content": {form: {"schema": schema} for form, schema in forms},
    }
    if headers:
        answer["headers"] = {name: {"description": said, "schema": STRING} for name, said in headers}
    return {"200": answer}


def kept(*forms: tuple[str, Part]) -> dict[str, Part]:
    """As ``found``, of what need not come again to whoever has it."""
    answers = found(*forms, headers=[("ETag", "For `If-None-Match`.")])
    return answers | {"304": {"description": "You have it already: `If-None-Match` names it."}}


def field(name: str, said: str, schema: Part, example: Any = None, **more: Any) -> Part:
    """A field in the query."""
    example = {} if example is None else {"example": example}
    return {"name": name, "in": "query", "description": said, "schema": schema, **example, **more}


def free(name: str, said: str, schema: Part, example: Any = None) -> Part:
    """Fields in the query that have names of their own, described together."""
    return field(name, said, {"type": "object"} | schema, example, style="form", explode=True)


def step(name: str, said: str, example: Any) -> Part:
    """A step of the address that is to be filled in."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": said,
        "schema": STRING,
        "example": example,
    }
