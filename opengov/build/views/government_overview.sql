-- title: The governments at a glance
-- description: One row a government, by name: what is known of its plans, commitments and statements, in numbers.
--   A county, a megacity and a nation are not comparable and plans differ in what was found of them, so the numbers
--   say how much is known; they are no ranking. Superseded listings are counted apart.
-- column government_id: The local government.
-- column name: Name in English.
-- column name_original: Name as it writes it, where seen.
-- column name_fr: Usual name in French.
-- column kind: What kind of government it is, as a code.
-- column kind_label: What kind of government it is.
-- column kind_label_fr: What kind of government it is, in French.
-- column country_code: ISO 3166-1 alpha-2 code of the country, in lower case.
-- column country: Name of the country.
-- column country_fr: Name of the country in French.
-- column member_since: Since when it has belonged to OGP’s local programme. As precise as the source: a year, a month or a day.
-- column plans (integer): How many action plans.
-- column first_plan_year (integer): Cycle year of the first plan.
-- column last_plan_year (integer): Cycle year of the last plan.
-- column commitments (integer): How many commitments, superseded listings left out.
-- column commitments_superseded (integer): How many superseded listings.
-- column commitments_with_ogp_id (integer): How many of its commitments have an OGP id that was seen.
-- column commitments_said_complete (integer): Of how many commitments the government’s own last claim is that the
--   whole is done.
-- column commitments_assessed (integer): On how many commitments an assessor gave at least one rating.
-- column commitments_in_disagreement (integer): On how many commitments government and assessor differ.
-- column milestones (integer): How many steps of these commitments are known.
-- column milestones_overdue (integer): How many of them are overdue.
-- column assessments_with_rating (integer): How many assessments give at least one rating.
-- column updates (integer): How many statements are known, of whatever voice.
-- column updates_government (integer): How many statements the government made.
-- column updates_assessor (integer): How many statements the IRM or an evaluator made.
-- column updates_ogp (integer): How many statements OGP itself made.
-- column updates_civil_society (integer): How many statements civil society made.
-- column updates_media (integer): How many statements the media made.
-- column updates_academic (integer): How many statements research made.
-- column updates_private_sector (integer): How many statements companies made.
-- column updates_other_government (integer): How many statements other governments made.
-- column source_id: The document or page in `sources` that this row rests on.
-- column source_url: Its address.
-- column source_publisher: Who published it.
-- column source_retrieved_on: When it was read for this data. As precise as the source: a year, a month or a day.
CREATE VIEW government_overview AS
WITH
plans AS (
  SELECT government_id, count(*) AS plans, min(cycle_year) AS first_plan_year, max(cycle_year) AS last_plan_year
  FROM action_plans
  GROUP BY government_id
),
promises AS (
  SELECT
    p.government_id,
    count(*) FILTER (WHERE c.record_status <> 'superseded') AS commitments,
    count(*) FILTER (WHERE c.record_status = 'superseded') AS superseded,
    count(c.ogp_id) FILTER (WHERE c.record_status <> 'superseded') AS with_ogp_id
  FROM commitments AS c
  JOIN action_plans AS p ON p.plan_id = c.plan_id
  GROUP BY p.government_id
),
done AS (
  SELECT government_id, count(*) AS commitments
  FROM commitment_status
  WHERE
    voice = 'government' AND status = 'complete' AND milestone_id IS NULL AND record_status <> 'superseded'
  GROUP BY government_id
),
rated AS (
  SELECT p.government_id, count(*) AS assessments, count(DISTINCT a.commitment_id) AS commitments
  FROM assessments AS a
  JOIN commitments AS c ON c.commitment_id = a.commitment_id AND c.record_status <> 'superseded'
  JOIN action_plans AS p ON p.plan_id = c.plan_id
  WHERE EXISTS (
    SELECT code FROM (
      SELECT a.verifiable AS code UNION ALL SELECT a.relevance UNION ALL SELECT a.ambition
      UNION ALL SELECT a.completion UNION ALL SELECT a.early_results UNION ALL SELECT a.starred
    )
    WHERE code NOT IN (SELECT code FROM codelist_missing_reason)
  )
  GROUP BY p.government_id
),
disputed AS (
  SELECT government_id, count(DISTINCT commitment_id) AS commitments FROM disagreements GROUP BY government_id
),
steps AS (
  SELECT p.government_id, count(*) AS milestones
  FROM milestones AS m
  JOIN commitments AS c ON c.commitment_id = m.commitment_id AND c.record_status <> 'superseded'
  JOIN action_plans AS p ON p.plan_id = c.plan_id
  GROUP BY p.government_id
),
overdue AS (
  SELECT government_id, count(*) AS milestones FROM overdue_milestones GROUP BY government_id
),
voices AS (
  SELECT
    p.government_id,
    count(*) AS updates,
    count(*) FILTER (WHERE u.reporter = 'government') AS government,
    count(*) FILTER (WHERE u.reporter IN ('irm', 'evaluator')) AS assessor,
    count(*) FILTER (WHERE u.reporter = 'ogp') AS ogp,
    count(*) FILTER (WHERE u.reporter = 'civil-society') AS civil_society,
    count(*) FILTER (WHERE u.reporter = 'media') AS media,
    count(*) FILTER (WHERE u.reporter = 'academic') AS academic,
    count(*) FILTER (WHERE u.reporter = 'private-sector') AS private_sector,
    count(*) FILTER (WHERE u.reporter = 'other-government') AS other_government
  FROM updates AS u
  JOIN action_plans AS p ON p.plan_id = u.plan_id
  GROUP BY p.government_id
)
SELECT
  g.government_id,
  g.name,
  g.name_original,
  g.name_fr,
  g.kind,
  k.label_en AS kind_label,
  k.label_fr AS kind_label_fr,
  g.country_code,
  n.label_en AS country,
  n.label_fr AS country_fr,
  g.member_since,
  coalesce(plans.plans, 0) AS plans,
  plans.first_plan_year,
  plans.last_plan_year,
  coalesce(promises.commitments, 0) AS commitments,
  coalesce(promises.superseded, 0) AS commitments_superseded,
  coalesce(promises.with_ogp_id, 0) AS commitments_with_ogp_id,
  coalesce(done.commitments, 0) AS commitments_said_complete,
  coalesce(rated.commitments, 0) AS commitments_assessed,
  coalesce(disputed.commitments, 0) AS commitments_in_disagreement,
  coalesce(steps.milestones, 0) AS milestones,
  coalesce(overdue.milestones, 0) AS milestones_overdue,
  coalesce(rated.assessments, 0) AS assessments_with_rating,
  coalesce(voices.updates, 0) AS updates,
  coalesce(voices.government, 0) AS updates_government,
  coalesce(voices.assessor, 0) AS updates_assessor,
  coalesce(voices.ogp, 0) AS updates_ogp,
  coalesce(voices.civil_society, 0) AS updates_civil_society,
  coalesce(voices.media, 0) AS updates_media,
  coalesce(voices.academic, 0) AS updates_academic,
  coalesce(voices.private_sector, 0) AS updates_private_sector,
  coalesce(voices.other_government, 0) AS updates_other_government,
  g.source_id,
  o.url AS source_url,
  o.publisher AS source_publisher,
  o.retrieved_on AS source_retrieved_on
FROM governments AS g
JOIN codelist_government_kind AS k ON k.code = g.kind
JOIN codelist_country AS n ON n.code = g.country_code
JOIN sources AS o ON o.source_id = g.source_id
LEFT JOIN plans ON plans.government_id = g.government_id
LEFT JOIN promises ON promises.government_id = g.government_id
LEFT JOIN done ON done.government_id = g.government_id
LEFT JOIN rated ON rated.government_id = g.government_id
LEFT JOIN disputed ON disputed.government_id = g.government_id
LEFT JOIN steps ON steps.government_id = g.government_id
LEFT JOIN overdue ON overdue.government_id = g.government_id
LEFT JOIN voices ON voices.government_id = g.government_id
ORDER BY g.government_id
