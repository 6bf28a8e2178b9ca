"""Third: is there what this version of the program reads by name?

Rules, views, downloads, pages, ``import`` and ``summary`` name tables and columns. One that they do not find
is told here, before any of them runs: an edition that checks can be served. What is not listed may go, and
more may be added. Who changes what the program reads changes the list (tests/test_needed.py).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from opengov.findings import Finding
from opengov.package import DESCRIPTOR

CODES = {
    "table-needed": "The package lacks a table that the program reads by its name.",
    "column-needed": "A schema lacks a column that the program reads by its name.",
}
COLUMNS: dict[str, str] = {
    "governments": "government_id name name_original original_language name_fr kind country_code "
    "member_since ogp_url official_url latitude longitude wikidata_id summary summary_fr note note_fr "
    "source_id",
    "government_languages": "government_id language position",
    "action_plans": "plan_id government_id cycle_year title title_original original_language title_kind "
    "title_fr title_fr_kind start_date end_date submitted_on commitment_count summary summary_fr note "
    "note_fr source_id",
    "plan_documents": "plan_id source_id kind",
    "commitments": "commitment_id plan_id number ogp_id title title_original original_language title_kind "
    "title_fr title_fr_kind record_status start_date end_date summary summary_fr note note_fr "
    "ogp_source_id source_id",
    "commitment_policy_areas": "commitment_id policy_area",
    "commitment_ogp_values": "commitment_id ogp_value",
    "commitment_institutions": "commitment_id role name name_language position source_id",
    "milestones": "milestone_id commitment_id number title title_original original_language title_kind "
    "title_fr title_fr_kind start_date end_date note note_fr source_id",
    "assessments": "assessment_id commitment_id assessor scale report_title report_source_id report_stage "
    "verifiable relevance ambition completion early_results starred note note_fr source_id",
    "assessment_ogp_values": "assessment_id ogp_value",
    "scale_codes": "scale indicator code",
    "rating_crosswalk": "indicator scale code other_scale other_code relation",
    "updates": "update_id plan_id commitment_id milestone_id date reporter status status_claimed "
    "status_claimed_fr note note_fr source_id",
    "sources": "source_id url archived_url title title_kind title_fr publisher published_on language "
    "title_language kind retrieved_on note note_fr",
    "events": "event_id government_id kind title title_original original_language title_kind title_fr "
    "title_fr_kind start_date end_date start_time end_time time_zone place summary summary_fr note "
    "note_fr source_id",
    "event_institutions": "event_id role name position source_id",
    "initiatives": "initiative_id government_id commitment_id title title_original original_language "
    "title_kind title_fr title_fr_kind start_date end_date summary summary_fr note note_fr source_id",
    "initiative_institutions": "initiative_id role name position source_id",
    "superseded_ids": "old_id ogp_id_then note note_fr source_id",
    "successors": "old_id new_id",
}
LISTS = "data/codelists/"
OF_LISTS = "code label_en label_fr description_en description_fr position"
CODELISTS = (
    "government_kind country language title_kind ogp_value policy_area document_kind rating_scale "
    "rating_indicator verifiable relevance ambition completion early_results starred missing_reason "
    "report_stage reporter_kind status source_kind event_kind"
)
TABLES = (*COLUMNS, *(f"codelist_{name}" for name in CODELISTS.split()))


def lacking(resources: list[dict[str, Any]], schemas: Mapping[str, dict[str, Any]]) -> Iterator[Finding]:
    """A finding for each table and column that is needed and not there. ``schemas`` are those that are sound,
    by path; of a table whose schema is not among them, or is not named, other findings tell.
    """
    for name in {*TABLES} - {resource.get("name") for resource in resources}:
        yield _finding(DESCRIPTOR, "table-needed", name, f"the table {name}", "with its file and its schema")
    for resource in resources:
        path = resource.get("schema", "")
        whose, columns, file = _needed(resource.get("name", ""), resource.get("path", ""))
        if path in schemas:
            for name in {*columns.split()} - {field["name"] for field in schemas[path]["fields"]}:
                thing = f"the column {name} of {whose}"
                yield _finding(path, "column-needed", name, thing, f"in the schema and in {file}")


def _needed(name: str, path: str) -> tuple[str, str, str]:
    """Of a table: what it is called, which of its columns the program reads, and where they stand. The code
    lists are one, whoever adds to them.
    """
    if path.startswith(LISTS):
        return "the code lists", OF_LISTS, f"all files of {LISTS}"
    return name, COLUMNS.get(name, ""), path


def _finding(path: str, code: str, name: str, thing: str, place: str) -> Finding:
    message = f"{thing} is not there, but this version of the program reads it by this name."
    hint = f"Put it back, {place}. If it is to go for good, the program has to be changed first: "
    hint += f"'grep -rnw {name} opengov' shows where it is read; opengov/check/needed.py lists it."
    return Finding(path, 0, "", code, message, hint)
