"""What single pages ask of the database, beyond what Datasette gives them."""

from collections.abc import Mapping
from typing import Any

from datasette.utils import urlsafe_components

from opengov.web import visits
from opengov.web.guide import Guide
from opengov.web.metadata import DATABASE

PROMISE = """
SELECT
  government_id, government_name, cycle_year, title_kind, title_original, original_language, summary,
  record_status, lead_institutions, end_date, ogp_url
FROM commitment_overview
WHERE commitment_id = :id
"""

MILESTONES = """
SELECT milestone_id, title, start_date, end_date
FROM milestones
WHERE commitment_id = :id
ORDER BY milestone_id
"""

SAID = """
SELECT
  update_id, date, reporter, reporter_label, about, title, status, status_label, note,
  source_title, source_url,
  (
    SELECT ifnull(title_language, language) FROM sources AS s WHERE s.source_id = u.source_id
  ) AS source_language
FROM latest_updates AS u
WHERE"""

STATEMENTS = f"""{SAID} commitment_id = :id
ORDER BY date DESC NULLS LAST, update_id
LIMIT 100
"""

OF_THE_PLAN = f"""{SAID}
  plan_id = (SELECT plan_id FROM commitments WHERE commitment_id = :id)
  AND about = 'plan'
  AND status <> 'not-stated'
ORDER BY date DESC NULLS LAST, update_id
LIMIT 10
"""

ASSESSMENTS = """
SELECT
  a.assessment_id,
  r.label_en AS assessor,
  s.label_en AS stage,
  a.report_title,
  completion.label_en AS completion,
  completion.description_en AS completion_meaning,
  early_results.label_en AS early_results,
  early_results.description_en AS early_results_meaning,
  ambition.label_en AS ambition,
  ambition.description_en AS ambition_meaning,
  o.title AS source_title,
  o.url AS source_url,
  o.language AS source_language
FROM assessments AS a
JOIN codelist_reporter_kind AS r ON r.code = a.assessor
LEFT JOIN codelist_report_stage AS s ON s.code = a.report_stage
JOIN codelist_completion AS completion ON completion.code = a.completion
JOIN codelist_early_results AS early_results ON early_results.code = a.early_results
JOIN codelist_ambition AS ambition ON ambition.code = a.ambition
JOIN sources AS o ON o.source_id = a.source_id
WHERE a.commitment_id = :id
ORDER BY a.assessment_id
"""


async def variables(datasette: Any, template: str, table: str | None, request: Any) -> dict[str, Any]:
    """What a template needs beside what Datasette gives it; empty for most."""
    if DATABASE not in datasette.databases:
        return {}
    database = datasette.get_database(DATABASE)
    framed = {"frame": datasette.public.frame(visits.accept_language())}
    if not template.startswith("row") or not table:
        return framed
    keys = urlsafe_components(request.url_vars["pks"])
    found: dict[str, Any] = framed | {"labels": await _labels(datasette, database, table, keys)}
    if table == "commitments":
        asked = {"id": keys[0]}
        found["promise"] = (await database.execute(PROMISE, asked)).first()
        for name, sql in (
            ("milestones", MILESTONES),
            ("statements", STATEMENTS),
            ("of_the_plan", OF_THE_PLAN),
            ("assessments", ASSESSMENTS),
        ):
            found[name] = (await database.execute(sql, asked)).rows
    return found


async def _labels(datasette: Any, database: Any, table: str, keys: list[str]) -> dict[str, dict[str, str]]:
    """Text and address for each column of a row that refers to another table. Datasette itself labels tables
    only, not single rows.
    """
    guide: Guide = datasette.jinja_env.globals["site"]
    references = guide.tables.get(table, {}).get("references", {})
    if not references:
        return {}
    sql, columns = _labels_sql(guide, table, references, await database.primary_keys(table))
    row = (await database.execute(sql, {f"k{place}": key for place, key in enumerate(keys)})).first()
    return {
        column: {
            "text": row[f"{column} label"],
            "id": "" if references[column]["table"].startswith("codelist_") else row[column],
            "href": datasette.urls.path(guide.path(references[column]["table"], row[column])),
        }
        for column in columns
        if row and row[column] is not None
    }


def _labels_sql(
    guide: Guide, table: str, references: Mapping[str, Any], keys: list[str]
) -> tuple[str, list[str]]:
    parts = []
    for column, to in references.items():
        label = guide.tables[to["table"]].get("label_column", to["column"])
        parts.append(
            f"t.{quoted(column)}, (SELECT o.{quoted(label)} FROM {quoted(to['table'])} AS o "
            f"WHERE o.{quoted(to['column'])} = t.{quoted(column)}) AS {quoted(column + ' label')}"
        )
    where = " AND ".join(f"t.{quoted(key)} = :k{place}" for place, key in enumerate(keys))
    return f"SELECT {', '.join(parts)} FROM {quoted(table)} AS t WHERE {where}", list(references)


def quoted(name: str) -> str:
    """A name as an SQL identifier, whatever it contains."""
    return '"' + name.replace('"', '""') + '"'
