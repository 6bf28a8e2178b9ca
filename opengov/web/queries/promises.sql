-- title: What did my government promise?
-- description: Every promise of one government, or of all, with what the government last said of it and what an
--   assessor found. The two voices stand in their own columns, and “no statement found” is not “nothing was done”.
-- parameter government: Government
-- column title: Promise
-- column government_name: Government
-- column cycle_year: Plan of
-- column summary: In plain words
-- column government_says: The government says
-- column government_date: Said on
-- column assessor_says: How much was done, says an assessor
-- column early_results: Did it open government, says an assessor
-- column title_kind: Kind of title
-- column commitment_id: Commitment
-- aside: title_kind, commitment_id
-- empty: No promise of this government is in this edition.
SELECT
  title,
  government_name,
  cycle_year,
  summary,
  coalesce(
    government_status_label || iif(government_status_milestone_id IS NULL, '', ' (of one step)'),
    'No statement found'
  ) AS government_says,
  government_status_date AS government_date,
  CASE
    WHEN completion NOT IN (SELECT code FROM codelist_missing_reason) THEN completion_label
    WHEN assessor_status <> 'not-stated' THEN assessor_status_label || ' (in a statement, not a rating)'
    ELSE coalesce(completion_label, 'No assessment found')
  END AS assessor_says,
  coalesce(early_results_label, 'No assessment found') AS early_results,
  title_kind,
  commitment_id
FROM commitment_overview
WHERE record_status <> 'superseded' AND (:government = '' OR government_id = :government)
ORDER BY government_id, cycle_year DESC, commitment_id
