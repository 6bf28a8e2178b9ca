"""The rows that would be written: the sheet as a source, and its claims as assessments of their own.

A row that stands already is never touched. A rating that the sheet does not give gets its honest reason.
"""

from opengov import tables
from opengov.errors import OpenGovError
from opengov.ogp.claims import SCALE, Claim, Findings, table
from opengov.package import Package
from opengov.tables import Row

RATINGS = ("verifiable", "relevance", "ambition", "completion", "early_results", "starred")
NOTE = "Taken from OGP’s sheet of commitments; the sheet gives no report."
NOTE_FR = "Repris du tableau des engagements du PGO ; le tableau ne cite aucun rapport."
NO_ADDRESS = "A file that was handed over: the address it was read from is not recorded."
NO_ADDRESS_FR = "Fichier transmis : l’adresse d’où il a été lu n’est pas notée."


def rows(package: Package, found: Findings, date: str, url: str) -> dict[str, list[Row]]:
    """New rows by table; empty if the sheet says nothing new. ``date`` is that of the file, ISO 8601."""
    source = f"ogp-commitments-sheet-{date}"
    claims: dict[str, list[Claim]] = {}
    for claim in [*found.additions, *found.contradictions]:
        if claim.about in RATINGS:
            claims.setdefault(claim.commitment_id, []).append(claim)
    held = table(package, "assessments")
    taken = {row["assessment_id"] for row in held}
    told = {row["commitment_id"] for row in held if row["source_id"] == source}
    new: dict[str, list[dict[str, str]]] = {"assessments": [], "assessment_ogp_values": []}
    for commitment in sorted(set(claims) - told):
        identity = next(key for number in range(1, 100) if (key := f"{commitment}-a{number}") not in taken)
        said = {claim.about: claim.said for claim in claims[commitment]}
        codes = {
            name: said.get(name) or found.reasons.get((commitment, name), "not-published") for name in RATINGS
        }
        new["assessments"].append(
            {"assessment_id": identity, "commitment_id": commitment, "assessor": "irm", "scale": SCALE,
             "report_stage": "not-stated", "note": NOTE, "note_fr": NOTE_FR, "source_id": source} | codes
        )  # fmt: skip
        if codes["relevance"] == "values-named":
            new["assessment_ogp_values"] += [
                {"assessment_id": identity, "ogp_value": value, "source_id": source}
                for value in found.values[commitment]
            ]
    if not new["assessments"]:
        return {}
    if source not in {row["source_id"] for row in table(package, "sources")}:
        new["sources"] = [_source(source, date, url)]
    return {name: [_row(package, name, one) for one in its] for name, its in new.items() if its}


def write(package: Package, new: dict[str, list[Row]]) -> list[str]:
    """Add the rows to their tables, in canonical form; returns the paths. Raises OpenGovError if a table does
    not have its columns; then none was changed.
    """
    contents = {}
    for name, added in new.items():
        of = package.table(name)
        held = tables.read(package.root / of.path)
        if held.header != of.columns:
            raise OpenGovError(f"{of.path} does not have the columns of its schema.", "Run 'opengov check'.")
        ordered = sorted([*held.rows, *added], key=tables.sort_key(of))
        contents[of.path] = tables.canonical(of.columns, ordered).encode("utf-8")
    for path, content in contents.items():
        tables.replace(package.root / path, content)
    return sorted(contents)


def _source(source: str, date: str, url: str) -> dict[str, str]:
    found = {
        "source_id": source,
        "url": url,
        "title": f"OGP commitments, sheet of {date}",
        "title_kind": "paraphrase",
        "publisher": "Open Government Partnership",
        "published_on": date,
        "language": "en",
        "kind": "ogp-page",
        "retrieved_on": date,
    }
    return found if url else found | {"note": NO_ADDRESS, "note_fr": NO_ADDRESS_FR}


def _row(package: Package, name: str, cells: dict[str, str]) -> Row:
    return tuple(cells.get(column, "") for column in package.table(name).columns)
