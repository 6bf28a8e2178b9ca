-- title: What became of the promises of 2017?
-- description: The promises of the pilot, to be kept within 2017, with both voices and their sources. How much was
--   done was rated by OGP’s Independent Reporting Mechanism (IRM), but its pages draw that rating as a picture, so it
--   is seldom known as text; whether a promise opened government is known for most.
-- parameter government: Government
-- column title: Promise
-- column government_name: Government
-- column early_results: Did it open government, says an assessor
-- column assessor_says: How much was done, says an assessor
-- column assessor_source_url: Where the assessor says so
-- column results_source_url: Where the rating of openness stands
-- column government_says: The government says
-- column government_date: Said on
-- column government_source_url: Where the government says so
-- column title_kind: Kind of title
-- column commitment_id: Commitment
-- aside: title_kind, commitment_id
-- empty: No promise of 2017 of this government is in this edition.
SELECT
  title,
  government_name,
  coalesce(early_results_label, 'No assessment found') AS early_results,
  CASE
    WHEN completion NOT IN (SELECT code FROM codelist_missing_reason) THEN completion_label
    WHEN assessor_status <> 'not-stated' THEN assessor_status_label || ' (in a statement, not a rating)'
    ELSE coalesce(completion_label, 'No assessment found')
  END AS assessor_says,
  CASE
    WHEN completion NOT IN (SELECT code FROM codelist_missing_reason) THEN completion_source_url
    WHEN assessor_status <> 'not-stated' THEN assessor_status_source_url
    ELSE completion_source_url
  END AS assessor_source_url,
  early_results_source_url AS results_source_url,
  coalesce(
    government_status_label || iif(government_status_milestone_id IS NULL, '', ' (of one step)'),
    'No statement found'
  ) AS government_says,
  government_status_date AS government_date,
  government_status_source_url AS government_source_url,
  title_kind,
  commitment_id
FROM commitment_overview
WHERE
  cycle_year = 2017
  AND record_status <> 'superseded'
  AND (:government = '' OR government_id = :government)
ORDER BY government_id, commitment_id
