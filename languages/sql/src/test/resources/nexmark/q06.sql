-- the mean of the last ten selling prices of each seller
select q.seller, q.id,
  avg(q.final) over (partition by q.seller order by q.datetime, q.id rows between 10 preceding and current row) as mean
from (
    select max(b.price) as final, a.seller, a.id, max(b.datetime) as datetime
    from auction a, bid b
    where a.id = b.auction and b.datetime between a.datetime and a.expires
    group by a.id, a.seller
  ) q
