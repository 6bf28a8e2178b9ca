"""What the tests of the site share: the site over the real data."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette.app import Datasette

from opengov.web.app import make_datasette
from web.browsing import serving


@pytest.fixture(scope="session")
def site(real_db: Path) -> Iterator[Datasette]:
    """The site over the real data; ask it with ``await site.client.get(path)``."""
    datasette = make_datasette(real_db)
    asyncio.run(datasette.invoke_startup())
    yield datasette
    datasette.get_database("opengov").close()


@pytest.fixture(scope="session")
def address(real_db: Path, downloads: Path) -> Iterator[str]:
    """Where the site over the real data, in a process of its own, answers for all who only look."""
    assert downloads == real_db.with_name("downloads")  # where the server looks for what may be taken
    with serving(real_db) as address:
        yield address
