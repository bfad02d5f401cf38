-- the events with the names of the partitions that they would be written to
select auction, bidder, price, datetime, extra, to_char(datetime, 'YYYY-MM-DD') as dt, to_char(datetime, 'HH24:MI') as hm
from bid
