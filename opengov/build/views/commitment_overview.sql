-- title: All commitments at a glance
-- description: One flat row a commitment, with everything that is known of it in short: who promised what, in which
--   plan, what the government last claimed and what an assessor found, each with its source. Superseded listings
--   are there too: filter by `record_status` before counting.
-- column commitment_id: The commitment.
-- column ogp_id: OGP’s own identifier; blank where none was seen.
-- column record_status: `current`, or `superseded` where OGP later split or renumbered the listing.
-- column government_id: The local government that made the promise.
-- column government_name: Its name in English.
-- column government_name_fr: Its name in French.
-- column plan_id: The action plan.
-- column cycle_year (integer): Year of OGP’s action plan cycle.
-- column number: The number that the plan itself gives, as printed; blank where it was not seen.
-- column title: Title of the commitment in English; `title_kind` says whose wording it is.
-- column title_kind: Whether `title` is official, a translation, a topic label or a paraphrase.
-- column title_original: Title of the commitment in the language it was written in, where that is not English and the wording was seen.
-- column original_language: ISO 639-1 code of the language of `title_original`.
-- column title_fr: Title of the commitment in French; `title_fr_kind` says whether it is official.
-- column title_fr_kind: `official` where the source itself gives the French title, else `unofficial` (our translation).
-- column start_date: When the work was to start. As precise as the source: a year, a month or a day.
-- column end_date: When the work was to be done. As precise as the source: a year, a month or a day.
-- column summary: What it is about, in plain words.
-- column summary_fr: The summary in French; our own translation.
-- column lead_institutions: Who answers for it, joined with “; ”.
-- column supporting_institutions: Who takes part, joined with “; ”.
-- column policy_areas: OGP’s policy areas, joined with “; ”.
-- column policy_areas_fr: OGP’s policy areas in French, joined with “; ”.
-- column ogp_values: OGP’s values that its page names, joined with “; ”.
-- column ogp_values_fr: OGP’s values that its page names, in French, joined with “; ”.
-- column government_status: What the government last claimed, as a code; blank where no statement of it was seen.
-- column government_status_label: What the government last claimed.
-- column government_status_label_fr: What the government last claimed, in French.
-- column government_status_claimed: The claim in a few words of ours.
-- column government_status_claimed_fr: The claim in French.
-- column government_status_date: When it was claimed; blank where the source shows no date.
-- column government_status_milestone_id: The milestone, where the statement is about one step only.
-- column government_status_source_id: The document or page that says so, in `sources`.
-- column government_status_source_url: Its address.
-- column assessor_status: What an assessor last claimed, as a code; blank where no statement of one was seen; ratings stand apart, in `completion` and so on.
-- column assessor_status_label: What an assessor last claimed.
-- column assessor_status_label_fr: What an assessor last claimed, in French.
-- column assessor_status_claimed: The claim in a few words of ours.
-- column assessor_status_claimed_fr: The claim in French.
-- column assessor_status_date: When it was claimed; blank where the source shows no date.
-- column assessor_status_milestone_id: The milestone, where the statement is about one step only.
-- column assessor_status_source_id: The document or page that says so, in `sources`.
-- column assessor_status_source_url: Its address.
-- column assessment_id: The assessment that answers the first of these questions that any answers: how much was
--   done, did it open government, how much was to change, does it serve openness, can one tell, was it starred.
--   Blank where no report is known. Each rating says in a column of its own which assessment it is taken from.
-- column assessor: Who assessed: the IRM, or an evaluator of an OGP Local plan.
-- column scale: Its rating scale. A rating may be from another assessment: its own scale stands in the column that ends in `_scale`.
-- column report_stage: Whether the report looks at the plan’s design or at its results.
-- column verifiable: Can one tell afterwards whether the promise was kept?
-- column relevance: Does it serve openness?
-- column ambition: How much would change if the promise were kept?
-- column completion: How much was done? Where there is no rating the code says why.
-- column completion_label: The completion rating in words.
-- column completion_label_fr: The completion rating in French.
-- column early_results: Did it open government? Where there is no rating the code says why.
-- column early_results_label: The early results in words.
-- column early_results_label_fr: The early results in French.
-- column starred: Was it a starred (model) commitment?
-- column assessment_source_id: The document or page with the ratings, in `sources`.
-- column assessment_source_url: Its address.
-- column milestones (integer): How many steps are known.
-- column updates (integer): How many statements are known.
-- column assessments (integer): How many assessments are known.
-- column note: What a reader must know before relying on this row: contradictions between sources, inferences, gaps.
-- column note_fr: The note in French; our own translation.
-- column ogp_url: The commitment’s page on OGP’s site; blank where none was seen.
-- column source_id: The document or page in `sources` that this row rests on.
-- column source_url: Its address.
-- column source_publisher: Who published it.
-- column source_retrieved_on: When it was read for this data. As precise as the source: a year, a month or a day.
-- column completion_assessment_id: The assessment that `completion` is taken from: of several, one that answers the question.
-- column completion_scale: The scale of `completion`. Ratings of different scales are not converted into each other.
-- column completion_source_url: The document or page with `completion`.
-- column early_results_assessment_id: The assessment that `early_results` is taken from: of several, one that answers the question.
-- column early_results_scale: The scale of `early_results`. Ratings of different scales are not converted into each other.
-- column early_results_source_url: The document or page with `early_results`.
-- column ambition_assessment_id: The assessment that `ambition` is taken from: of several, one that answers the question.
-- column ambition_scale: The scale of `ambition`. Ratings of different scales are not converted into each other.
-- column ambition_source_url: The document or page with `ambition`.
-- column relevance_assessment_id: The assessment that `relevance` is taken from: of several, one that answers the question.
-- column relevance_scale: The scale of `relevance`. Ratings of different scales are not converted into each other.
-- column relevance_source_url: The document or page with `relevance`.
-- column verifiable_assessment_id: The assessment that `verifiable` is taken from: of several, one that answers the question.
-- column verifiable_scale: The scale of `verifiable`. Ratings of different scales are not converted into each other.
-- column verifiable_source_url: The document or page with `verifiable`.
-- column starred_assessment_id: The assessment that `starred` is taken from: of several, one that answers the question.
-- column starred_scale: The scale of `starred`. Ratings of different scales are not converted into each other.
-- column starred_source_url: The document or page with `starred`.
-- column contested_ratings: The ratings of this row that another assessment answers otherwise, on a scale that may be
--   compared, joined with “; ”; the answers stand in `assessments`. Blank where none is known.
CREATE VIEW commitment_overview AS
SELECT
  c.commitment_id,
  c.ogp_id,
  c.record_status,
  p.government_id,
  g.name AS government_name,
  g.name_fr AS government_name_fr,
  c.plan_id,
  p.cycle_year,
  c.number,
  c.title,
  c.title_kind,
  c.title_original,
  c.original_language,
  c.title_fr,
  c.title_fr_kind,
  c.start_date,
  c.end_date,
  c.summary,
  c.summary_fr,
  (
    SELECT group_concat(name, '; ')
    FROM (
      SELECT name FROM commitment_institutions
      WHERE commitment_id = c.commitment_id AND role = 'lead'
      ORDER BY position, name
    )
  ) AS lead_institutions,
  (
    SELECT group_concat(name, '; ')
    FROM (
      SELECT name FROM commitment_institutions
      WHERE commitment_id = c.commitment_id AND role = 'supporting'
      ORDER BY position, name
    )
  ) AS supporting_institutions,
  s.policy_areas,
  s.policy_areas_fr,
  (
    SELECT group_concat(label_en, '; ')
    FROM (
      SELECT k.label_en FROM commitment_ogp_values AS v JOIN codelist_ogp_value AS k ON k.code = v.ogp_value
      WHERE v.commitment_id = c.commitment_id
      ORDER BY k.position
    )
  ) AS ogp_values,
  (
    SELECT group_concat(label_fr, '; ')
    FROM (
      SELECT k.label_fr FROM commitment_ogp_values AS v JOIN codelist_ogp_value AS k ON k.code = v.ogp_value
      WHERE v.commitment_id = c.commitment_id
      ORDER BY k.position
    )
  ) AS ogp_values_fr,
  gu.status AS government_status,
  gk.label_en AS government_status_label,
  gk.label_fr AS government_status_label_fr,
  gu.status_claimed AS government_status_claimed,
  gu.status_claimed_fr AS government_status_claimed_fr,
  gu.date AS government_status_date,
  gu.milestone_id AS government_status_milestone_id,
  gu.source_id AS government_status_source_id,
  gus.url AS government_status_source_url,
  au.status AS assessor_status,
  ak.label_en AS assessor_status_label,
  ak.label_fr AS assessor_status_label_fr,
  au.status_claimed AS assessor_status_claimed,
  au.status_claimed_fr AS assessor_status_claimed_fr,
  au.date AS assessor_status_date,
  au.milestone_id AS assessor_status_milestone_id,
  au.source_id AS assessor_status_source_id,
  aus.url AS assessor_status_source_url,
  a.assessment_id,
  a.assessor,
  a.scale,
  a.report_stage,
  rv.code AS verifiable,
  rr.code AS relevance,
  ra.code AS ambition,
  rc.code AS completion,
  ac.label_en AS completion_label,
  ac.label_fr AS completion_label_fr,
  re.code AS early_results,
  ae.label_en AS early_results_label,
  ae.label_fr AS early_results_label_fr,
  rs.code AS starred,
  a.source_id AS assessment_source_id,
  aso.url AS assessment_source_url,
  (SELECT count(*) FROM milestones WHERE commitment_id = c.commitment_id) AS milestones,
  (SELECT count(*) FROM updates WHERE commitment_id = c.commitment_id) AS updates,
  (SELECT count(*) FROM assessments WHERE commitment_id = c.commitment_id) AS assessments,
  c.note,
  c.note_fr,
  os.url AS ogp_url,
  c.source_id,
  o.url AS source_url,
  o.publisher AS source_publisher,
  o.retrieved_on AS source_retrieved_on,
  rc.assessment_id AS completion_assessment_id,
  rc.scale AS completion_scale,
  rcs.url AS completion_source_url,
  re.assessment_id AS early_results_assessment_id,
  re.scale AS early_results_scale,
  res.url AS early_results_source_url,
  ra.assessment_id AS ambition_assessment_id,
  ra.scale AS ambition_scale,
  ras.url AS ambition_source_url,
  rr.assessment_id AS relevance_assessment_id,
  rr.scale AS relevance_scale,
  rrs.url AS relevance_source_url,
  rv.assessment_id AS verifiable_assessment_id,
  rv.scale AS verifiable_scale,
  rvs.url AS verifiable_source_url,
  rs.assessment_id AS starred_assessment_id,
  rs.scale AS starred_scale,
  rss.url AS starred_source_url,
  (
    SELECT group_concat(indicator, '; ')
    FROM (SELECT DISTINCT indicator FROM contested_ratings WHERE commitment_id = c.commitment_id ORDER BY 1)
  ) AS contested_ratings
