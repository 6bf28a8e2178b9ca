"""``opengov check``: every fault of the corpus, and what the command prints and returns."""

import csv
import io
import json
import os
import pty
import random
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import frictionless
import pytest
from click.testing import CliRunner
from conftest import ROOT, make_small, run_opengov, start_opengov
from faults import Fault, all_faults
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from opengov.check import CODES, check
from opengov.check.descriptor import check_descriptor, is_fatal
from opengov.check.keys import CODES as KEY_CODES
from opengov.check.rules import RULES
from opengov.check.schema import CODES as SCHEMA_CODES
from opengov.cli import cli
from opengov.package import Package
from opengov.tables import canonical, parse

CORPUS = all_faults()


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small package that no test changes."""
    return make_small(tmp_path_factory.mktemp("clean") / "package")


def opengov(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    return result.exit_code, result.output


def test_the_small_package_is_clean(clean: Path) -> None:
    assert check(clean) == []


@pytest.mark.parametrize("fault", CORPUS, ids=lambda fault: fault.name)
def test_a_fault_makes_its_findings_and_no_others(fault: Fault, clean: Path, tmp_path: Path) -> None:
    broken = tmp_path / "package"
    shutil.copytree(clean, broken)
    fault.apply(broken)
    found = check(broken)
    assert {(f.path, f.line, f.field, f.code) for f in found} == fault.expected(broken)
    assert len(found) == len(fault.expect), "one fault, one finding"
    for finding in found:
        assert finding.message.endswith("."), finding
        assert finding.message[0] != " "


def test_there_are_at_least_eighty_faults_and_one_for_every_code() -> None:
    assert len(CORPUS) >= 80
    assert {expected["code"] for fault in CORPUS for expected in fault.expect} == set(CODES)
    assert {fault.code for fault in CORPUS} == set(CODES)


def test_every_rule_says_what_it_asks_for() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.meaning.endswith("."), rule.code


def test_all_findings_are_reported_and_none_is_cut(small: Path) -> None:
    """Frictionless stops at 1,000 errors a table unless it is told not to."""
    file = small / "data/updates.csv"
    text = file.read_text(encoding="utf-8")
    bad = "".join(
        f"beeton-2017-01-u{n:04d},beeton-2017,beeton-2017-01,,2017-1-1,government,in-progress,,,,,ogp-beeton\n"
        for n in range(1001, 2501)
    )
    file.write_text(text + bad, encoding="utf-8")
    found = [finding for finding in check(small) if finding.code == "pattern"]
    assert len(found) == 1500
    assert [finding.line for finding in found] == list(range(9, 1509))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(
        [
            ("governments", "latitude"),
            ("government_languages", "position"),
            ("commitments", "ogp_id"),
            ("commitments", "title"),
            ("commitments", "start_date"),
            ("milestones", "milestone_id"),
            ("sources", "url"),
            ("sources", "retrieved_on"),
            ("events", "start_time"),
        ]
    ),
    cell=st.one_of(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30),
        st.sampled_from(
            ["", "   ", "7", "007", "1e3", "NaN", "INF", "1_0", "٣", "2018", "2018-1-1", "9" * 400]
        ),
        st.from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", fullmatch=True),
    ),
)
@example(place=("commitments", "ogp_id"), cell="AVI0002")
@example(place=("sources", "url"), cell="javascript:alert(1)")
def test_the_schema_check_says_what_frictionless_says(
    clean: Path, tmp_path: Path, place: tuple[str, str], cell: str
) -> None:
    """Types, constraints and keys of one table: the same cells are faulted, by name and line."""
    name, column = place
    package = Package.open(clean)
    table = package.table(name)
    rows = parse((clean / table.path).read_bytes())
    first = list(rows.rows[0])
    first[table.index(column)] = cell
    text = canonical(rows.header, [tuple(first), *rows.rows[1:]])
    broken = tmp_path / "package"
    shutil.rmtree(broken, ignore_errors=True)
    shutil.copytree(clean, broken)
    (broken / table.path).write_text(text, encoding="utf-8", newline="")

    schema = json.loads((clean / table.schema_path).read_text(encoding="utf-8")) | {"foreignKeys": []}
    resource = frictionless.Resource(data=[list(row) for row in csv.reader(io.StringIO(text, newline=""))])
    resource.schema = frictionless.Schema.from_descriptor(schema)
    theirs = resource.validate(limit_errors=100_000).flatten(["rowNumber", "fieldName"])
    lines = parse(text.encode()).lines
    expected = {lines[row - 2] for row, _ in theirs}

    codes = set(SCHEMA_CODES) | set(KEY_CODES) - {"unknown-reference"}
    ours = {finding for finding in check(broken) if finding.path == table.path and finding.code in codes}
    assert {finding.line for finding in ours} == expected


@pytest.fixture
def listener():
    """A server on this machine that counts who asks it for anything."""
    hits: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            with connection:
                hits.append(b"hit")

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], hits
    stop.set()
    thread.join()
    server.close()


def test_nothing_is_requested_from_an_address_in_the_descriptor(small: Path, listener) -> None:
    """Frictionless fetches these (measured); ``check`` must refuse them before it gets that far."""
    port, hits = listener
    address = f"http://127.0.0.1:{port}/x.json"
    original = json.loads((small / "datapackage.json").read_text(encoding="utf-8"))
    for key in ("path", "schema", "dialect", "profile", "basepath", "extrapaths"):
        document = json.loads(json.dumps(original))
        document["resources"][0][key] = [address] if key == "extrapaths" else address
        document["profile"] = address
        (small / "datapackage.json").write_text(json.dumps(document), encoding="utf-8")
        assert run_opengov("--root", str(small), "check").returncode == 1
        assert run_opengov("--root", str(small), "build").returncode in (1, 2)
    assert hits == []
    with socket.create_connection(("127.0.0.1", port)):  # the listener does hear who calls
        pass
    for _ in range(20):
        if hits:
            break
        threading.Event().wait(0.1)
    assert hits == [b"hit"]


def test_clean_data_exits_0(clean: Path) -> None:
    assert opengov("--root", str(clean), "check") == (0, "No problems found in package.\n")


def test_a_finding_reads_like_a_compilers_and_exits_1(small: Path) -> None:
    break_date(small)
    code, output = opengov("--root", str(small), "check")
    assert code == 1
    assert output.startswith(
        "data/commitments.csv:2: end-before-start: "
        "end_date: end_date 2016-12 is before start_date 2017-01.\n    Correct one; "
    )
    assert output.endswith("\n1 problem in 1 file\n")


def test_no_package_exits_2_with_one_sentence(tmp_path: Path) -> None:
    result = start_opengov("--root", str(tmp_path), "check")
    assert result.returncode == 2
    assert result.stderr.startswith("Error: There is no datapackage.json in ")
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"a": "\\ud800"', "[" * 100_000, '{"resources": 3}', '{"resources": [{"path": "."}]}'],
)
def test_an_unreadable_descriptor_never_shows_a_traceback(small: Path, text: str) -> None:
    (small / "datapackage.json").write_text(text, encoding="utf-8")
    for command in (["check"], ["tidy"], ["build"]):
        result = CliRunner().invoke(cli, ["--root", str(small), *command])
        assert result.exit_code in (1, 2), command
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.output.count("\n") <= 60


def test_a_folder_in_place_of_the_descriptor_exits_2(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").mkdir()
    assert start_opengov("--root", str(tmp_path), "check").returncode == 2


def test_github_annotations_name_the_line_of_the_file(small: Path) -> None:
    Fault("x", "", next(f for f in CORPUS if f.name == "unknown-reference.after-newline").change, []).apply(
        small
    )
    code, output = opengov("--root", str(small), "check", "--format", "github")
    assert code == 1
    assert output == (
        "::error file=data/updates.csv,line=8,title=unknown-reference::reporter: “goverment” is not in "
        "data/codelists/reporter_kind.csv. Did you mean government or other-government?\n"
    )


def test_github_annotations_stay_on_one_line(small: Path) -> None:
    file = small / "data/updates.csv"
    text = file.read_text(encoding="utf-8").replace("The plan was announced.", '"=a%,:\nb"')
    file.write_text(text, encoding="utf-8")
    output = opengov("--root", str(small), "check", "--format", "github")[1]
    assert output.count("\n") == 1
    assert "%25" in output


def test_json_is_a_stable_report(small: Path) -> None:
    break_date(small)
    code, output = opengov("--root", str(small), "check", "--format", "json")
    report = json.loads(output)
    assert (code, report["valid"], report["count"]) == (1, False, 1)
    assert list(report["findings"][0]) == ["path", "line", "field", "code", "message", "hint"]


def test_csv_is_a_table_that_no_spreadsheet_runs(small: Path) -> None:
    file = small / "data/commitment_policy_areas.csv"
    header = file.read_text(encoding="utf-8").replace("source_id", "source_id,=cmd")
    file.write_text(header, encoding="utf-8")
    code, output = opengov("--root", str(small), "check", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert code == 1
    assert rows[0]["code"] == "column-unknown"
    assert all(not value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_limit_says_how_many_are_left_out(small: Path) -> None:
    file = small / "data/updates.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",2017-0", ",2017-9"), encoding="utf-8")
    assert (
        "1 more problem not shown; --limit 0 shows all.\n2 problems in 1 file\n"
        in opengov("--root", str(small), "check", "--limit", "1")[1]
    )
    assert opengov("--root", str(small), "check", "--limit", "0")[1].count("pattern") == 2


def test_a_long_report_begins_with_its_summary(small: Path) -> None:
    file = small / "data/sources.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("2026-11", "2027-11"), encoding="utf-8")
    file = small / "data/updates.csv"
    rows = "".join(
        f"aville-2017-u{n},aville-2017,,,,government,nope-{n},,,,,aville-news\n" for n in range(10, 30)
    )
    file.write_text(file.read_text(encoding="utf-8") + rows, encoding="utf-8")
    output = opengov("--root", str(small), "check")[1]
    assert output.splitlines()[:3] == [
        "28 problems in 2 files:",
        "     20  unknown-reference",
        "      7  in-the-future",
    ]


def test_explain_says_what_a_code_means() -> None:
    assert opengov("check", "--explain", "end-before-start")[0] == 0
    code, output = opengov("check", "--explain", "nonsense")
    assert code == 2
    assert "end-before-start" in output


def test_a_progress_bar_shows_on_a_terminal_when_it_takes_long(small: Path) -> None:
    """Not in a pipe (the other tests see none there), not on a small package."""
    file = small / "data/updates.csv"
    rows = "".join(
        f"beeton-2017-01-u{n:06d},beeton-2017,beeton-2017-01,,,government,in-progress,,,"
        f"{'x' * 200},{'y' * 200},ogp-beeton\n"
        for n in range(100_000, 110_000)
    )
    file.write_text(file.read_text(encoding="utf-8") + rows, encoding="utf-8")
    piped = start_opengov("--root", str(small), "check", "--limit", "1")
    assert "Checking" not in piped.stderr
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "opengov", "--root", str(small), "check", "--limit", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    stdout = process.communicate(timeout=60)[0].decode()
    shown = b""
    while True:
        try:
            chunk = os.read(main, 4096)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(main)
    assert "Checking" in shown.decode()
    assert "Checking" not in stdout


def break_date(root: Path) -> None:
    file = root / "data/commitments.csv"
    text = file.read_text(encoding="utf-8").replace(",current,2017-01,2017-12,", ",current,2017-01,2016-12,")
    file.write_text(text, encoding="utf-8")


ODD = [
    None,
    5,
    -1,
    1.5,
    True,
    "",
    "x",
    "../x",
    "http://127.0.0.1:9/x",
    "\0",
    [],
    [5],
    {},
    {"a": 1},
    [[]],
    ["title"],
]


def places(document: object, here: tuple = ()) -> list[tuple]:
    """Every place in a JSON document, as keys."""
    inner = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document if isinstance(document, list) else [])
    )
    return [here, *(place for key, value in inner for place in places(value, (*here, key)))]


@pytest.mark.parametrize("path", ["datapackage.json", "schemas/successors.json", "schemas/codelist.json"])
def test_whatever_stands_in_the_descriptor_is_a_finding_or_one_sentence(small: Path, path: str) -> None:
    """Some of all values, each become an odd thing: never a traceback."""
    file = small / path
    original = json.loads(file.read_text(encoding="utf-8"))
    others = {("resources", number) for number in range(1, 100)}  # the first is enough
    changes = [(place, odd) for place in places(original)[1:] for odd in ODD if place[:2] not in others]
    assert len(changes) > 300
    for number, (place, odd) in enumerate(random.Random(2016).sample(changes, 60)):
        document = json.loads(json.dumps(original))
        holder = document
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = odd
        file.write_text(json.dumps(document, indent=1), encoding="utf-8")
        if not any(map(is_fatal, check_descriptor(small))) and number % 5 == 0:
            check(small)
