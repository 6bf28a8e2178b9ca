"""How each table and view is shown, where that differs from Datasette's defaults.

``show`` (for wide views) names the only columns of a page, ``aside`` those that a page leaves out until it is
asked for all. Downloads always hold every column.
"""

from typing import Any

SHOWN: dict[str, dict[str, Any]] = {
    "governments": {"label_column": "name", "aside": "latitude longitude wikidata_id original_language"},
    "government_languages": {"facets": ["language"]},
    "action_plans": {
        "label_column": "title",
        "facets": ["government_id", "cycle_year"],
        "aside": "original_language title_kind",
    },
    "plan_documents": {"facets": ["kind"]},
    "commitments": {
        "label_column": "title",
        "facets": ["plan_id", "title_kind", "record_status"],
        "facet_size": 50,
        "fts_table": "commitments_fts",
        "aside": "number title_original original_language title_kind record_status ogp_source_id",
    },
    "commitment_policy_areas": {"facets": ["policy_area"], "facet_size": 70},
    "commitment_ogp_values": {"facets": ["ogp_value"]},
    "commitment_institutions": {"facets": ["role"]},
    "milestones": {
        "label_column": "title",
        "facets": ["title_kind"],
        "aside": "number original_language title_kind",
    },
    "assessments": {
        "facets": ["completion", "early_results", "ambition", "starred", "scale", "report_stage", "assessor"],
        "aside": "report_title report_source_id",
    },
    "assessment_ogp_values": {"facets": ["ogp_value"]},
    "scale_codes": {"facets": ["scale", "indicator"], "size": 100},
    "rating_crosswalk": {"facets": ["indicator", "relation"], "size": 100},
    "updates": {
        "sort_desc": "date",
        "facets": ["reporter", "status", "plan_id"],
        "facet_size": 50,
        "aside": "milestone_id",
    },
    "sources": {"label_column": "title", "facets": ["kind", "language"], "aside": "archived_url title_kind"},
    "events": {"label_column": "title", "sort": "start_date", "facets": ["kind"]},
    "initiatives": {"label_column": "title"},
    "commitment_overview": {
        "label_column": "title",
        "facets": ["government_name", "cycle_year", "government_status_label", "early_results_label"],
        "show": "commitment_id government_name cycle_year title summary government_status_label "
        "government_status_date assessor_status_label completion_label early_results_label source_url",
    },
    "commitment_status": {
        "label_column": "title",
        "facets": ["government_name", "voice", "status_label"],
        "show": "commitment_id government_name title voice date status_label note source_url",
    },
    "disagreements": {"label_column": "title", "facets": ["government_name", "about"]},
    "government_overview": {
        "label_column": "name",
        "show": "government_id name kind_label country member_since plans commitments milestones",
    },
    "latest_updates": {
        "facets": ["government_name", "reporter_label", "status_label"],
        "show": "update_id date reporter_label government_name title status_label note source_url",
    },
    "overdue_milestones": {
        "label_column": "title",
        "facets": ["government_name"],
        "show": "milestone_id government_name title commitment_title end_date last_status_label last_date "
        "source_url",
    },
    "plan_overview": {
        "label_column": "title",
        "facets": ["government_name", "cycle_year", "coverage"],
        "show": "plan_id government_name cycle_year title start_date end_date commitments_stated "
        "commitments_known government_status_label assessor_status_label source_url",
    },
    "commitment_search": {"hidden": True},  # what the search reads
    "last_claims": {"hidden": True},  # what other views are made of
    "commitment_ratings": {"hidden": True},  # the same
    "contested_ratings": {"hidden": True},  # the same
    "recorded_updates": {"hidden": True},  # what the feeds are made of
    "dictionary_tables": {"label_column": "title", "facets": ["kind"], "size": 100},
    "dictionary_columns": {"facets": ["table_name"], "facet_size": 100, "size": 100},
}
CODELIST: dict[str, Any] = {"label_column": "label_en", "sort": "position", "size": 100}
