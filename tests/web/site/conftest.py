"""What the tests of the public pages share: a visitor of the real data, one of a small invented package."""

from pathlib import Path

import pytest
from conftest import make_small

from opengov.web.downloads import read
from opengov.web.site.public import Public
from web.site.package import visit, visit_exported
from web.site.visit import ORIGIN, Visitor


@pytest.fixture(scope="session")
def real(real_db: Path, downloads: Path) -> Visitor:
    """A visitor of the real data, with what may be taken away of it."""
    return Visitor(Public(real_db, ORIGIN, read(downloads)), real_db)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of the small invented package, as it is."""
    return visit(make_small(tmp_path_factory.mktemp("invented") / "package"))


@pytest.fixture(scope="session")
def small_visitors(small_downloads: dict[bool, Path]) -> dict[bool, Visitor]:
    """Visitors of the small package and its files, as it is (False) and as an edition (True)."""
    return {one: visit_exported(to / "downloads", to / "opengov.db") for one, to in small_downloads.items()}
