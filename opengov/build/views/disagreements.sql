-- title: Where government and assessor differ
-- description: Current commitments on which the government’s last claim and an assessor’s finding do not go
--   together, with date and source of both. Neither is taken to be right: they may have been said at different
--   times, so look at the dates. Claims of progress (announced, in progress, delayed) contradict nothing, nor does
--   a rating that was not published. Of several assessments the rating that counts is taken, as in
--   `commitment_overview`.
-- column commitment_id: The commitment.
-- column ogp_id: OGP’s own identifier; blank where none was seen.
-- column government_id: The local government that made the promise.
-- column government_name: Its name in English.
-- column plan_id: The action plan.
-- column title: Title of the commitment in English.
-- column title_fr: Title of the commitment in French.
-- column about: `completion`: one says that all or most of it was done, the other that it was not. `results`: the
--   government says that it is done, the assessor that government did not become more open by it, or became less
--   so. Both can be true at once.
-- column government_scope: `commitment` where the government’s claim is on this commitment; `plan` where it made
--   none and the claim is on its plan as a whole.
-- column government_status: What the government claims, as a code.
-- column government_status_label: What the government claims.
-- column government_status_label_fr: What the government claims, in French.
-- column government_claimed: The government’s claim in a few words of ours.
-- column government_claimed_fr: The government’s claim in a few words of ours, in French.
-- column government_date: When the government said so; blank where the source shows no date.
-- column government_update_id: The government’s statement, in `updates`.
-- column government_source_id: Its document or page, in `sources`.
-- column government_source_url: Its address.
-- column assessor: Who assessed, as a code: `irm` or `evaluator`.
-- column assessor_finding: What the assessor found, as a code of `completion`, `early_results` or `status`.
-- column assessor_finding_label: What the assessor found.
-- column assessor_finding_label_fr: What the assessor found, in French.
-- column assessor_date: When the statement was made or the report published (where no report is named, the
--   source); blank where this is not known.
-- column assessment_id: The rating, in `assessments`; blank where the finding is a statement.
-- column assessor_update_id: The statement, in `updates`; blank where the finding is a rating.
-- column assessor_note: What a reader must know of the rating, or what the statement says.
-- column assessor_note_fr: The same in French.
-- column assessor_source_id: The document or page of the finding, in `sources`.
-- column assessor_source_url: Its address.
CREATE VIEW disagreements AS
WITH
said (code, done) AS (
  VALUES
    ('complete', 'yes'), ('substantial', 'yes'),
    ('limited', 'no'), ('not-started', 'no'), ('not-fulfilled', 'no'), ('no-evidence', 'no'), ('reversed', 'no')
),
findings AS (
  SELECT
    'completion' AS about, a.commitment_id, a.assessor, a.completion AS code, k.label_en, k.label_fr,
    r.published_on AS date, a.assessment_id, NULL AS update_id, a.note, a.note_fr, a.source_id
  FROM assessments AS a
  JOIN commitment_ratings AS c
    ON c.commitment_id = a.commitment_id AND c.indicator = 'completion' AND c.assessment_id = a.assessment_id
  JOIN codelist_completion AS k ON k.code = a.completion
  JOIN sources AS r ON r.source_id = coalesce(a.report_source_id, a.source_id)
  WHERE a.completion IN (SELECT code FROM said)
  UNION ALL
  SELECT
    'results', a.commitment_id, a.assessor, a.early_results, k.label_en, k.label_fr,
    r.published_on, a.assessment_id, NULL, a.note, a.note_fr, a.source_id
  FROM assessments AS a
  JOIN commitment_ratings AS c
    ON c.commitment_id = a.commitment_id AND c.indicator = 'early_results' AND c.assessment_id = a.assessment_id
  JOIN codelist_early_results AS k ON k.code = a.early_results
  JOIN sources AS r ON r.source_id = coalesce(a.report_source_id, a.source_id)
  WHERE a.early_results IN ('did-not-change', 'worsened')
  UNION ALL
  SELECT
    'completion', u.commitment_id, u.reporter, u.status, k.label_en, k.label_fr,
    u.date, NULL, u.update_id, u.note, u.note_fr, u.source_id
  FROM last_claims AS l
  JOIN updates AS u ON u.update_id = l.update_id
  JOIN codelist_status AS k ON k.code = u.status
  WHERE
    l.voice = 'assessor' AND l.commitment_id IS NOT NULL
    AND u.milestone_id IS NULL AND +u.status IN (SELECT code FROM said)
)
SELECT
  c.commitment_id,
  c.ogp_id,
  p.government_id,
  g.name AS government_name,
  c.plan_id,
  c.title,
  c.title_fr,
  f.about,
  iif(cu.update_id IS NULL, 'plan', 'commitment') AS government_scope,
  w.status AS government_status,
  k.label_en AS government_status_label,
  k.label_fr AS government_status_label_fr,
  w.status_claimed AS government_claimed,
  w.status_claimed_fr AS government_claimed_fr,
  w.date AS government_date,
  w.update_id AS government_update_id,
  w.source_id AS government_source_id,
  ws.url AS government_source_url,
  f.assessor,
  f.code AS assessor_finding,
  f.label_en AS assessor_finding_label,
  f.label_fr AS assessor_finding_label_fr,
  f.date AS assessor_date,
  f.assessment_id,
  f.update_id AS assessor_update_id,
  f.note AS assessor_note,
  f.note_fr AS assessor_note_fr,
  f.source_id AS assessor_source_id,
  fs.url AS assessor_source_url
FROM findings AS f
JOIN commitments AS c ON c.commitment_id = f.commitment_id
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
-- The government’s last claim on the commitment as a whole, or if there is none on the plan as a whole.
LEFT JOIN last_claims AS cl ON cl.commitment_id = c.commitment_id AND cl.voice = 'government'
LEFT JOIN updates AS cu
  ON cu.update_id = cl.update_id AND cu.milestone_id IS NULL AND cu.status <> 'not-stated'
LEFT JOIN last_claims AS pl
  ON pl.plan_id = c.plan_id AND pl.commitment_id IS NULL AND pl.voice = 'government'
JOIN updates AS w ON w.update_id = coalesce(cu.update_id, pl.update_id)
JOIN codelist_status AS k ON k.code = w.status
JOIN sources AS ws ON ws.source_id = w.source_id
JOIN sources AS fs ON fs.source_id = f.source_id
WHERE
  c.record_status <> 'superseded'
  AND (
    (f.about = 'results' AND w.status = 'complete')
    OR (
      f.about = 'completion'
      AND (SELECT done FROM said WHERE code = w.status) <> (SELECT done FROM said WHERE code = f.code)
    )
  )
ORDER BY c.commitment_id, f.about, f.assessment_id, f.update_id
