-- columns of dates, and of times without zone
SELECT * FROM shifts
SELECT key, until FROM shifts WHERE key >= '2024-03-01' ORDER BY key DESC LIMIT 5
SELECT key, until - key AS days, until + 7 AS later, key + interval '1 month' AS renewed FROM shifts
SELECT key FROM shifts WHERE until < date '1998-12-01' + interval '30 years' AND until > key + 3
SELECT date_trunc('month', key) AS m, count(*) AS n, min(until) AS a, max(begun) AS z FROM shifts GROUP BY date_trunc('month', key)
SELECT until, count(*) AS n FROM shifts GROUP BY until
SELECT extract(year FROM key) AS y, extract(doy FROM until) AS d, extract(hour FROM begun) AS h FROM shifts
SELECT a.key, b.key AS other FROM shifts a JOIN shifts b ON a.until = b.key
SELECT key, lag(key) OVER (ORDER BY key) AS before, key - lag(key) OVER (ORDER BY key) AS gap FROM shifts
SELECT key, to_char(key, 'DD.MM.YYYY') AS t, key::text AS s, begun::text AS b, begun::date AS d FROM shifts
SELECT key FROM shifts WHERE key BETWEEN '2024-02-15'::date AND '2024-03-15'::date OR until IS NULL
SELECT key, begun - key::timestamp AS way, begun + interval '90 minutes' AS late FROM shifts WHERE begun IS NOT NULL
SELECT key FROM shifts WHERE begun > '2024-02-20 12:00:00'::timestamp ORDER BY begun DESC
SELECT key FROM shifts WHERE begun::date = key AND key::timestamptz < '2024-03-20T00:00:00Z'::timestamptz
SELECT DISTINCT extract(dow FROM key) AS d FROM shifts
SELECT who, array_agg(key ORDER BY key DESC) AS days FROM shifts GROUP BY who
SELECT who, count(DISTINCT until) AS n, min(begun) AS first FROM shifts GROUP BY who HAVING max(key) > '2024-03-01'
SELECT key, coalesce(until, key) AS u, greatest(key, until) AS g, CASE WHEN until > key THEN until ELSE NULL END AS c FROM shifts
SELECT key, opens FROM shifts WHERE opens > '12:00' ORDER BY opens, key
SELECT key FROM shifts WHERE key IN ('2024-02-10', '2024-02-12', '2024-02-20', '2024-03-01', '2024-03-05')
SELECT (off ->> 0)::date AS d, off FROM shifts WHERE (off ->> 0)::date = key
SELECT until FROM shifts UNION SELECT key FROM shifts
SELECT key FROM shifts INTERSECT SELECT until FROM shifts
SELECT count(*) FILTER (WHERE until - key > 10) AS long, avg(until - key) AS mean FROM shifts
SELECT key, age(until::timestamp, key::timestamp) AS a FROM shifts WHERE until IS NOT NULL
SELECT key, sum(until - key) OVER (ORDER BY key RANGE BETWEEN interval '7 days' PRECEDING AND CURRENT ROW) AS s FROM shifts
SELECT g::date AS day, count(s.key) AS n FROM generate_series('2024-02-01'::timestamptz, '2024-04-10'::timestamptz, interval '7 days') AS g LEFT JOIN shifts s ON s.key >= g::date AND s.key < g::date + 7 GROUP BY g::date
