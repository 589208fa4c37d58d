-- Which products were ordered for the most money in all days that are there, and what share of the whole is theirs?
SELECT
  account,
  marketplace_id,
  ordered_revenue_currency AS currency,
  asin,
  sum(ordered_units) AS ordered_units,
  round(sum(ordered_revenue_amount), 2) AS ordered_revenue,
  round(sum(ordered_revenue_amount) / nullif(sum(sum(ordered_revenue_amount)) OVER (
    PARTITION BY account, marketplace_id, ordered_revenue_currency), 0), 4) AS share
FROM vendor_sales_by_asin
WHERE report_period = 'DAY' AND distributor_view = 'MANUFACTURING' AND ordered_revenue_amount IS NOT NULL
GROUP BY account, marketplace_id, ordered_revenue_currency, asin
ORDER BY account, marketplace_id, ordered_revenue DESC, asin
