-- how many bids a user makes in each ten seconds
select bidder, count(*) as bids, date_bin('10 seconds', datetime, timestamp '2000-01-01 00:00:00') as starttime
from bid
group by bidder, date_bin('10 seconds', datetime, timestamp '2000-01-01 00:00:00')
