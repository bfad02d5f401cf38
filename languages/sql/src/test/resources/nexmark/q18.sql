-- the last bid of each user on each auction
select auction, bidder, price, channel, url, datetime, extra
from (
    select b.*, row_number() over (partition by bidder, auction order by datetime desc, key desc) as n
    from bid b
  ) w
where n <= 1
