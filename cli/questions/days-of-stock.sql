-- For how many days does the sellable stock last, at the pace of the newest seven days of sales?
-- Days of sales are those that are there: where fewer than seven are, the pace is that of these.
WITH stock AS (
  SELECT
    account, marketplace_id, selling_program, asin, start_date, sellable_on_hand_inventory_units,
    row_number() OVER (PARTITION BY account, marketplace_id, selling_program, asin ORDER BY start_date DESC) AS place
  FROM vendor_inventory_by_asin
  WHERE report_period = 'DAY' AND distributor_view = 'MANUFACTURING'
),
days AS (
  SELECT
    account, marketplace_id, selling_program, start_date,
    row_number() OVER (PARTITION BY account, marketplace_id, selling_program ORDER BY start_date DESC) AS place
  FROM vendor_sales_by_asin
  WHERE report_period = 'DAY' AND distributor_view = 'MANUFACTURING'
  GROUP BY account, marketplace_id, selling_program, start_date
),
recent AS (
  SELECT account, marketplace_id, selling_program, start_date FROM days WHERE place <= 7
),
pace AS (
  SELECT
    sales.account, sales.marketplace_id, sales.selling_program, sales.asin,
    CAST(sum(sales.ordered_units) AS double) / max(counted.days) AS units_a_day
  FROM vendor_sales_by_asin AS sales
  JOIN recent
    ON recent.account = sales.account
    AND recent.marketplace_id = sales.marketplace_id
    AND recent.selling_program = sales.selling_program
    AND recent.start_date = sales.start_date
  JOIN (
    SELECT account, marketplace_id, selling_program, count(*) AS days
    FROM recent
    GROUP BY account, marketplace_id, selling_program
  ) AS counted
    ON counted.account = sales.account
    AND counted.marketplace_id = sales.marketplace_id
    AND counted.selling_program = sales.selling_program
  WHERE sales.report_period = 'DAY' AND sales.distributor_view = 'MANUFACTURING'
  GROUP BY sales.account, sales.marketplace_id, sales.selling_program, sales.asin
)
SELECT
  stock.account,
  stock.marketplace_id,
  stock.selling_program,
  stock.asin,
  stock.start_date AS stock_of,
  stock.sellable_on_hand_inventory_units AS sellable_units,
  round(pace.units_a_day, 2) AS units_a_day,
  round(stock.sellable_on_hand_inventory_units / nullif(pace.units_a_day, 0), 1) AS days_of_stock
FROM stock
LEFT JOIN pace
  ON pace.account = stock.account
  AND pace.marketplace_id = stock.marketplace_id
  AND pace.selling_program = stock.selling_program
  AND pace.asin = stock.asin
WHERE stock.place = 1
ORDER BY days_of_stock, stock.asin, stock.account, stock.marketplace_id, stock.selling_program
