-- title: What was promised on one subject?
-- description: Every promise that OGP files under one policy area, from all governments, with both voices. Newer
--   pages of OGP name no policy area, so a promise can be missing here; the search finds it by its words.
-- parameter policy_area: Policy area
-- column title: Promise
-- column government_name: Government
-- column cycle_year: Plan of
-- column summary: In plain words
-- column policy_areas: Policy areas
-- column government_says: The government says
-- column assessor_says: How much was done, says an assessor
-- column early_results: Did it open government, says an assessor
-- column title_kind: Kind of title
-- column commitment_id: Commitment
-- aside: title_kind, commitment_id
-- empty: OGP files no promise of this edition under this policy area.
SELECT
  o.title,
  o.government_name,
  o.cycle_year,
  o.summary,
  o.policy_areas,
  coalesce(o.government_status_label, 'No statement found') AS government_says,
  CASE
    WHEN o.completion NOT IN (SELECT code FROM codelist_missing_reason) THEN o.completion_label
    WHEN o.assessor_status <> 'not-stated' THEN o.assessor_status_label
    ELSE coalesce(o.completion_label, 'No assessment found')
  END AS assessor_says,
  coalesce(o.early_results_label, 'No assessment found') AS early_results,
  o.title_kind,
  o.commitment_id
FROM commitment_overview AS o
WHERE
  o.record_status <> 'superseded'
  AND (
    :policy_area = ''
    OR o.commitment_id IN (SELECT commitment_id FROM commitment_policy_areas WHERE policy_area = :policy_area)
  )
ORDER BY o.government_id, o.cycle_year, o.commitment_id
