-- how many bids a user makes in each session, which ends after ten seconds without one
select s.bidder, count(*) as bids, min(s.datetime) as starttime, max(s.datetime) + interval '10 seconds' as endtime
from (
    select f.bidder, f.datetime, sum(f.fresh) over (partition by f.bidder order by f.datetime, f.key) as session
    from (
        select b.key, b.bidder, b.datetime,
          case
            when lag(b.datetime) over (partition by b.bidder order by b.datetime, b.key) + interval '10 seconds' > b.datetime then 0
            else 1
          end as fresh
        from bid b
      ) f
  ) s
group by s.bidder, s.session
