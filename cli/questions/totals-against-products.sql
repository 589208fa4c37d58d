-- Where do the units of the products not add up to the total that Amazon gives beside them?
-- They may lawfully be less, since Amazon does not list every product; no row is good news.
WITH products AS (
  SELECT
    account, marketplace_id, report_period, distributor_view, selling_program, start_date,
    sum(ordered_units) AS ordered_units, sum(shipped_units) AS shipped_units
  FROM vendor_sales_by_asin
  GROUP BY account, marketplace_id, report_period, distributor_view, selling_program, start_date
)
SELECT
  total.account,
  total.marketplace_id,
  total.report_period,
  total.distributor_view,
  total.selling_program,
  total.start_date,
  total.ordered_units,
  coalesce(products.ordered_units, 0) AS ordered_units_of_products,
  total.shipped_units,
  coalesce(products.shipped_units, 0) AS shipped_units_of_products
FROM vendor_sales_aggregate AS total
LEFT JOIN products
  ON products.account = total.account
  AND products.marketplace_id = total.marketplace_id
  AND products.report_period = total.report_period
  AND products.distributor_view = total.distributor_view
  AND products.selling_program = total.selling_program
  AND products.start_date = total.start_date
WHERE coalesce(total.ordered_units, 0) <> coalesce(products.ordered_units, 0)
  OR coalesce(total.shipped_units, 0) <> coalesce(products.shipped_units, 0)
ORDER BY total.start_date DESC, total.account, total.marketplace_id, total.report_period, total.distributor_view, total.selling_program
