-- title: Where do government and assessor differ?
-- description: Promises of which the government says one thing and an assessor another. Neither is taken to be
--   right; they may speak of different dates. The list is short because the two can be compared only where both
--   said something definite.
-- column title: Promise
-- column government_name: Government
-- column about: They differ on
-- column government_says: The government says
-- column government_date: Said on
-- column government_source_url: Where the government says so
-- column assessor_says: The assessor found
-- column assessor_date: Found on
-- column assessor_source_url: Where the assessor says so
-- column government_scope: The government speaks of the
-- column commitment_id: Commitment
-- aside: commitment_id
-- empty: Nowhere, as far as the sources show.
SELECT
  title,
  government_name,
  about,
  government_status_label || iif(government_scope = 'plan', ' (of the plan as a whole)', '') AS government_says,
  government_date,
  government_source_url,
  assessor_finding_label AS assessor_says,
  assessor_date,
  assessor_source_url,
  government_scope,
  commitment_id
FROM disagreements
ORDER BY government_id, commitment_id, about
