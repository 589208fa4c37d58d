-- How does each coupon of a seller stand now: clips, redemptions, what is left of its budget?
-- A coupon stands in every document of the last 90 days: the newest one that has it counts.
WITH placed AS (
  SELECT
    coupon.*,
    row_number() OVER (
      PARTITION BY coupon.account, coupon.marketplace_id, coupon.coupon_id
      ORDER BY coupon.as_of DESC, coupon.imported_at DESC) AS place
  FROM seller_coupons AS coupon
)
SELECT
  account,
  marketplace_id,
  coupon_id,
  name,
  as_of,
  clips,
  redemptions,
  round(CAST(redemptions AS double) / nullif(clips, 0), 4) AS redeemed_of_clipped,
  budget_remaining_amount AS budget_remaining,
  budget_remaining_currency AS currency
FROM placed
WHERE place = 1
ORDER BY account, marketplace_id, redemptions DESC, coupon_id
