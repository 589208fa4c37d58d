{% test unique_together(model, columns) %}
-- A row for each key that more than one row has.
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
