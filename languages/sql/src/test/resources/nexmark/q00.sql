-- the events as they are
select auction, bidder, price, datetime, extra
from bid
