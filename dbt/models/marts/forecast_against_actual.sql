-- What Amazon foresaw for a week of a product, and what customers ordered in it: the newest forecast made before the week began.
-- Weeks whose every day of sales is there; a week without a row of sales for the product counts as 0 units.
with forecasts as (
    select
        account, marketplace_id, selling_program, asin, start_date as week, end_date as week_end, forecast_generation_date,
        mean_forecast_units, p70_forecast_units, p90_forecast_units,
        row_number() over (
            partition by account, marketplace_id, selling_program, asin, start_date
            order by forecast_generation_date desc, as_of desc
        ) as place
    from {{ source('selling_partner', 'vendor_forecasting_by_asin') }}
    where forecast_generation_date <= start_date
),

sales as (
    select account, marketplace_id, selling_program, asin, start_date as day, ordered_units
    from {{ source('selling_partner', 'vendor_sales_by_asin') }}
    where report_period = 'DAY' and distributor_view = 'MANUFACTURING'
),

days as (
    select distinct account, marketplace_id, selling_program, day from sales
),

whole_weeks as (
    select forecasts.account, forecasts.marketplace_id, forecasts.selling_program, forecasts.week, forecasts.week_end
    from (select distinct account, marketplace_id, selling_program, week, week_end from forecasts) as forecasts
    inner join days
        on days.account = forecasts.account and days.marketplace_id = forecasts.marketplace_id
        and days.selling_program = forecasts.selling_program
        and days.day between forecasts.week and forecasts.week_end
    group by forecasts.account, forecasts.marketplace_id, forecasts.selling_program, forecasts.week, forecasts.week_end
    having count(*) = 7
),

actuals as (
    select
        forecasts.account, forecasts.marketplace_id, forecasts.selling_program, forecasts.asin, forecasts.week,
        sum(sales.ordered_units) as ordered_units
    from forecasts
    inner join sales
        on sales.account = forecasts.account and sales.marketplace_id = forecasts.marketplace_id
        and sales.selling_program = forecasts.selling_program and sales.asin = forecasts.asin
        and sales.day between forecasts.week and forecasts.week_end
    where forecasts.place = 1
    group by forecasts.account, forecasts.marketplace_id, forecasts.selling_program, forecasts.asin, forecasts.week
)

select
    forecasts.account,
    forecasts.marketplace_id,
    forecasts.selling_program,
    forecasts.asin,
    forecasts.week,
    forecasts.forecast_generation_date,
    forecasts.mean_forecast_units,
    forecasts.p70_forecast_units,
    forecasts.p90_forecast_units,
    coalesce(actuals.ordered_units, 0) as ordered_units,
    coalesce(actuals.ordered_units, 0) - forecasts.mean_forecast_units as units_above_mean
from forecasts
inner join whole_weeks
    on whole_weeks.account = forecasts.account and whole_weeks.marketplace_id = forecasts.marketplace_id
    and whole_weeks.selling_program = forecasts.selling_program and whole_weeks.week = forecasts.week
left join actuals
    on actuals.account = forecasts.account and actuals.marketplace_id = forecasts.marketplace_id
    and actuals.selling_program = forecasts.selling_program and actuals.asin = forecasts.asin and actuals.week = forecasts.week
where forecasts.place = 1
