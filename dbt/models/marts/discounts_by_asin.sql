-- A product in a coupon or promotion, as the newest document of its account and marketplace tells it. Figures of a coupon are those of the
-- whole coupon: Amazon does not split them by product.
with seller_days as (
    select account, marketplace_id, max(as_of) as as_of
    from {{ source('selling_partner', 'seller_coupons') }}
    group by account, marketplace_id
),

seller_coupons as (
    select
        coupons.account, coupons.marketplace_id, coupons.as_of, 'coupon' as kind, coupons.coupon_id as discount_id,
        coupons.name, asins.asin, coupons.start_date_time, coupons.end_date_time, coupons.redemptions as units,
        coupons.budget_spent_amount as spent_amount, coupons.currency_code as currency, false as is_by_product
    from {{ source('selling_partner', 'seller_coupons') }} as coupons
    inner join seller_days
        on seller_days.account = coupons.account and seller_days.marketplace_id = coupons.marketplace_id
        and seller_days.as_of = coupons.as_of
    inner join {{ source('selling_partner', 'seller_coupon_asins') }} as asins
        on asins.account = coupons.account and asins.marketplace_id = coupons.marketplace_id
        and asins.as_of = coupons.as_of and asins.coupon_id = coupons.coupon_id
),

vendor_days as (
    select account, marketplace_id, max(as_of) as as_of
    from {{ source('selling_partner', 'vendor_coupon_campaigns') }}
    group by account, marketplace_id
),

vendor_coupons as (
    select
        coupons.account, coupons.marketplace_id, coupons.as_of, 'coupon' as kind, coupons.coupon_id as discount_id,
        coupons.name, asins.asin, coupons.start_date_time, coupons.end_date_time, coupons.redemptions as units,
        coupons.budget_spent_amount as spent_amount, coupons.budget_spent_currency as currency, false as is_by_product
    from {{ source('selling_partner', 'vendor_coupons') }} as coupons
    inner join vendor_days
        on vendor_days.account = coupons.account and vendor_days.marketplace_id = coupons.marketplace_id
        and vendor_days.as_of = coupons.as_of
    inner join {{ source('selling_partner', 'vendor_coupon_asins') }} as asins
        on asins.account = coupons.account and asins.marketplace_id = coupons.marketplace_id and asins.as_of = coupons.as_of
        and asins.campaign_id = coupons.campaign_id and asins.coupon_id = coupons.coupon_id
),

promotion_days as (
    select account, marketplace_id, max(as_of) as as_of
    from {{ source('selling_partner', 'promotions') }}
    group by account, marketplace_id
),

promotions as (
    select
        promotions.account, promotions.marketplace_id, promotions.as_of, 'promotion' as kind, promotions.promotion_id as discount_id,
        promotions.promotion_name as name, products.asin, promotions.start_date_time, promotions.end_date_time,
        products.product_units_sold as units, products.product_amount_spent_amount as spent_amount,
        products.product_amount_spent_currency as currency, true as is_by_product
    from {{ source('selling_partner', 'promotions') }} as promotions
    inner join promotion_days
        on promotion_days.account = promotions.account and promotion_days.marketplace_id = promotions.marketplace_id
        and promotion_days.as_of = promotions.as_of
    inner join {{ source('selling_partner', 'promotion_products') }} as products
        on products.account = promotions.account and products.marketplace_id = promotions.marketplace_id
        and products.as_of = promotions.as_of and products.promotion_id = promotions.promotion_id
)

select * from seller_coupons
union all
select * from vendor_coupons
union all
select * from promotions
