-- title: What is overdue?
-- description: Steps whose deadline had passed when this edition was made and which nobody has reported done. It is
--   a comparison of dates, not an assessment; a step may have been done without anybody saying so.
-- parameter government: Government
-- column commitment_title: Promise
-- column government_name: Government
-- column step: Step
-- column end_date: Was to be done by
-- column last_said: Last said of this step
-- column last_date: Said on
-- column source_url: Where the deadline stands
-- column milestone_id: Milestone
-- column commitment_id: Commitment
-- aside: commitment_id
-- empty: No dated step of this government is known to be overdue.
SELECT
  commitment_title,
  government_name,
  title AS step,
  end_date,
  coalesce(last_status_label, 'No statement found') AS last_said,
  last_date,
  source_url,
  milestone_id,
  commitment_id
FROM overdue_milestones
WHERE :government = '' OR government_id = :government
ORDER BY end_date, milestone_id
