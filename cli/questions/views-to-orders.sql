-- How many of the views of a product on a day ended in an order?
-- Sales are added up over programs, since views know none. A day with views and no row of sales has no units here, not zero.
WITH ordered AS (
  SELECT account, marketplace_id, start_date, asin, sum(ordered_units) AS ordered_units
  FROM vendor_sales_by_asin
  WHERE report_period = 'DAY' AND distributor_view = 'MANUFACTURING'
  GROUP BY account, marketplace_id, start_date, asin
)
SELECT
  viewed.account,
  viewed.marketplace_id,
  viewed.start_date AS day,
  viewed.asin,
  viewed.glance_views,
  ordered.ordered_units,
  round(CAST(ordered.ordered_units AS double) / nullif(viewed.glance_views, 0), 4) AS units_per_view
FROM vendor_traffic_by_asin AS viewed
LEFT JOIN ordered
  ON ordered.account = viewed.account
  AND ordered.marketplace_id = viewed.marketplace_id
  AND ordered.start_date = viewed.start_date
  AND ordered.asin = viewed.asin
WHERE viewed.report_period = 'DAY'
ORDER BY day DESC, viewed.glance_views DESC, viewed.asin, viewed.account, viewed.marketplace_id
