-- the ten highest bids on each auction
select *
from (
    select b.*, row_number() over (partition by auction order by price desc, key) as n
    from bid b
  ) w
where n <= 10
