"""``opengov summary``: the counts that we quote, from the tables themselves.

They are the counts of the view ``government_overview``, reached by another way (pandas on the CSV files, not
SQL on the database); a test holds the two to each other, so that nobody meets two totals.
"""

import pandas as pd

from opengov.errors import OpenGovError
from opengov.package import Package
from opengov.tables import BadCsv, read

INDICATORS = ("verifiable", "relevance", "ambition", "completion", "early_results", "starred")


def governments(package: Package) -> pd.DataFrame:
    """One row a government, by id, and a last row ``all``; all columns are counts.

    commitments are the current ones; superseded listings are counted apart, never with their parts.
    Raises OpenGovError if a table cannot be read.
    """
    plans = frame(package, "action_plans").set_index("plan_id")["government_id"]
    commitments = frame(package, "commitments")
    commitments["government_id"] = commitments["plan_id"].map(plans)
    government_of = commitments.set_index("commitment_id")["government_id"]
    current = commitments[commitments["record_status"] == "current"]
    superseded = commitments[commitments["record_status"] != "current"]
    milestones = frame(package, "milestones")["commitment_id"]
    assessments = frame(package, "assessments")["commitment_id"]
    updates = frame(package, "updates")
    counts = {
        "plans": plans,
        "commitments": current["government_id"],
        "commitments_superseded": superseded["government_id"],
        "commitments_with_ogp_id": current.loc[current["ogp_id"] != "", "government_id"],
        "milestones": milestones.map(government_of),
        "assessments": assessments.map(government_of),
        "updates": updates["plan_id"].map(plans),
        "updates_government": updates.loc[updates["reporter"] == "government", "plan_id"].map(plans),
    }
    ids = sorted(frame(package, "governments")["government_id"])
    table = pd.DataFrame({name: column.value_counts() for name, column in counts.items()})
    table = table.reindex(ids).fillna(0).astype(int)
    table.loc["all"] = table.sum()
    return table.rename_axis("government_id")


def missing_ratings(package: Package) -> pd.DataFrame:
    """How often each rating is missing, and why: one row a reason, one column an indicator.

    Raises OpenGovError if a table cannot be read.
    """
    assessments = frame(package, "assessments")
    reasons = list(frame(package, "codelist_missing_reason").sort_values("position")["code"])
    counts = {name: assessments[name].value_counts().reindex(reasons) for name in INDICATORS}
    table = pd.DataFrame(counts).fillna(0).astype(int)
    table.loc["rated"] = len(assessments) - table.sum()
    return table.rename_axis("reason")


def frame(package: Package, name: str) -> pd.DataFrame:
    """A table as pandas has it: every cell a text, blank where it is blank (Namibia stays NA).

    Raises OpenGovError if the table cannot be read.
    """
    table = package.table(name)
    try:
        rows = read(package.root / table.path)
        return pd.DataFrame(rows.rows, columns=list(rows.header), dtype="str")
    except (OSError, UnicodeDecodeError, BadCsv, ValueError) as error:
        raise OpenGovError(f"{table.path} cannot be read: {error}.", "Run 'opengov check'.") from error
