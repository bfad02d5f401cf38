-- the auctions with most bids in the last ten seconds, every two seconds
with counted as (
  select b.auction, w.starttime, count(*) as num
  from bid b
    cross join lateral generate_series(
      date_bin('2 seconds', b.datetime, timestamp '2000-01-01 00:00:00') - interval '8 seconds',
      date_bin('2 seconds', b.datetime, timestamp '2000-01-01 00:00:00'),
      interval '2 seconds') as w(starttime)
  group by b.auction, w.starttime
)
select c.auction, c.num, c.starttime, c.starttime + interval '10 seconds' as endtime
from counted c
  join (select max(num) as most, starttime from counted group by starttime) m
    on c.starttime = m.starttime and c.num >= m.most
