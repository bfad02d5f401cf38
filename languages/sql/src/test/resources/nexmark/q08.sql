-- who came and opened an auction within the same ten seconds
select p.id, p.name, p.starttime
from (
    select id, name, date_bin('10 seconds', datetime, timestamp '2000-01-01 00:00:00') as starttime
    from person
    group by id, name, date_bin('10 seconds', datetime, timestamp '2000-01-01 00:00:00')
  ) p
  join (
    select seller, date_bin('10 seconds', datetime, timestamp '2000-01-01 00:00:00') as starttime
    from auction
    group by seller, date_bin('10 seconds', datetime, timestamp '2000-01-01 00:00:00')
  ) a on p.id = a.seller and p.starttime = a.starttime
