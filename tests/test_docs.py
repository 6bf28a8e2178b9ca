"""What the documents promise is so."""

import re

import click
import pytest
from conftest import ROOT

from opengov.check import CODES
from opengov.cli import cli
from opengov.package import Package

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def codes_table() -> str:
    lines = ["| code | what it means |", "| --- | --- |"]
    return "\n".join(
        lines + [f"| `{code}` | {' '.join(meaning.split())} |" for code, meaning in CODES.items()]
    )


def test_every_code_is_listed_with_its_meaning() -> None:
    listed = re.search(r"<!-- codes -->\n(.*?)\n?<!-- /codes -->", CONTRIBUTING, re.DOTALL)[1]
    assert listed == codes_table(), "Replace the table in CONTRIBUTING.md by:\n" + codes_table()


def commands() -> dict[str, click.Command]:
    """Every command by what is typed, those of groups too."""
    found = {}
    for name, command in cli.commands.items():
        if isinstance(command, click.Group):
            found |= {f"{name} {own}": one for own, one in command.commands.items()}
        else:
            found[name] = command
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_in_the_readme_and_has_help(name: str) -> None:
    command = commands()[name]
    assert f"`opengov {name}`" in README
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter
            assert max(parameter.opts, key=len) in README, parameter


def test_every_target_of_the_makefile_has_help_and_is_named() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()
    for target in targets:
        assert re.search(rf"^{target}:.*## \w", MAKEFILE, re.MULTILINE), target
    for target in targets:
        assert f"make {target}" in README + CONTRIBUTING, target


def test_every_view_is_described_in_the_readme() -> None:
    views = {file.stem for file in (ROOT / "opengov/build/views").glob("*.sql")}
    internal = {"commitment_search"}
    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) >= views - internal


def test_every_row_cites_its_source_but_those_that_are_named() -> None:
    package = Package.open(ROOT)
    without = [table.name for table in package.tables if "source_id" not in table and not table.is_codelist]
    assert sorted(without) == ["rating_crosswalk", "scale_codes"]
    citing = [table for table in package.tables if "source_id" in table]
    assert all(table.field("source_id").required for table in citing)
    index = (ROOT / "opengov/web/templates/database.html").read_text(encoding="utf-8")
    for text in (README, CONTRIBUTING, package.descriptor["description"], index):
        (said,) = re.findall(r"every row (?:cites|names) its[^.]*[.;][^.]*", text, re.IGNORECASE)
        assert "rating scales" in said, said


def test_every_file_that_the_readme_links_to_exists() -> None:
    for document in (README, CONTRIBUTING):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document):
            assert (ROOT / target).exists(), target


def headless(document: str) -> list[str]:
    """The first line of each block of ``|`` lines that is no table: a head, a separator as wide, and rows."""
    found = []
    text = re.sub(r"^```.*?^```$", "", document, flags=re.DOTALL | re.MULTILINE)
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        head, separator, *rows = [*block.splitlines(), "", ""][:3]
        is_table = re.fullmatch(r"\|(?: *:?-{3,}:? *\|)+ *", separator) and rows[0]
        if not is_table or head.count("|") != separator.count("|"):
            found.append(head)
    return found


@pytest.mark.parametrize("document", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_table_has_a_head_and_is_shown_as_one(document: str) -> None:
    assert headless(document) == []


def test_a_table_without_a_head_is_found() -> None:
    assert headless("| a | b |\n| --- | --- |\n| 1 | 2 |\n\n| 3 | 4 |\n| 5 | 6 |\n") == ["| 3 | 4 |"]
    assert headless("| a | b |\n| --- |\n| 1 | 2 |\n") == ["| a | b |"]


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    for command in ("make serve", "make test"):
        assert f"$ {command}\n" in README
        assert re.search(rf"^{command}\b", ci, re.MULTILINE), command
    assert ".ci/run" in (ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8")


def test_the_changelog_tells_of_this_edition() -> None:
    package = Package.open(ROOT)
    assert f"## {package.version} (as of {package.as_of})" in CHANGELOG


def test_the_counts_of_the_changelog_are_those_of_the_first_edition() -> None:
    for count in ("15 governments", "39 action plans", "172 commitments", "90 milestones", "456 sources"):
        assert count in CHANGELOG.replace("\n  ", " ")


def test_requirements_are_pinned_by_hash_and_hold_no_address() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        pins = re.findall(r"^[a-zA-Z0-9._-]+(?:\[[a-z,]+\])?==", text, re.MULTILINE)
        assert len(pins) > 50
        assert text.count("--hash=sha256:") > len(pins)


def test_nothing_names_the_machine_it_was_made_on() -> None:
    """No absolute path of a machine in code or documents."""
    for file in [*ROOT.glob("*.md"), *ROOT.glob("opengov/**/*.py"), ROOT / "Makefile", ROOT / ".ci/run"]:
        assert not re.search(r"(?<![\w./-])/(?:home|root|Users)/", file.read_text(encoding="utf-8")), file