FROM commitments AS c
JOIN commitment_search AS s ON s.commitment_id = c.commitment_id
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
JOIN sources AS o ON o.source_id = c.source_id
LEFT JOIN sources AS os ON os.source_id = c.ogp_source_id
LEFT JOIN last_claims AS gl ON gl.commitment_id = c.commitment_id AND gl.voice = 'government'
LEFT JOIN updates AS gu ON gu.update_id = gl.update_id
LEFT JOIN codelist_status AS gk ON gk.code = gu.status
LEFT JOIN sources AS gus ON gus.source_id = gu.source_id
LEFT JOIN last_claims AS al ON al.commitment_id = c.commitment_id AND al.voice = 'assessor'
LEFT JOIN updates AS au ON au.update_id = al.update_id
LEFT JOIN codelist_status AS ak ON ak.code = au.status
LEFT JOIN sources AS aus ON aus.source_id = au.source_id
LEFT JOIN assessments AS a ON a.assessment_id = (
  SELECT assessment_id FROM commitment_ratings WHERE commitment_id = c.commitment_id ORDER BY is_missing, position LIMIT 1
)
LEFT JOIN commitment_ratings AS rc ON rc.commitment_id = c.commitment_id AND rc.indicator = 'completion'
LEFT JOIN sources AS rcs ON rcs.source_id = rc.source_id
LEFT JOIN commitment_ratings AS re ON re.commitment_id = c.commitment_id AND re.indicator = 'early_results'
LEFT JOIN sources AS res ON res.source_id = re.source_id
LEFT JOIN commitment_ratings AS ra ON ra.commitment_id = c.commitment_id AND ra.indicator = 'ambition'
LEFT JOIN sources AS ras ON ras.source_id = ra.source_id
LEFT JOIN commitment_ratings AS rr ON rr.commitment_id = c.commitment_id AND rr.indicator = 'relevance'
LEFT JOIN sources AS rrs ON rrs.source_id = rr.source_id
LEFT JOIN commitment_ratings AS rv ON rv.commitment_id = c.commitment_id AND rv.indicator = 'verifiable'
LEFT JOIN sources AS rvs ON rvs.source_id = rv.source_id
LEFT JOIN commitment_ratings AS rs ON rs.commitment_id = c.commitment_id AND rs.indicator = 'starred'
LEFT JOIN sources AS rss ON rss.source_id = rs.source_id
LEFT JOIN codelist_completion AS ac ON ac.code = rc.code
LEFT JOIN codelist_early_results AS ae ON ae.code = re.code
LEFT JOIN sources AS aso ON aso.source_id = a.source_id
ORDER BY c.commitment_id
