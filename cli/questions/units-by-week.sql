-- How many units of each product were ordered in each of Amazon's weeks, Sunday to Saturday, added up from days?
-- days tells how many days of the week have rows of the product: less than 7 is a week that is not whole, or days without a sale.
SELECT
  account,
  marketplace_id,
  selling_program,
  CAST(date_trunc('week', start_date + INTERVAL '1' DAY) - INTERVAL '1' DAY AS date) AS week_start,
  asin,
  count(DISTINCT start_date) AS days,
  sum(ordered_units) AS ordered_units
FROM vendor_sales_by_asin
WHERE report_period = 'DAY' AND distributor_view = 'MANUFACTURING'
GROUP BY 1, 2, 3, 4, 5
ORDER BY week_start DESC, ordered_units DESC, asin, account, marketplace_id, selling_program
