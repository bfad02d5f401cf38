-- the winning bid of each auction
select id, itemname, description, initialbid, reserve, datetime, expires, seller, category, auction, bidder, price, bid_datetime
from (
    select a.id, a.itemname, a.description, a.initialbid, a.reserve, a.datetime, a.expires, a.seller, a.category,
      b.auction, b.bidder, b.price, b.datetime as bid_datetime,
      row_number() over (partition by a.id order by b.price desc, b.datetime, b.key) as n
    from auction a, bid b
    where a.id = b.auction and b.datetime between a.datetime and a.expires
  ) w
where n <= 1
