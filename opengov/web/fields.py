"""Which fields a table or view can be asked with, in the query of its address, whatever the form of answer.

Datasette passes over a comparison that it does not know, and takes a column that does not exist for a text:
a slip of the pen is answered with all rows, or with none.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import quote

from datasette.filters import Filters
from datasette.utils import escape_sqlite, urlsafe_components
from datasette.utils.asgi import BadRequest

from opengov.web.metadata import DATABASE

# What Datasette 0.65.5 reads of the address of a table (views/table.py, views/base.py, filters.py, facets.py,
# renderer.py), and ``_columns``, which is ours. What ``admission`` drops is not among them.
KNOWN = frozenset(
    """_col _nocol _columns _sort _sort_desc _sort_by_desc _size _next _where _through
    _filter_column _filter_op _filter_value
    _facet _facet_array _facet_date _facet_size _nofacet _nosuggest _nocount
    _labels _label _shape _nl _json _json_infinity _stream _header _dl""".split()  # noqa: SIM905
)
OF_SEARCH = frozenset({"_search", "_searchmode", "_fts_table", "_fts_pk"})
IN_COLUMN = "_search_"  # and the name of a column of the index: Datasette refuses another
NUMBERED = re.compile(r"_filter_(?:column|op|value)_\d{1,9}\Z", re.ASCII)
LOOKUPS = tuple(key for key, _, _ in Filters([]).lookups())
LONGEST = 60  # of a name that is repeated in an answer
PLACE = re.compile(r"\d{1,9}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A table or view: its ``columns``, the ``keys`` of which a row is known (none in a view), whether its
    words are indexed.
    """

    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    is_indexed: bool

    @property
    def fields(self) -> frozenset[str]:
        """The names of fields that are no columns."""
        return KNOWN | OF_SEARCH if self.is_indexed else KNOWN

    def fault(self, names: Iterable[str]) -> str:
        """A sentence on the first name that is not understood; empty if all are."""
        wrong = next((name for name in names if not self._knows(name)), None)
        if wrong is None:
            return ""
        column, two, lookup = wrong.rpartition("__")
        if two and column in self.columns:
            there = f"“{cut(lookup)}” is no comparison. There are: {', '.join(LOOKUPS)}."
        elif wrong in OF_SEARCH or (wrong.startswith(IN_COLUMN) and not self.is_indexed):
            there = f"The words of {self.table} are not indexed, so that it cannot be searched."
        else:
            there = (
                f"The columns of {self.table} are listed at "
                f"/{DATABASE}/dictionary_columns?table_name={quote(self.table)}"
            )
        nearest = self._nearest(wrong)
        meant = f" Did you mean {nearest}?" if nearest else ""
        return f"The field “{cut(wrong)}” is not understood here.{meant} {there}"

    def _knows(self, name: str) -> bool:
        if name.startswith("_") and "__" not in name:  # as Datasette tells them from filters
            of_index = self.is_indexed and name.startswith(IN_COLUMN)
            return name in self.fields or of_index or NUMBERED.match(name) is not None
        column, two, lookup = name.rpartition("__")
        return (column in self.columns and lookup in LOOKUPS) if two else name in self.columns

    def _nearest(self, name: str) -> str:
        """The known name that is spelt most like it; empty if none is."""
        column, two, lookup = name[:LONGEST].rpartition("__")
        if two and column in self.columns:
            found = near(lookup, LOOKUPS)
            return f"{column}__{found}" if found else ""
        if two and lookup in LOOKUPS:
            found = near(column, self.columns)
            return f"{found}__{lookup}" if found else ""
        return near(name, [*self.columns, *sorted(self.fields)])


async def check(database: Any, table: str, request: Any, shown: Mapping[str, Any]) -> None:
    """Raise BadRequest with a sentence unless the table or view can be asked so; ``shown`` is what metadata
    say of it.
    """
    if not request.query_string:
        return
    is_view = bool(await database.get_view_definition(table))
    columns = await database.table_columns(table)
    keys = () if is_view else tuple(await database.primary_keys(table)) or ("rowid",)
    index = request.args.get("_fts_table") or shown.get("fts_table") or await database.fts_table(table)
    asked = Asked(table, tuple(dict.fromkeys([*columns, *keys])), keys, bool(index))
    if fault := asked.fault(request.args):
        raise BadRequest(fault)
    place = request.args.get("_next")
    if place and not await _is_place(database, asked, place, _is_sorted(request.args, shown)):
        raise BadRequest(
            f"The field “_next” says where a page begins, as the page before it has it: there is no place "
            f"“{cut(place)}”. Without it, the first page comes."
        )


async def _is_place(database: Any, asked: Asked, place: str, is_sorted: bool) -> bool:
    """Whether a page can begin there: after so many rows of a view, after a row that a table has."""
    if not asked.keys:
        return PLACE.match(place) is not None
    values = urlsafe_components(place)
    if len(values) != len(asked.keys) + is_sorted:
        return False
    row = {f"k{number}": value for number, value in enumerate(values[is_sorted:])}
    where = " AND ".join(f"{escape_sqlite(key)} = :{name}" for key, name in zip(asked.keys, row, strict=True))
    found = await database.execute(f"SELECT 1 FROM {escape_sqlite(asked.table)} WHERE {where}", row)
    return bool(found.rows)


def _is_sorted(args: Any, shown: Mapping[str, Any]) -> bool:
    """Whether the rows are sorted by a column, whose value then stands before the key in ``_next``."""
    return any(args.get(f"_{name}") or shown.get(name) for name in ("sort", "sort_desc"))


def near(name: str, known: Collection[str]) -> str:
    """The known name that is spelt most like it; empty if none is."""
    return next(iter(get_close_matches(name[:LONGEST], known, n=1)), "")


def cut(text: str) -> str:
    """A name as an answer repeats it."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
