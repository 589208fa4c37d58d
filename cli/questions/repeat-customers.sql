-- Which products bring customers back?
SELECT
  account,
  marketplace_id,
  start_date AS week_start,
  asin,
  orders,
  unique_customers,
  repeat_customers_pct_total,
  round(unique_customers * repeat_customers_pct_total, 0) AS repeat_customers,
  repeat_purchase_revenue_amount AS repeat_purchase_revenue,
  repeat_purchase_revenue_currency AS currency
FROM brand_analytics_repeat_purchase
WHERE report_period = 'WEEK'
ORDER BY week_start DESC, repeat_customers DESC, asin, account, marketplace_id
