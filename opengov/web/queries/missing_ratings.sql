-- title: Which ratings are missing, and why?
-- description: For each assessment every rating that has no value, with the reason; and every promise of which no
--   assessment was found at all. “Not published as text” means that the sources draw the rating or leave it out,
--   “not assessed” that the report does not look at it, “not applicable” that its scale has no such rating. A
--   missing rating never means “no”.
-- parameter government: Government
-- parameter rating: Rating
-- column title: Promise
-- column government_name: Government
-- column ratings: Missing
-- column reason: Why
-- column source_url: Source
-- column assessment_id: Assessment
-- column commitment_id: Commitment
-- aside: commitment_id
-- empty: No rating is missing here.
WITH
ratings AS (
  SELECT assessment_id, commitment_id, 'verifiable' AS indicator, verifiable AS code, source_id FROM assessments
  UNION ALL SELECT assessment_id, commitment_id, 'relevance', relevance, source_id FROM assessments
  UNION ALL SELECT assessment_id, commitment_id, 'ambition', ambition, source_id FROM assessments
  UNION ALL SELECT assessment_id, commitment_id, 'completion', completion, source_id FROM assessments
  UNION ALL SELECT assessment_id, commitment_id, 'early_results', early_results, source_id FROM assessments
  UNION ALL SELECT assessment_id, commitment_id, 'starred', starred, source_id FROM assessments
),
missing AS MATERIALIZED (
  SELECT r.assessment_id, r.commitment_id, r.indicator, w.label_en AS reason, r.source_id
  FROM ratings AS r
  JOIN codelist_missing_reason AS w ON w.code = r.code
  WHERE :rating = '' OR r.indicator = :rating
),
answers AS (
  SELECT
    m.assessment_id, m.commitment_id, m.reason, m.source_id,
    (
      SELECT group_concat(label_en, '; ')
      FROM (
        SELECT i.label_en FROM missing AS x JOIN codelist_rating_indicator AS i ON i.code = x.indicator
        WHERE x.assessment_id = m.assessment_id AND x.reason = m.reason
        ORDER BY i.position
      )
    ) AS ratings
  FROM (SELECT DISTINCT assessment_id, commitment_id, reason, source_id FROM missing) AS m
  UNION ALL
  SELECT NULL, commitment_id, 'No assessment found', source_id, 'All ratings'
  FROM commitments
  WHERE commitment_id NOT IN (SELECT commitment_id FROM assessments)
)
SELECT
  c.title,
  g.name AS government_name,
  a.ratings,
  a.reason,
  s.url AS source_url,
  a.assessment_id,
  a.commitment_id
FROM answers AS a
JOIN commitments AS c ON c.commitment_id = a.commitment_id AND c.record_status <> 'superseded'
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
JOIN sources AS s ON s.source_id = a.source_id
WHERE :government = '' OR p.government_id = :government
ORDER BY p.government_id, a.commitment_id, a.assessment_id, a.reason
