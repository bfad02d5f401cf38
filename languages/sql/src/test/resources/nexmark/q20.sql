-- the bids of one category with their auctions
select b.auction, b.bidder, b.price, b.channel, b.url, b.datetime as bid_datetime, b.extra as bid_extra,
  a.itemname, a.description, a.initialbid, a.reserve, a.datetime as auction_datetime, a.expires, a.seller, a.category, a.extra as auction_extra
from bid as b
  join auction as a on b.auction = a.id
where a.category = 10
