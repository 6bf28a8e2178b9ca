"""What every page knows: the name, the edition, the tables and questions, and where the style sheet is."""

from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import Any

from datasette.utils import tilde_encode

from opengov.web import filters
from opengov.web.metadata import DATABASE

PLUGIN = "opengov"  # the distribution, under whose name Datasette serves our static files
EXAMPLE = """\
SELECT government_name, cycle_year, title, government_status_label, assessor_status_label
FROM commitment_overview
WHERE record_status = 'current'
ORDER BY commitment_id
LIMIT 50"""


@dataclass(frozen=True)
class Guide:
    """The metadata that ``metadata`` made, as templates ask for it, where it is called ``site``.

    In a Datasette that is not ours it knows nothing, and the templates show what they are given.

    about   the metadata at the top; ``assets`` the addresses of our files, by name
    """

    about: dict[str, Any]
    assets: dict[str, str]
    name: str = "Open government commitments"
    database: str = DATABASE
    example: str = EXAMPLE

    @property
    def edition(self) -> dict[str, Any]:
        """The row of ``edition``; empty without our database."""
        return self.about.get("edition") or {}

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Metadata of the tables and views, by name."""
        return self._database.get("tables", {})

    @property
    def queries(self) -> list[dict[str, Any]]:
        """Metadata of the questions, in order, each with its ``name``."""
        return [{**query, "name": name} for name, query in self._database.get("queries", {}).items()]

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """The tables of a kind (table, codelist, view, build) that are not hidden: metadata and ``name``."""
        return [
            {**table, "name": name}
            for name, table in self.tables.items()
            if table["kind"] == kind and not table.get("hidden")
        ]

    def title(self, name: str = "") -> str:
        """The title of a table, view or question; of the whole without ``name``."""
        if not name:
            return self.about.get("title") or "Datasette"
        found = self.tables.get(name) or self._database.get("queries", {}).get(name) or {}
        return found.get("title", name)

    def column_title(self, table: str, column: str) -> str:
        """The title of a column."""
        return self.tables.get(table, {}).get("column_titles", {}).get(column, column)

    def path(self, *parts: str) -> str:
        """The path of the database, of a table or of a row in it, for ``urls.path``."""
        return "/" + "/".join(tilde_encode(part) for part in (DATABASE, *parts))

    def asset(self, name: str) -> str:
        """The address of one of our static files."""
        return self.assets[name]

    @property
    def _database(self) -> dict[str, Any]:
        return self.about.get("databases", {}).get(DATABASE, {})


def prepare(env: Any, datasette: Any) -> None:
    """Give the templates ``site`` and the filters. As globals of Jinja, so that error pages have them too."""
    public = getattr(datasette, "public", None)
    assets = public.assets.addresses if public else _assets(datasette.urls)
    env.globals["site"] = Guide(datasette.metadata(), assets)
    env.filters.update(filters.ALL)


def _assets(urls: Any) -> dict[str, str]:
    """Addresses of the static files in a Datasette that is not ours, where it serves them itself."""
    return {
        file.name: urls.static_plugins(PLUGIN, f"{file.name}?{sha256(file.read_bytes()).hexdigest()[:8]}")
        for file in resources.files("opengov.web").joinpath("static").iterdir()
    }
