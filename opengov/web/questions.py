"""What a question in SQL is asked with, where it is asked as data: a value for each parameter, nothing else.

Datasette takes a parameter without a value for a blank one, and passes over a field that the question does
not name: a slip of the pen is answered with no rows. Its page for people has a form for the values, and stays
as it is.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from datasette.utils import derive_named_parameters
from datasette.utils.asgi import Request

from opengov.web.admission import Refused
from opengov.web.fields import KNOWN, cut, near
from opengov.web.metadata import DATABASE

AS_DATA = re.compile(rf"/{DATABASE}(?:/(?P<name>\w+))?\.(?:json|csv|blob)\Z")
# What Datasette 0.65.5 reads of the address of a question beside what it reads of that of a table.
OF_QUESTIONS = frozenset({"_hide_sql", "_show_sql", "_blob_column", "_blob_hash"})
SHAPES = ("array", "arrayfirst", "arrays", "objects")  # and not object: a question has no keys
MARKS = ":@$"  # begin the name of a parameter


def checked(datasette: Any, app: Any) -> Any:
    """Put the check around Datasette's ASGI application. It raises Refused."""
    shipped = datasette.metadata("queries", database=DATABASE, fallback=False) or {}

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        found = AS_DATA.match(scope["path"]) if scope["type"] == "http" else None
        if found and (not found["name"] or found["name"] in shipped):
            args = Request(scope, receive).args
            fault = await (_of_ours(shipped[found["name"]], args) if found["name"] else _of_theirs(args))
            fault = fault or _of_shape(scope["path"], args)
            if fault:
                raise Refused(400, fault)
        await app(scope, receive, send)

    return asked


async def _of_theirs(args: Any) -> str:
    """A sentence on what is wrong with the fields of a question of one's own; empty if nothing is."""
    sql = args.get("sql") or ""
    names = await derive_named_parameters(None, sql)
    # A quote within quotes may hide a parameter from Datasette: what stands in the SQL is no slip.
    hidden = [field for field in args if any(f"{mark}{field}" in sql for mark in MARKS)]
    return _fault(args, list(dict.fromkeys(names)), KNOWN | OF_QUESTIONS | {"sql", *hidden})


async def _of_ours(question: Mapping[str, Any], args: Any) -> str:
    names = question["params"] or await derive_named_parameters(None, question["sql"])
    return _fault(args, list(dict.fromkeys(names)), KNOWN | OF_QUESTIONS)


def _of_shape(path: str, args: Any) -> str:
    """A sentence on a form of JSON that there is not: Datasette tells it with the status of success."""
    shape = args.get("_shape")
    if shape is None or shape in SHAPES or not path.endswith(".json"):
        return ""
    return f"There is no _shape “{cut(shape)}”. There are: {', '.join(SHAPES)}."


def _fault(fields: Iterable[str], names: list[str], known: Collection[str]) -> str:
    fields = list(fields)
    unknown = [field for field in fields if field not in names and field not in known]
    missing = next((name for name in names if name not in fields), "")
    if missing:
        meant = near(missing, unknown)
        return (
            f"There is no value for :{cut(missing)}."
            + (f" Did you mean it by “{cut(meant)}”?" if meant else "")
            + f" It stands in the address as {cut(missing)}=…; a blank one is a value too."
        )
    if not unknown:
        return ""
    meant = near(unknown[0], [*names, *sorted(known)])
    values = f"values for {cut(', '.join(f':{name}' for name in names))}" if names else "no values"
    return (
        f"The field “{cut(unknown[0])}” is not understood here."
        + (f" Did you mean {cut(meant)}?" if meant else "")
        + f" This question takes {values}."
    )
