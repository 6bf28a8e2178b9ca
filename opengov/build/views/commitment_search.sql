-- title: Searchable text of the commitments
-- description: What the full-text search reads, one row a commitment: titles and summaries in every language,
--   institutions, policy areas, government and country.
-- column commitment_rowid (integer): Number of the row in `commitments`, at which the search index points.
-- column commitment_id: The commitment.
-- column ids: Our id and, where there is one, OGP’s id.
-- column title: Title in English.
-- column title_original: Title in the language it was written in, where that is not English and was seen.
-- column title_fr: Title in French.
-- column summary: What it is about, in plain words.
-- column summary_fr: What it is about, in plain French.
-- column institutions: Every institution that leads or supports it, joined with “; ”.
-- column policy_areas: Its policy areas, joined with “; ”.
-- column policy_areas_fr: Its policy areas in French, joined with “; ”.
-- column government_name: Name of the government in English.
-- column government_name_original: Name of the government as it writes it, where seen.
-- column government_name_fr: Name of the government in French.
-- column countries: Name of the country in every language of the site, joined with “; ”.
-- column translations: Title, summary, policy areas and government in all other languages, where translated.
CREATE VIEW commitment_search AS
SELECT
  c.rowid AS commitment_rowid,
  c.commitment_id,
  c.commitment_id || coalesce(' ' || c.ogp_id, '') AS ids,
  c.title,
  c.title_original,
  c.title_fr,
  c.summary,
  c.summary_fr,
  (
    SELECT group_concat(name, '; ')
    FROM (SELECT name FROM commitment_institutions WHERE commitment_id = c.commitment_id ORDER BY role, position, name)
  ) AS institutions,
  (
    SELECT group_concat(a.label_en, '; ')
    FROM commitment_policy_areas AS cp JOIN codelist_policy_area AS a ON a.code = cp.policy_area
    WHERE cp.commitment_id = c.commitment_id
  ) AS policy_areas,
  (
    SELECT group_concat(a.label_fr, '; ')
    FROM commitment_policy_areas AS cp JOIN codelist_policy_area AS a ON a.code = cp.policy_area
    WHERE cp.commitment_id = c.commitment_id
  ) AS policy_areas_fr,
  g.name AS government_name,
  g.name_original AS government_name_original,
  g.name_fr AS government_name_fr,
  (
    SELECT n.label_en || '; ' || n.label_fr || coalesce('; ' || group_concat(t.translation, '; '), '')
    FROM codelist_country AS n
    LEFT JOIN translations AS t ON t.text = n.label_en AND t.context = 'country'
    WHERE n.code = g.country_code
  ) AS countries,
  (
    SELECT group_concat(t.translation, '; ')
    FROM translations AS t
    WHERE
      (t.context = '' AND t.text IN (c.title, c.summary, g.name))
      OR (
        t.context = 'policy_area'
        AND t.text IN (
          SELECT a.label_en
          FROM commitment_policy_areas AS cp JOIN codelist_policy_area AS a ON a.code = cp.policy_area
          WHERE cp.commitment_id = c.commitment_id
        )
      )
  ) AS translations
FROM commitments AS c
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
