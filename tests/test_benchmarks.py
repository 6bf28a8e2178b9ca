"""That of the history runs, and all find what they name: what nobody runs is broken by the next change."""

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT))

from benchmarks import history


def test_that_of_the_history_tells_a_line_of_its_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setattr(sys, "argv", ["history", "3"])
    history.main()
    *_, line = capsys.readouterr().out.splitlines()
    commits, changes, *_ = [cell.strip() for cell in line.strip("|").split("|")]
    assert (commits, changes) == ("3", "3")


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py") if path.stem != "__main__")
)
def test_each_can_be_imported(name: str):
    __import__(f"benchmarks.{name}")
