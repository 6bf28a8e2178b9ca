-- title: Updates, latest first
-- description: Every statement with the names of what it is about and who says so; the latest first, those
--   without a date last.
-- column update_id: The statement, in `updates`.
-- column date: When it was said; blank where the source shows no date.
-- column reporter: Who says so, as a code.
-- column reporter_label: Who says so.
-- column reporter_label_fr: Who says so, in French.
-- column government_id: The local government.
-- column government_name: Its name in English.
-- column government_name_fr: Its name in French.
-- column plan_id: The action plan.
-- column commitment_id: The commitment; blank where the statement is about the plan as a whole.
-- column milestone_id: The milestone, where the statement is about one step only.
-- column about: What the statement is about: `plan`, `commitment` or `milestone`.
-- column title: Title of the plan, commitment or milestone in English.
-- column title_fr: Title of the plan, commitment or milestone in French.
-- column status: What is claimed, as a code.
-- column status_label: What is claimed.
-- column status_label_fr: What is claimed, in French.
-- column status_claimed: The claim in a few words of ours.
-- column status_claimed_fr: The claim in a few words of ours, in French.
-- column note: What the statement says, in our own words.
-- column note_fr: What the statement says, in French.
-- column source_id: The document or page that says so, in `sources`.
-- column source_title: Its title.
-- column source_url: Its address.
CREATE VIEW latest_updates AS
SELECT
  u.update_id,
  u.date,
  u.reporter,
  r.label_en AS reporter_label,
  r.label_fr AS reporter_label_fr,
  p.government_id,
  g.name AS government_name,
  g.name_fr AS government_name_fr,
  u.plan_id,
  u.commitment_id,
  u.milestone_id,
  CASE
    WHEN u.milestone_id IS NOT NULL THEN 'milestone'
    WHEN u.commitment_id IS NOT NULL THEN 'commitment'
    ELSE 'plan'
  END AS about,
  coalesce(m.title, c.title, p.title) AS title,
  coalesce(m.title_fr, c.title_fr, p.title_fr) AS title_fr,
  u.status,
  s.label_en AS status_label,
  s.label_fr AS status_label_fr,
  u.status_claimed,
  u.status_claimed_fr,
  u.note,
  u.note_fr,
  u.source_id,
  o.title AS source_title,
  o.url AS source_url
FROM updates AS u
JOIN action_plans AS p ON p.plan_id = u.plan_id
JOIN governments AS g ON g.government_id = p.government_id
JOIN codelist_reporter_kind AS r ON r.code = u.reporter
JOIN codelist_status AS s ON s.code = u.status
JOIN sources AS o ON o.source_id = u.source_id
LEFT JOIN commitments AS c ON c.commitment_id = u.commitment_id
LEFT JOIN milestones AS m ON m.milestone_id = u.milestone_id
ORDER BY u.date DESC NULLS LAST, u.update_id
