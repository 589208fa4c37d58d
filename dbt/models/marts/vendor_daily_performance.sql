-- A product of a vendor on a day: sales as the manufacturer sees them, views, margin and stock beside each other.
-- Views and margin are not split by selling program: they stand beside the program RETAIL alone, or they would count twice.
with sales as (
    select
        account, marketplace_id, selling_program, start_date as day, asin,
        ordered_units, ordered_revenue_amount, ordered_revenue_currency,
        shipped_units, shipped_revenue_amount, shipped_cogs_amount, customer_returns
    from {{ source('selling_partner', 'vendor_sales_by_asin') }}
    where report_period = 'DAY' and distributor_view = 'MANUFACTURING'
),

traffic as (
    select account, marketplace_id, 'RETAIL' as selling_program, start_date as day, asin, glance_views
    from {{ source('selling_partner', 'vendor_traffic_by_asin') }}
    where report_period = 'DAY'
),

margin as (
    select account, marketplace_id, 'RETAIL' as selling_program, start_date as day, asin, net_pure_product_margin
    from {{ source('selling_partner', 'vendor_net_ppm_by_asin') }}
    where report_period = 'DAY'
),

stock as (
    select
        account, marketplace_id, selling_program, start_date as day, asin,
        sellable_on_hand_inventory_units, open_purchase_order_units
    from {{ source('selling_partner', 'vendor_inventory_by_asin') }}
    where report_period = 'DAY' and distributor_view = 'MANUFACTURING'
),

days as (
    select account, marketplace_id, selling_program, day, asin from sales
    union
    select account, marketplace_id, selling_program, day, asin from traffic
    union
    select account, marketplace_id, selling_program, day, asin from margin
    union
    select account, marketplace_id, selling_program, day, asin from stock
)

select
    days.account,
    days.marketplace_id,
    days.selling_program,
    days.day,
    days.asin,
    sales.ordered_units,
    sales.ordered_revenue_amount,
    sales.ordered_revenue_currency,
    sales.shipped_units,
    sales.shipped_revenue_amount,
    sales.shipped_cogs_amount,
    sales.customer_returns,
    traffic.glance_views,
    cast(sales.ordered_units as double) / nullif(traffic.glance_views, 0) as ordered_units_per_view,
    margin.net_pure_product_margin,
    stock.sellable_on_hand_inventory_units,
    stock.open_purchase_order_units
from days
left join sales
    on sales.account = days.account and sales.marketplace_id = days.marketplace_id
    and sales.selling_program = days.selling_program and sales.day = days.day and sales.asin = days.asin
left join traffic
    on traffic.account = days.account and traffic.marketplace_id = days.marketplace_id
    and traffic.selling_program = days.selling_program and traffic.day = days.day and traffic.asin = days.asin
left join margin
    on margin.account = days.account and margin.marketplace_id = days.marketplace_id
    and margin.selling_program = days.selling_program and margin.day = days.day and margin.asin = days.asin
left join stock
    on stock.account = days.account and stock.marketplace_id = days.marketplace_id
    and stock.selling_program = days.selling_program and stock.day = days.day and stock.asin = days.asin
