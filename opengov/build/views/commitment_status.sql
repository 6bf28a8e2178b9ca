-- title: Where each commitment stands, by voice
-- description: The last claim of each kind of voice on each commitment, with its date and its source. Voices are
--   never mixed: what the government says is one row, what an assessor says another. `last_claims` says which
--   claim counts as the last.
-- column commitment_id: The commitment.
-- column ogp_id: OGP’s own identifier; blank where none was seen.
-- column record_status: `current`, or `superseded` for an older listing that is not counted.
-- column government_id: The local government that made the promise.
-- column government_name: Its name in English.
-- column plan_id: The action plan.
-- column title: Title of the commitment in English.
-- column title_fr: Title of the commitment in French.
-- column voice: Who speaks: `government`, `assessor` (the IRM or an evaluator), `ogp`, `civil-society`,
--   `media`, `academic`, `private-sector` or `other-government`.
-- column update_id: The last claim, in `updates`.
-- column milestone_id: The milestone, where the claim is about one step only; blank where it is about the whole.
-- column date: When it was said; blank where the source shows no date.
-- column reporter: Who says so, as a code; `irm` and `evaluator` are both the voice `assessor`.
-- column status: What is claimed, as a code.
-- column status_label: What is claimed.
-- column status_label_fr: What is claimed, in French.
-- column status_claimed: The claim in a few words of ours.
-- column status_claimed_fr: The claim in a few words of ours, in French.
-- column note: What the statement says, in our own words.
-- column note_fr: What the statement says, in French.
-- column statements (integer): How many statements this voice has made on the commitment.
-- column source_id: The document or page that says so, in `sources`.
-- column source_url: Its address.
CREATE VIEW commitment_status AS
SELECT
  c.commitment_id,
  c.ogp_id,
  c.record_status,
  p.government_id,
  g.name AS government_name,
  c.plan_id,
  c.title,
  c.title_fr,
  l.voice,
  u.update_id,
  u.milestone_id,
  u.date,
  u.reporter,
  u.status,
  s.label_en AS status_label,
  s.label_fr AS status_label_fr,
  u.status_claimed,
  u.status_claimed_fr,
  u.note,
  u.note_fr,
  l.statements,
  u.source_id,
  o.url AS source_url
FROM last_claims AS l
JOIN commitments AS c ON c.commitment_id = l.commitment_id
JOIN updates AS u ON u.update_id = l.update_id
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
JOIN codelist_status AS s ON s.code = u.status
JOIN sources AS o ON o.source_id = u.source_id
