"""How to ask for the data in other people's languages. The API page shows this text, and the tests run it.

What the code asks of us stands in ``openapi``, so that it goes on working within a major version.
"""

from collections.abc import Collection
from dataclasses import dataclass

from opengov.web.site.marked import N_

HERE = "http://127.0.0.1:8001"  # where ``opengov serve`` answers, by default
ORIGIN = "{origin}"


@dataclass(frozen=True, slots=True)
class Example:
    """``code`` in ``language`` (as it is called), with ORIGIN where the address of the site goes.

    ``by`` is what runs it in our tests: ``sh``, ``python``, ``R``, or nothing where they only look at it.
    ``needs`` is the files in ``/downloads/latest/`` that it takes.
    """

    id: str
    title: str
    language: str
    by: str
    code: str
    needs: tuple[str, ...] = ()

    def at(self, origin: str) -> str:
        """The code for the site at ``origin``."""
        return self.code.replace(ORIGIN, origin)


def possible(files: Collection[str]) -> list[Example]:
    """The examples for a site that offers these files."""
    return [one for one in EXAMPLES if set(one.needs) <= set(files)]


EXAMPLES = (
    Example(
        "curl-json",
        N_("A table as JSON, filtered"),
        "curl",
        "sh",
        """\
curl -sS '{origin}/opengov/commitments.json?_shape=array&plan_id=paris-2017'""",
    ),
    Example(
        "curl-csv",
        N_("A whole table as CSV"),
        "curl",
        "sh",
        """\
curl -sS -o updates.csv '{origin}/opengov/updates.csv?_stream=on'""",
    ),
    Example(
        "curl-sql",
        N_("Your own question in SQL, with a parameter"),
        "curl",
        "sh",
        """\
curl -sS --get '{origin}/opengov.json' \\
  --data-urlencode '_shape=array' \\
  --data-urlencode 'sql=SELECT commitment_id, title FROM commitments
                        WHERE plan_id = :plan ORDER BY commitment_id' \\
  --data-urlencode 'plan=paris-2017'""",
    ),
    Example(
        "curl-new",
        N_("A file, fetched again only if it is new"),
        "curl",
        "sh",
        """\
curl -sS --etag-compare etag.txt --etag-save etag.txt -o all-commitments.csv \\
  '{origin}/downloads/latest/all-commitments.csv'""",
        ("all-commitments.csv",),
    ),
    Example(
        "python-pages",
        N_("All rows of a table, page by page"),
        "Python",
        "python",
        """\
import json
from urllib.parse import urljoin
from urllib.request import urlopen

address = "{origin}/opengov/updates.json?_shape=objects&_size=100"
rows = []
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    rows += page["rows"]
    address = urljoin(address, page["next_url"]) if page["next_url"] else None
print(len(rows), "statements")""",
    ),
    Example(
        "python-pandas",
        N_("Promises of each government, counted"),
        "Python, pandas",
        "python",
        """\
import pandas as pd

table = pd.read_csv("{origin}/opengov/commitment_overview.csv?_stream=on")
current = table[table["record_status"] == "current"]
print(current.groupby("government_name").size().to_string())""",
    ),
    Example(
        "duckdb-parquet",
        N_("Statements by who makes them, from a Parquet file"),
        "Python, DuckDB",
        "python",
        """\
from urllib.request import urlretrieve

import duckdb

urlretrieve("{origin}/downloads/latest/tables/updates.parquet", "updates.parquet")
print(duckdb.sql(\"""
    SELECT reporter, count(*) AS statements
    FROM 'updates.parquet' GROUP BY reporter ORDER BY reporter
\"""))""",
        ("tables/updates.parquet",),
    ),
    Example(
        "duckdb-sqlite",
        N_("Promises that each voice speaks of, from the SQLite file"),
        "Python, DuckDB, pandas",
        "python",
        """\
import sqlite3
from contextlib import closing
from urllib.request import urlretrieve

import duckdb
import pandas as pd

urlretrieve("{origin}/downloads/latest/opengov.db", "opengov.db")
# Where DuckDB may fetch its extension, this does without pandas: ATTACH 'opengov.db' (TYPE sqlite)
with closing(sqlite3.connect("opengov.db")) as file:
    words = pd.read_sql_query("SELECT * FROM commitment_status", file)
print(duckdb.sql(\"""
    SELECT voice, count(*) AS promises
    FROM words GROUP BY voice ORDER BY voice
\"""))""",
        ("opengov.db",),
    ),
    Example(
        "r",
        N_("One table: a row for each promise"),
        "R",
        "R",
        """\
address <- "{origin}/downloads/latest/all-commitments.csv"
promises <- read.csv(address, encoding = "UTF-8")
current <- promises[promises$record_status == "current", ]
table(current$government_name)""",
        ("all-commitments.csv",),
    ),
    Example(
        "spreadsheet",
        N_("In a spreadsheet of Google: it fetches the table itself"),
        "IMPORTDATA",
        "",
        """\
=IMPORTDATA("{origin}/opengov/government_overview.csv?_stream=on")""",
    ),
)
