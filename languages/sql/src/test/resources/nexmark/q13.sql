-- the events with what a small table says of them
select b.auction, b.bidder, b.price, b.datetime, s.value
from bid b
  join side_input s on mod(b.auction, 100) = s.key
