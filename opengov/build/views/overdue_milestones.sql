-- title: Overdue milestones
-- description: Steps of current commitments whose deadline had certainly passed when the edition was made, and
--   which nobody has reported done. This compares dates; it is not an assessment. A deadline of `2018` means until
--   the end of 2018. That a step is listed may mean that it was done and nobody said so.
-- column milestone_id: The milestone.
-- column commitment_id: The commitment that it is a step of.
-- column government_id: The local government that made the promise.
-- column government_name: Its name in English.
-- column plan_id: The action plan.
-- column title: Title of the milestone in English.
-- column title_fr: Title of the milestone in French.
-- column commitment_title: Title of the commitment in English.
-- column commitment_title_fr: Title of the commitment in French.
-- column end_date: When the step was to be done, as precise as the source.
-- column as_of: The day against which the deadline is held: that of the edition, not today.
-- column last_update_id: The last claim on this step, in `updates`; blank where there is none.
-- column last_reporter: Who made that claim.
-- column last_status: What was claimed, as a code.
-- column last_status_label: What was claimed.
-- column last_status_label_fr: What was claimed, in French.
-- column last_date: When it was claimed.
-- column last_source_url: Where it was claimed.
-- column government_status: What the government last claimed of the whole commitment, as a code.
-- column source_id: The document or page that sets the deadline, in `sources`.
-- column source_url: Its address.
CREATE VIEW overdue_milestones AS
SELECT
  m.milestone_id,
  m.commitment_id,
  p.government_id,
  g.name AS government_name,
  c.plan_id,
  m.title,
  m.title_fr,
  c.title AS commitment_title,
  c.title_fr AS commitment_title_fr,
  m.end_date,
  e.as_of,
  u.update_id AS last_update_id,
  u.reporter AS last_reporter,
  u.status AS last_status,
  s.label_en AS last_status_label,
  s.label_fr AS last_status_label_fr,
  u.date AS last_date,
  us.url AS last_source_url,
  gu.status AS government_status,
  m.source_id,
  ms.url AS source_url
FROM edition AS e
JOIN milestones AS m
JOIN commitments AS c ON c.commitment_id = m.commitment_id
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
JOIN sources AS ms ON ms.source_id = m.source_id
LEFT JOIN updates AS u ON u.update_id = (
  SELECT update_id FROM updates
  WHERE milestone_id = m.milestone_id AND status <> 'not-stated'
  ORDER BY date DESC NULLS LAST, update_id DESC
  LIMIT 1
)
LEFT JOIN codelist_status AS s ON s.code = u.status
LEFT JOIN sources AS us ON us.source_id = u.source_id
LEFT JOIN last_claims AS gl ON gl.commitment_id = m.commitment_id AND gl.voice = 'government'
LEFT JOIN updates AS gu ON gu.update_id = gl.update_id AND gu.milestone_id IS NULL
WHERE
  c.record_status <> 'superseded'
  -- Certain only if it lies before the same piece of the edition’s date: 2018 before 2026, 2026-10 before 2026-11.
  AND m.end_date < substr(e.as_of, 1, length(m.end_date))
  AND NOT EXISTS (SELECT 1 FROM updates WHERE milestone_id = m.milestone_id AND +status = 'complete')
ORDER BY m.end_date, m.milestone_id
