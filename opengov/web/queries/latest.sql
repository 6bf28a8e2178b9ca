-- title: What was said last?
-- description: The hundred latest dated statements on promises and plans, each with who made it and where it stands.
-- parameter government: Government
-- column date: Date
-- column government_name: Government
-- column title: About
-- column who: Who says so
-- column what: What is claimed
-- column note: What the statement says, in our words
-- column source_url: Where it stands
-- column update_id: Update
-- column plan_id: Action plan
-- column commitment_id: Commitment
-- aside: update_id, plan_id, commitment_id
-- empty: No dated statement on this government is in this edition.
SELECT
  date,
  government_name,
  title,
  reporter_label AS who,
  status_label AS what,
  note,
  source_url,
  update_id,
  plan_id,
  commitment_id
FROM latest_updates
WHERE date IS NOT NULL AND (:government = '' OR government_id = :government)
ORDER BY date DESC, update_id
LIMIT 100
