-- A product of a seller on a day: what was ordered, and who looked. Rows by product carry no date: those of one day come from reports of one day.
select
    account,
    marketplace_id,
    asin_granularity,
    window_start as day,
    parent_asin,
    child_asin,
    sku,
    units_ordered,
    total_order_items,
    ordered_product_sales_amount,
    ordered_product_sales_currency,
    sessions,
    page_views,
    buy_box_percentage,
    cast(units_ordered as double) / nullif(sessions, 0) as units_per_session
from {{ source('selling_partner', 'sales_and_traffic_by_asin') }}
where report_period = 'DAY' and window_start = window_end
