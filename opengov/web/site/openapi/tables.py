"""Tables, views, single records and questions in SQL, as the description has them."""

from collections.abc import Iterator
from dataclasses import dataclass

from opengov.web.limits import MOST_QUERY, MOST_ROWS, SQL_SECONDS
from opengov.web.site.openapi.parts import CSV, JSON, STRING, Part, field, found, free, get, shared, step
from opengov.web.site.reader import Reader, Row

KINDS = {"table": "Tables", "view": "Views", "codelist": "Code lists", "build": "About this edition"}
SQL = "SQL"
KEYS = "SELECT name FROM pragma_table_info(:name) WHERE pk"
QUESTION = "SELECT commitment_id, title FROM commitments WHERE plan_id = :plan ORDER BY commitment_id"
OF_SQL = (
    "`array`: all rows, or 400 if they are too many; `objects`: `rows`, and whether it is `truncated`; "
    "`arrays`: the same, with the names in `columns` and the cells alone in `rows`. In the first two a name "
    "that several columns have keeps the last of them: give each a name of its own."
)
TOLD_OF_SQL = (
    f"It is stopped after {SQL_SECONDS:g} s. As the address has it, with all fields, it may have "
    f"{MOST_QUERY} bytes."
)

SHAPES: Part = STRING | {"enum": ["array", "objects", "arrays"], "default": "arrays"}
BLOB: Part = {
    "type": "object",
    "description": "Bytes, which are no text.",
    "required": ["$base64", "encoded"],
    "properties": {"$base64": {"const": True}, "encoded": STRING | {"contentEncoding": "base64"}},
}
CELL: Part = {"anyOf": [{"type": ["string", "number", "null"]}, BLOB]}
FIELDS = {  # of tables
    "shape": field(
        "_shape",
        "`array`: rows alone, the next page in the header `Link`; `objects`: `rows` and `next_url`; "
        "`arrays`, which comes without this field: the same, with the names in `columns` and the cells alone "
        "in `rows`.",
        SHAPES,
        "array",
    ),
    "size": field(
        "_size",
        f"Rows of a page; without it {MOST_ROWS}, which is `max`.",
        {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MOST_ROWS}, {"const": "max"}]},
        10,
    ),
    "next": field("_next", "Where the page begins: as `next_url` has it.", STRING),
    "sort": field("_sort", "The column to sort by.", STRING),
    "sort_desc": field("_sort_desc", "The column to sort by, from the last to the first.", STRING),
    "stream": field("_stream", "All rows; they come without it too.", {"const": "on"}, "on"),
    "filters": free(
        "filters",
        "A column and its value: only the rows that have it. `column__contains`, `column__gt`, "
        "`column__notblank` and others compare in other ways. A name that is not understood gets 400.",
        {"additionalProperties": STRING},
    ),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view as the dictionary has it; ``columns`` are rows of dictionary_columns."""

    name: str
    kind: str
    title: str
    description: str
    columns: list[Row]


def schema(table: Table) -> Part:
    """A row of the table. More columns may come, these do not go."""
    return {
        "type": "object",
        "title": table.title,
        "description": table.description,
        "required": [column["column_name"] for column in table.columns],
        "properties": {column["column_name"]: _value(column) for column in table.columns},
    }


def operations(reader: Reader, tables: list[Table]) -> Iterator[tuple[str, Part]]:
    """Every address with what it is asked and answers."""
    for table in tables:
        yield f"/opengov/{table.name}.json", _as_json(table)
        yield f"/opengov/{table.name}.csv", _as_csv(table)
        keys = [row["name"] for row in reader.rows(KEYS, name=table.name)]
        if table.kind == "table" and len(keys) == 1:
            (key,) = keys
            ((first,),) = reader.rows(f'SELECT min("{key}") FROM "{table.name}"')
            yield f"/opengov/{table.name}/{{{key}}}.json", _record(table, key, first or "")
    plan = reader.rows("SELECT min(plan_id) FROM commitments")[0][0] or ""
    yield "/opengov.json", _asked_as_json(plan)
    yield "/opengov.csv", _asked_as_csv(plan)


def _value(column: Row) -> Part:
    kind = column["type"]
    value: Part = {
        "type": kind if column["required"] else [kind, "null"],
        "title": column["title"],
        "description": column["description"],
    }
    if column["example"] is not None:
        made = {"integer": int, "number": float}.get(kind, str)
        value["examples"] = [made(column["example"])]
    return value


def _rows(table: Table) -> Part:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{table.name}"}}


def _shapes(rows: Part, more: dict[str, Part]) -> Part:
    """The schemas of what ``_shape`` leads to, in the order of SHAPES; ``more`` of the rows of a page."""
    names: Part = {"type": "array", "items": STRING}
    cells: Part = {"type": "array", "items": {"type": "array", "items": CELL}}
    pages: list[Part] = [{"rows": rows} | more, {"columns": names, "rows": cells} | more]
    objects = [{"type": "object", "required": list(page), "properties": page} for page in pages]
    return {"anyOf": [rows, *objects]}


def _as_json(table: Table) -> Part:
    following = {"type": ["string", "null"], "description": "The next page; null on the last one."}
    link = ("Link", 'The next page, `rel="next"`; absent on the last one.')
    return get(
        f"{table.name}_json",
        KINDS[table.kind],
        table.title,
        found((JSON, _shapes(_rows(table), {"next_url": following})), headers=[link]),
        *(shared(name) for name in ("shape", "size", "next", "sort", "sort_desc", "filters")),
        description=table.description,
    )


def _as_csv(table: Table) -> Part:
    answers, name, tag = found((CSV, STRING)), f"{table.name}_csv", KINDS[table.kind]
    fields = (shared("stream"), shared("filters"))
    return get(name, tag, table.title, answers, *fields, description=table.description)


def _record(table: Table, key: str, first: str) -> Part:
    one = _rows(table) | {"minItems": 1, "maxItems": 1}
    said = "`array`: an array of the one row; `objects`: it is in `rows`; `arrays`: its cells alone are."
    shape = field("_shape", said, SHAPES, "array")
    title = f"{table.title}: one record"
    return get(
        f"{table.name}_record",
        KINDS[table.kind],
        title,
        found((JSON, _shapes(one, {}))),
        step(key, "The key of the record.", first),
        shape,
    )


def _question(plan: str) -> tuple[Part, Part]:
    return (
        field("sql", "A question that only reads, in the SQL of SQLite.", STRING, QUESTION, required=True),
        free(
            "parameters",
            "The values of the named parameters in it, of each one: `:plan` takes that of the field `plan`, "
            "which may be blank.",
            {"additionalProperties": STRING},
            {"plan": plan},
        ),
    )


def _asked_as_json(plan: str) -> Part:
    rows: Part = {"type": "array", "items": {"type": "object", "additionalProperties": CELL}}
    cut = {"type": "boolean", "description": f"Whether there are more than {MOST_ROWS} rows."}
    return get(
        "sql_json",
        SQL,
        "Your own question in SQL",
        found((JSON, _shapes(rows, {"truncated": cut}))),
        *_question(plan),
        field("_shape", OF_SQL, SHAPES, "array"),
        description=TOLD_OF_SQL,
    )


def _asked_as_csv(plan: str) -> Part:
    answers = found((CSV, STRING))
    title = "Your own question in SQL"
    return get("sql_csv", SQL, title, answers, *_question(plan), description=TOLD_OF_SQL)
