"""What the tests of the site share: the real data as a database, and the site over it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from datasette.app import Datasette

from opengov.build import build
from opengov.export import export
from opengov.package import Package
from opengov.web.app import make_datasette


@pytest.fixture(scope="session")
def real_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the real data. Nobody may change it."""
    return build(Package.open(ROOT), tmp_path_factory.mktemp("real") / "opengov.db").path


@pytest.fixture(scope="session")
def downloads(real_db: Path) -> Path:
    """What people may take away of the real data. Nobody may change it."""
    folder = real_db.parent / "downloads"
    export(Package.open(ROOT), real_db, folder)
    return folder


@pytest.fixture(scope="session")
def site(real_db: Path) -> Iterator[Datasette]:
    """The site over the real data; ask it with ``await site.client.get(path)``."""
    datasette = make_datasette(real_db)
    asyncio.run(datasette.invoke_startup())
    yield datasette
    datasette.get_database("opengov").close()
