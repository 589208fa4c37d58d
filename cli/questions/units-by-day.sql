-- How many units of each product were ordered on each day, and for how much?
-- The view MANUFACTURING counts what was ordered, whoever sourced it; SOURCING has no orders. Programs are kept apart.
SELECT
  account,
  marketplace_id,
  selling_program,
  start_date AS day,
  asin,
  ordered_units,
  ordered_revenue_amount AS ordered_revenue,
  ordered_revenue_currency AS currency
FROM vendor_sales_by_asin
WHERE report_period = 'DAY' AND distributor_view = 'MANUFACTURING'
ORDER BY day DESC, ordered_units DESC, asin, account, marketplace_id, selling_program
