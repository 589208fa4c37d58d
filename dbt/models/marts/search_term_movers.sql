-- A search term in a week beside the week before: how its rank moved, and which product was clicked most.
-- Only the newest week that has a week before it, of each account and marketplace.
with ranks as (
    select account, marketplace_id, window_start as week, department_name, search_term, search_frequency_rank, clicked_asin, click_share
    from {{ source('selling_partner', 'brand_analytics_search_terms') }}
    where report_period = 'WEEK' and click_share_rank = 1
),

weeks as (
    select account, marketplace_id, max(week) as week
    from ranks
    where exists (
        select 1
        from ranks as earlier
        where earlier.account = ranks.account and earlier.marketplace_id = ranks.marketplace_id
            and earlier.week = ranks.week - interval '7' day
    )
    group by account, marketplace_id
)

select
    newer.account,
    newer.marketplace_id,
    newer.week,
    newer.department_name,
    newer.search_term,
    newer.search_frequency_rank,
    older.search_frequency_rank as rank_a_week_before,
    older.search_frequency_rank - newer.search_frequency_rank as places_won,
    newer.clicked_asin,
    newer.click_share,
    older.clicked_asin as clicked_asin_a_week_before
from ranks as newer
inner join weeks
    on weeks.account = newer.account and weeks.marketplace_id = newer.marketplace_id and weeks.week = newer.week
left join ranks as older
    on older.account = newer.account and older.marketplace_id = newer.marketplace_id
    and older.department_name = newer.department_name and older.search_term = newer.search_term
    and older.week = newer.week - interval '7' day
