-- How many units does Amazon's newest forecast expect in each week, and how many would suffice with a probability of 90 %?
-- Percentiles of products do not add up to that of their sum: units_p90 is more than all of them will need together.
WITH newest AS (
  SELECT account, marketplace_id, selling_program, max(forecast_generation_date) AS forecast_generation_date
  FROM vendor_forecasting_by_asin
  GROUP BY account, marketplace_id, selling_program
),
placed AS (
  SELECT
    forecast.*,
    row_number() OVER (
      PARTITION BY forecast.account, forecast.marketplace_id, forecast.selling_program, forecast.start_date, forecast.asin
      ORDER BY forecast.imported_at DESC, forecast.report_id DESC) AS place
  FROM vendor_forecasting_by_asin AS forecast
  JOIN newest
    ON newest.account = forecast.account
    AND newest.marketplace_id = forecast.marketplace_id
    AND newest.selling_program = forecast.selling_program
    AND newest.forecast_generation_date = forecast.forecast_generation_date
)
SELECT
  account,
  marketplace_id,
  selling_program,
  forecast_generation_date AS forecast_of,
  start_date AS week_start,
  count(*) AS products,
  round(sum(mean_forecast_units), 2) AS units_expected,
  round(sum(p90_forecast_units), 2) AS units_p90
FROM placed
WHERE place = 1
GROUP BY account, marketplace_id, selling_program, forecast_generation_date, start_date
ORDER BY account, marketplace_id, selling_program, start_date
