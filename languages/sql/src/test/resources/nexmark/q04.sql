-- the mean of the highest bids of each category
select q.category, avg(q.final) as mean
from (
    select max(b.price) as final, a.category
    from auction a, bid b
    where a.id = b.auction and b.datetime between a.datetime and a.expires
    group by a.id, a.category
  ) q
group by q.category
