"""The layout is the architecture: imports go downward, each library has one owner, modules stay small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PROGRAM = ROOT / "opengov"
MODULES = sorted(PROGRAM.rglob("*.py"))
WINGS = ("check", "build", "export", "web")
GROUND = {  # what the modules of the ground floor may import of ours
    "errors": set(),
    "findings": set(),
    "dates": set(),
    "languages": set(),
    "values": set(),
    "files": {"errors"},
    "package": {"errors", "files"},
    "tables": {"errors", "package"},
    "repository": {"errors"},
    "sealed": {"errors", "package", "repository"},
    "former": {"errors", "files", "package", "repository", "sealed"},
    "diff": {"errors", "files", "package", "tables", "repository", "sealed", "values"},
    "summary": {"errors", "package", "tables"},
    "release": {"errors", "package", "tables", "repository", "sealed", "diff"},
    "ogp": {"errors", "dates", "files", "package", "tables", "diff"},
    "__init__": set(),
    "__main__": {"cli"},
}
OWNERS = {
    "frictionless": "check",
    "phonenumbers": "check",
    "pycountry": "check",
    "pandas": "summary",
    "datasette": "web",
    "uvicorn": "web",
    "starlette": "web",
    "jinja2": "web",
    "markupsafe": "web",
    "rapidfuzz": "web",
    "rdflib": "web",
    "icalendar": "web",
    "pyarrow": "export",
    "xlsxwriter": "export",
}


def name_of(path: Path) -> str:
    parts = path.relative_to(PROGRAM).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it goes"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "opengov"}
    return found


def ours(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("opengov.")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROGRAM)))
def test_imports_go_downward(path: Path) -> None:
    name = name_of(path)
    if name in GROUND:
        assert ours(path) <= {name, *GROUND[name]}
    elif name in WINGS:
        below = {"errors", "findings", "dates", "files", "package", "tables", "languages", "values"}
        assert ours(path) <= {name, *below, "repository", "diff"}
        if name == "web":
            assert ours(path) <= {"web", "errors", "dates", "languages", "values"}, (
                "the web wing reads the database, not the package"
            )
    else:
        assert name == "cli", f"{name} is not in the plan of the house: put it there first"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROGRAM)))
def test_each_library_has_one_owner_and_click_stays_in_the_commands(path: Path) -> None:
    libraries = {name.partition(".")[0] for name in imports(path)}
    for library, owner in OWNERS.items():
        assert library not in libraries or name_of(path) == owner, library
    assert "click" not in libraries or name_of(path) == "cli"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROGRAM)))
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    assert ast.get_docstring(ast.parse(text)), "no docstring"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROGRAM)))
def test_imports_stand_at_the_top(path: Path) -> None:
    """But for the commands, where start-up time is measured to need it."""
    if name_of(path) == "cli":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = [
        node.lineno
        for outer in ast.walk(tree)
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(outer)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert inner == []


def test_help_imports_no_wing() -> None:
    code = "import sys; from click.testing import CliRunner; from opengov.cli import cli; "
    code += "CliRunner().invoke(cli, ['--help']); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "opengov.cli" in loaded
    wings = {
        "opengov.check",
        "opengov.build",
        "opengov.export",
        "opengov.ogp",
        "opengov.summary",
        "opengov.web",
    }
    assert not ({"frictionless", "datasette", "pandas", "pyarrow", "rdflib"} | wings) & set(loaded)


def test_the_program_runs_without_the_test_packages() -> None:
    """What the program imports is in its own requirements, not only in those of the tests."""
    runtime = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    third_party = set()
    for path in MODULES:
        third_party |= {name.partition(".")[0] for name in imports(path)}
    third_party -= set(sys.stdlib_module_names) | {"opengov"}
    for library in third_party:
        assert f"\n{library.lower()}==" in f"\n{runtime}", library
