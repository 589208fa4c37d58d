-- What do customers search for most in the newest week, and which product do they click?
WITH newest AS (
  SELECT account, marketplace_id, max(window_start) AS window_start
  FROM brand_analytics_search_terms
  WHERE report_period = 'WEEK'
  GROUP BY account, marketplace_id
)
SELECT
  terms.account,
  terms.marketplace_id,
  terms.window_start AS week_start,
  terms.department_name,
  terms.search_frequency_rank,
  terms.search_term,
  terms.clicked_asin,
  terms.click_share,
  terms.conversion_share
FROM brand_analytics_search_terms AS terms
JOIN newest
  ON newest.account = terms.account
  AND newest.marketplace_id = terms.marketplace_id
  AND newest.window_start = terms.window_start
WHERE terms.report_period = 'WEEK' AND terms.click_share_rank = 1
ORDER BY terms.account, terms.marketplace_id, terms.department_name, terms.search_frequency_rank, terms.search_term
