-- title: The action plans at a glance
-- description: One row a plan: when it ran, how much of it is known here, and what was last said of it as a whole.
-- column plan_id: The action plan.
-- column government_id: The local government.
-- column government_name: Its name in English.
-- column government_name_fr: Its name in French.
-- column cycle_year (integer): Year of OGP’s action plan cycle.
-- column title: Title of the plan in English.
-- column title_original: Title in the language it was written in, where that is not English and was seen.
-- column title_fr: Title of the plan in French.
-- column start_date: When it starts, as precise as the source.
-- column end_date: When it ends, as precise as the source.
-- column submitted_on: When it was handed in to OGP.
-- column commitments_stated (integer): How many commitments it has, says the plan or OGP; blank where not stated.
-- column commitments_known (integer): How many of its commitments are here, superseded listings left out.
-- column coverage: What of the plan is here: `all`, `some` or `none` of the stated number, `more` than that number
--   (the note says why), or `unknown` where no number is stated.
-- column milestones (integer): How many steps of these commitments are known.
-- column assessments (integer): How many assessments of these commitments are known.
-- column updates (integer): How many statements on the plan and its commitments are known.
-- column documents (integer): How many documents about the whole plan are known.
-- column government_status: What the government last claimed of the plan as a whole, as a code.
-- column government_status_label: What the government last claimed of the plan as a whole.
-- column government_status_label_fr: What the government last claimed of the plan as a whole, in French.
-- column government_status_date: When; blank where the source shows no date.
-- column government_status_source_id: The document or page that says so, in `sources`.
-- column government_status_source_url: Its address.
-- column assessor_status: What an assessor last claimed of the plan as a whole, as a code.
-- column assessor_status_label: What an assessor last claimed of the plan as a whole.
-- column assessor_status_label_fr: What an assessor last claimed of the plan as a whole, in French.
-- column assessor_status_date: When; blank where the source shows no date.
-- column assessor_status_source_id: The document or page that says so, in `sources`.
-- column assessor_status_source_url: Its address.
-- column note: What a reader must know before relying on this row.
-- column note_fr: The same in French.
-- column source_id: The document or page that the row rests on, in `sources`.
-- column source_url: Its address.
CREATE VIEW plan_overview AS
WITH known AS (
  SELECT
    p.*,
    (SELECT count(*) FROM commitments WHERE plan_id = p.plan_id AND record_status <> 'superseded') AS commitments_known
  FROM action_plans AS p
)
SELECT
  p.plan_id,
  p.government_id,
  g.name AS government_name,
  g.name_fr AS government_name_fr,
  p.cycle_year,
  p.title,
  p.title_original,
  p.title_fr,
  p.start_date,
  p.end_date,
  p.submitted_on,
  p.commitment_count AS commitments_stated,
  p.commitments_known,
  CASE
    WHEN p.commitment_count IS NULL THEN 'unknown'
    WHEN p.commitments_known > p.commitment_count THEN 'more'
    WHEN p.commitments_known = p.commitment_count THEN 'all'
    WHEN p.commitments_known = 0 THEN 'none'
    ELSE 'some'
  END AS coverage,
  (
    SELECT count(*) FROM commitments AS c JOIN milestones AS m ON m.commitment_id = c.commitment_id
    WHERE c.plan_id = p.plan_id AND c.record_status <> 'superseded'
  ) AS milestones,
  (
    SELECT count(*) FROM commitments AS c JOIN assessments AS a ON a.commitment_id = c.commitment_id
    WHERE c.plan_id = p.plan_id AND c.record_status <> 'superseded'
  ) AS assessments,
  (SELECT count(*) FROM updates WHERE plan_id = p.plan_id) AS updates,
  (SELECT count(*) FROM plan_documents WHERE plan_id = p.plan_id) AS documents,
  gu.status AS government_status,
  gk.label_en AS government_status_label,
  gk.label_fr AS government_status_label_fr,
  gu.date AS government_status_date,
  gu.source_id AS government_status_source_id,
  gus.url AS government_status_source_url,
  au.status AS assessor_status,
  ak.label_en AS assessor_status_label,
  ak.label_fr AS assessor_status_label_fr,
  au.date AS assessor_status_date,
  au.source_id AS assessor_status_source_id,
  aus.url AS assessor_status_source_url,
  p.note,
  p.note_fr,
  p.source_id,
  o.url AS source_url
FROM known AS p
JOIN governments AS g ON g.government_id = p.government_id
JOIN sources AS o ON o.source_id = p.source_id
LEFT JOIN last_claims AS gl ON gl.plan_id = p.plan_id AND gl.commitment_id IS NULL AND gl.voice = 'government'
LEFT JOIN updates AS gu ON gu.update_id = gl.update_id
LEFT JOIN codelist_status AS gk ON gk.code = gu.status
LEFT JOIN sources AS gus ON gus.source_id = gu.source_id
LEFT JOIN last_claims AS al ON al.plan_id = p.plan_id AND al.commitment_id IS NULL AND al.voice = 'assessor'
LEFT JOIN updates AS au ON au.update_id = al.update_id
LEFT JOIN codelist_status AS ak ON ak.code = au.status
LEFT JOIN sources AS aus ON aus.source_id = au.source_id
ORDER BY p.plan_id
