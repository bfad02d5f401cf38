-- Statements that users of PostgreSQL type: one a line, under the name of its kind.

-- json
SELECT key, payload -> 'user' AS u FROM events
SELECT key, payload ->> 'user' AS u FROM events
SELECT key, payload -> 'tags' -> 0 AS t FROM events
SELECT key, payload -> 'tags' ->> -1 AS t FROM events
SELECT key, payload #> '{address,city}' AS c FROM events
SELECT key, payload #>> '{address,city}' AS c FROM events
SELECT key, payload #>> '{tags,0}' AS c FROM events
SELECT key FROM events WHERE payload @> '{"user": "ann"}'
SELECT key FROM events WHERE payload @> '{"tags": ["red"]}'
SELECT key FROM events WHERE '{"user": "ann", "n": 1}' <@ payload
SELECT key FROM events WHERE payload ? 'address'
SELECT key FROM events WHERE payload ?| array['address', 'none']
SELECT key FROM events WHERE payload ?& array['user', 'n']
SELECT key FROM events WHERE payload ->> 'user' = 'ann'
SELECT key FROM events WHERE (payload ->> 'n')::int > 2
SELECT key FROM events WHERE payload -> 'n' = '2'
SELECT payload ->> 'user' AS u, count(*) AS n FROM events GROUP BY payload ->> 'user'
SELECT payload ->> 'user' AS u, sum((payload ->> 'n')::numeric) AS s FROM events GROUP BY 1 ORDER BY 1
SELECT key, jsonb_build_object('key', key, 'kind', kind, 'n', payload -> 'n') AS o FROM events
SELECT key, json_build_object('name', name, 'active', active) AS o FROM customers
SELECT key, jsonb_build_array(key, kind, NULL, 1.50) AS a FROM events
SELECT kind, jsonb_agg(key ORDER BY key) AS ks FROM events GROUP BY kind
SELECT kind, json_agg(payload ORDER BY key DESC) AS ps FROM events GROUP BY kind
SELECT region, json_agg(json_build_object('id', key, 'name', name) ORDER BY key) AS c FROM customers GROUP BY region
SELECT kind, jsonb_object_agg(key::text, payload -> 'n') AS o FROM events GROUP BY kind
SELECT jsonb_object_agg(name, key ORDER BY key) AS o FROM customers
SELECT key, jsonb_array_length(payload -> 'tags') AS n FROM events
SELECT key, jsonb_typeof(payload -> 'n') AS t, jsonb_typeof(payload -> 'tags') AS a FROM events
SELECT key, payload || '{"seen": true}' AS p FROM events
SELECT key, payload - 'tags' AS p FROM events
SELECT key, payload #- '{address,city}' AS p FROM events
SELECT key, jsonb_set(payload, '{user}', '"eve"') AS p FROM events
SELECT key, jsonb_extract_path_text(payload, 'address', 'city') AS c, jsonb_extract_path(payload, 'tags') AS t FROM events
SELECT key, to_jsonb(name) AS n, to_json(key) AS k FROM customers
SELECT key, jsonb_strip_nulls(payload) AS p FROM events
SELECT key, payload::text AS p FROM events
SELECT key, coalesce(payload ->> 'user', 'nobody') AS u FROM events
SELECT kind, jsonb_agg(DISTINCT payload ->> 'user') AS us FROM events GROUP BY kind
SELECT kind, jsonb_agg(key ORDER BY key) FILTER (WHERE payload ? 'n') AS ks FROM events GROUP BY kind
SELECT '{"a": [1, 2.50, null]}'::jsonb AS j, '[1,2]'::json -> 1 AS e
SELECT key FROM events WHERE payload -> 'missing' IS NULL AND payload -> 'n' IS NOT NULL
SELECT key, payload['user'] AS u FROM events
SELECT key, jsonb_pretty(payload) AS p FROM events WHERE key < 4

-- strings of groups
SELECT region, string_agg(name, ', ' ORDER BY name) AS names FROM customers GROUP BY region
SELECT string_agg(name, ',' ORDER BY key DESC) AS names FROM customers
SELECT string_agg(DISTINCT region, ',' ORDER BY region) AS rs FROM customers
SELECT string_agg(key::text, '-' ORDER BY key) FILTER (WHERE active) AS ks FROM customers

-- arrays
SELECT region, array_agg(key ORDER BY key) AS ks FROM customers GROUP BY region
SELECT region, array_agg(name ORDER BY key DESC) AS ns FROM customers GROUP BY region
SELECT array_agg(DISTINCT region ORDER BY region) AS rs FROM customers
SELECT array_agg(pieces ORDER BY key) FILTER (WHERE total > 20) AS ps FROM orders
SELECT key, ARRAY[key, customer] AS a FROM orders
SELECT ARRAY['a', 'b', NULL] AS a, ARRAY[1, 2.5] AS n
SELECT key FROM customers WHERE key = ANY(ARRAY[1, 2, 3])
SELECT key FROM customers WHERE name = ANY('{Ann,bob}')
SELECT key FROM customers WHERE key = ANY('{1,2,3}'::bigint[])
SELECT key FROM customers WHERE key <> ALL(ARRAY[1, 2, 3])
SELECT key FROM orders WHERE total > ANY(ARRAY[20, 30])
SELECT region, array_length(array_agg(key), 1) AS n FROM customers GROUP BY region
SELECT cardinality(ARRAY[1, 2, 3]) AS n, array_length(ARRAY[1, 2], 1) AS l, array_length(ARRAY[1], 2) AS none
SELECT region, (array_agg(name ORDER BY key))[1] AS first FROM customers GROUP BY region
SELECT array_to_string(ARRAY['a', NULL, 'c'], ',') AS a, array_to_string(ARRAY[1, NULL, 3], '-', '*') AS b
SELECT string_to_array('a,b,,c', ',') AS a, string_to_array('abc', NULL) AS c
SELECT array_position(ARRAY['x', 'y'], 'y') AS p, array_append(ARRAY[1, 2], 3) AS a, array_prepend(0, ARRAY[1]) AS b, array_cat(ARRAY[1], ARRAY[2]) AS c
SELECT ARRAY[1, 2] || ARRAY[3] AS a, ARRAY[1, 2] || 3 AS b, array_remove(ARRAY[1, 2, 1], 1) AS c
SELECT ARRAY[1, 2, 3] @> ARRAY[2] AS a, ARRAY[1] <@ ARRAY[1, 2] AS b, ARRAY[1, 2] && ARRAY[2, 5] AS c
SELECT key, string_to_array(name, 'n') AS a FROM customers
SELECT unnest(ARRAY[1, 2, 3]) AS n
SELECT n FROM unnest(ARRAY[1, 2, 3]) AS n
SELECT c.key, t.n FROM customers c JOIN unnest(ARRAY[1, 2, 3]) AS t(n) ON t.n = c.key
SELECT region FROM customers GROUP BY region HAVING 2 = ANY(array_agg(key))
SELECT key, regexp_split_to_array(name, 'n+') AS a FROM customers

-- generated
SELECT n FROM generate_series(1, 5) AS n
SELECT n FROM generate_series(10, 1, -3) AS t(n)
SELECT g.n, count(o.key) AS c FROM generate_series(1, 5) AS g(n) LEFT JOIN orders o ON o.pieces = g.n GROUP BY g.n
SELECT d FROM generate_series('2024-01-01'::timestamptz, '2024-01-04'::timestamptz, interval '1 day') AS d
SELECT d::date AS d, count(o.key) AS n FROM generate_series('2024-01-01'::timestamptz, '2024-04-01'::timestamptz, interval '1 month') AS d LEFT JOIN orders o ON date_trunc('month', o.placed) = d GROUP BY d
SELECT generate_series(1, 3) AS n

-- percentiles and other aggregates
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) AS p FROM orders
SELECT customer, percentile_cont(0.95) WITHIN GROUP (ORDER BY weight) AS p FROM orders GROUP BY customer
SELECT customer, percentile_disc(0.5) WITHIN GROUP (ORDER BY pieces) AS p FROM orders GROUP BY customer
SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY name DESC) AS p FROM customers
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY pieces) FILTER (WHERE total > 10) AS p FROM orders
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY placed) AS p FROM orders
SELECT mode() WITHIN GROUP (ORDER BY pieces) AS m FROM orders
SELECT count(*) FILTER (WHERE total > 20) AS big, count(*) FILTER (WHERE total <= 20) AS small FROM orders
SELECT customer, sum(total) FILTER (WHERE pieces > 2) AS s, avg(total) FILTER (WHERE pieces > 2) AS a FROM orders GROUP BY customer
SELECT bool_and(active) AS a, bool_or(active) AS o, every(active) AS e FROM customers
SELECT region, bool_and(active) FILTER (WHERE key > 3) AS a FROM customers GROUP BY region
SELECT stddev(total) AS s, stddev_pop(total) AS sp, variance(pieces) AS v, var_samp(weight) AS vs, stddev_samp(weight) AS ss FROM orders
SELECT corr(weight, pieces) AS c, covar_pop(weight, pieces) AS cp, covar_samp(weight, pieces) AS cs, regr_slope(weight, pieces) AS sl, regr_intercept(weight, pieces) AS i, regr_count(weight, pieces) AS n FROM orders
SELECT bit_and(pieces) AS a, bit_or(pieces) AS o, bit_xor(pieces) AS x FROM orders
SELECT customer, max(placed) - min(placed) AS span FROM orders GROUP BY customer
SELECT min(name) AS a, max(name) AS b, min(placed) AS c, max(placed) AS d FROM orders o JOIN customers c ON c.key = o.customer
SELECT sum(pieces) AS s, sum(total) AS t, avg(pieces) AS a, count(*) AS n FROM orders WHERE key < 0
SELECT count(DISTINCT (customer, pieces)) AS n FROM orders
SELECT round(avg(total), 2) AS a, round(sum(weight)::numeric, 1) AS s FROM orders
SELECT sum(pieces * total) / nullif(sum(pieces), 0) AS mean FROM orders
SELECT region, count(*) * 100.0 / sum(count(*)) OVER () AS share FROM customers GROUP BY region

-- windows
SELECT key, ntile(4) OVER (ORDER BY key) AS q FROM orders
SELECT key, ntile(3) OVER (PARTITION BY customer ORDER BY total, key) AS q FROM orders
SELECT key, percent_rank() OVER (ORDER BY pieces) AS p, cume_dist() OVER (ORDER BY pieces) AS c FROM orders
SELECT key, lag(total) OVER (ORDER BY key) AS l, total - lag(total) OVER (ORDER BY key) AS d FROM orders
SELECT key, lag(total, 2, 0) OVER (PARTITION BY customer ORDER BY key) AS l FROM orders
SELECT key, lead(placed) OVER (PARTITION BY customer ORDER BY placed, key) AS l FROM orders
SELECT key, first_value(total) OVER (PARTITION BY customer ORDER BY key) AS f, last_value(total) OVER (PARTITION BY customer ORDER BY key ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS l FROM orders
SELECT key, nth_value(total, 2) OVER (PARTITION BY customer ORDER BY key) AS n FROM orders
SELECT key, nth_value(total, 2) OVER (PARTITION BY customer ORDER BY key ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS n FROM orders
SELECT key, avg(total) OVER (ORDER BY key ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS a FROM orders
SELECT key, sum(pieces) OVER (PARTITION BY customer ORDER BY key ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS s FROM orders
SELECT key, sum(pieces) OVER (ORDER BY key ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS s FROM orders
SELECT key, max(total) OVER (ORDER BY key ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING) AS m FROM orders
SELECT key, count(*) OVER (ORDER BY key RANGE BETWEEN 3 PRECEDING AND CURRENT ROW) AS c FROM orders
SELECT key, sum(total) OVER (ORDER BY pieces RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM orders
SELECT key, sum(total) OVER (ORDER BY placed RANGE BETWEEN interval '10 days' PRECEDING AND CURRENT ROW) AS s FROM orders
SELECT key, sum(total) OVER (ORDER BY pieces RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS s FROM orders
SELECT key, first_value(key) OVER (PARTITION BY customer ORDER BY key ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS f FROM orders
SELECT key, last_value(key) OVER (PARTITION BY customer ORDER BY key ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING) AS f FROM orders
SELECT key, sum(total) OVER w AS s, count(*) OVER w AS c FROM orders WINDOW w AS (PARTITION BY customer ORDER BY key)
SELECT key, count(*) FILTER (WHERE pieces > 2) OVER (PARTITION BY customer ORDER BY key) AS c FROM orders
SELECT key, string_agg(key::text, ',') OVER (PARTITION BY customer ORDER BY key) AS s FROM orders
SELECT key, array_agg(key) OVER (ORDER BY key ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM orders
SELECT key, total / sum(total) OVER (PARTITION BY customer) AS share FROM orders
SELECT customer, sum(sum(total)) OVER (ORDER BY customer) AS running FROM orders GROUP BY customer

-- dates and times
SELECT key, to_char(placed, 'YYYY-MM-DD') AS d FROM orders
SELECT key, to_char(placed, 'YYYY-MM-DD HH24:MI:SS') AS d FROM orders
SELECT key, to_char(placed, 'Mon DD, YYYY') AS d, to_char(placed, 'FMDay, FMDD FMMonth') AS e, to_char(placed, 'HH12:MI AM') AS f, to_char(placed, '"Q"Q YY IYYY-IW D DDD') AS g FROM orders
SELECT to_char(placed, 'YYYY-MM') AS month, count(*) AS n, sum(total) AS s FROM orders GROUP BY 1 ORDER BY 1
SELECT key, to_char(total, 'FM999,990.00') AS t, to_char(total, '999.9') AS u, to_char(pieces, '0000') AS p, to_char(-total, 'FM9990.00') AS n FROM orders
SELECT to_date('2024-03-05', 'YYYY-MM-DD') AS d, to_date('05/03/2024', 'DD/MM/YYYY') AS e, to_timestamp('2024-03-05 10:20:30', 'YYYY-MM-DD HH24:MI:SS') AS t
SELECT to_timestamp(1700000000) AS t, to_timestamp(1700000000.5) AS u
SELECT to_number('12,345.60', '99,999.99') AS n
SELECT key, date_trunc('hour', placed) AS h, date_trunc('week', placed) AS w, date_trunc('quarter', placed) AS q, date_trunc('day', placed)::date AS d FROM orders
SELECT date_trunc('day', placed) AS day, count(*) AS n FROM orders GROUP BY date_trunc('day', placed) ORDER BY day
SELECT key, extract(epoch FROM placed) AS e, extract(week FROM placed) AS w, extract(hour FROM placed) AS h, date_part('month', placed) AS m FROM orders
SELECT key, extract(second FROM placed + interval '1.5 seconds') AS s, extract(isodow FROM placed) AS i, extract(doy FROM placed) AS y FROM orders
SELECT key, placed + interval '1 month' AS m, placed - interval '2 weeks' AS w, placed + interval '1 day 2 hours' AS d, placed + '90 minutes'::interval AS i FROM orders
SELECT key, placed + 2 * interval '1 day' AS a, placed + pieces * interval '1 hour' AS b FROM orders
SELECT key, placed + make_interval(days => 10) AS a FROM orders
SELECT key, placed - '2024-01-01T00:00:00Z'::timestamptz AS d FROM orders
SELECT key, extract(epoch FROM placed - '2024-01-01T00:00:00Z'::timestamptz) / 86400 AS days FROM orders
SELECT key, extract(day FROM placed - '2024-01-01'::timestamptz) AS days FROM orders
SELECT key, age('2024-06-01'::timestamptz, placed) AS a FROM orders
SELECT key FROM orders WHERE age('2024-06-01'::timestamptz, placed) > interval '60 days'
SELECT avg(placed - '2024-01-01'::timestamptz) AS a, sum(placed - '2024-01-01'::timestamptz) AS s FROM orders
SELECT interval '1 day' + interval '2 hours' AS i, interval '1 year 2 months' AS y, interval '90 minutes' AS m, interval '1:30' AS h, interval '-1 day' AS n
SELECT key, placed::date - '2024-01-01'::date AS days, placed::date + 7 AS d FROM orders
SELECT DATE '2024-01-31' + interval '1 month' AS a, DATE '2024-02-01' - DATE '2024-01-01' AS b, TIMESTAMP '2024-01-01 10:00:00' AS c, TIMESTAMPTZ '2024-01-01 10:00:00+02' AS d
SELECT key FROM orders WHERE placed BETWEEN '2024-01-01' AND '2024-02-15'
SELECT key FROM orders WHERE placed >= '2024-02-01' AND placed < '2024-03-01'
SELECT key FROM orders WHERE placed::date = '2024-02-15'
SELECT key, placed AT TIME ZONE 'UTC' AS t, placed AT TIME ZONE 'Europe/Berlin' AS b FROM orders
SELECT make_date(2024, 2, 29) AS d, make_timestamptz(2024, 1, 2, 3, 4, 5.5, 'UTC') AS t
SELECT key, date_bin('15 minutes', placed, '2024-01-01'::timestamptz) AS b FROM orders
SELECT key, justify_hours(interval '30 hours') AS h, justify_days(interval '40 days') AS d FROM customers WHERE key = 1
SELECT key, to_char(placed, 'Day') AS d, to_char(placed, 'MONTH') AS m FROM orders
SELECT key, date_trunc('month', placed) + interval '1 month' - interval '1 day' AS last FROM orders
SELECT key FROM orders WHERE date_part('dow', placed) IN (0, 6)
SELECT key, (placed - interval '1 hour')::date AS d FROM orders

-- texts
SELECT key, split_part(name, 'n', 1) AS a, split_part(name, 'n', -1) AS b FROM customers
SELECT key, regexp_replace(name, '[aeiou]', '*') AS a, regexp_replace(name, '[aeiou]', '*', 'g') AS b, regexp_replace(name, '(n)(n)', '\2-\1', 'gi') AS c FROM customers
SELECT key, regexp_match(name, '(n+)(.*)') AS m FROM customers
SELECT key, (regexp_match(name, '[a-z]+'))[1] AS m FROM customers
SELECT key, regexp_count(name, '[a-z]') AS n, regexp_like(name, '^a', 'i') AS l, regexp_substr(name, '[a-z]+') AS s, regexp_instr(name, 'n') AS i FROM customers
SELECT key, substring(name from '[a-z]+') AS s, substring(name from 2 for 2) AS t, substring(name, 2) AS u FROM customers
SELECT key FROM customers WHERE name ~ '^[A-Z]'
SELECT key FROM customers WHERE name ~* 'AN' OR name !~ 'b'
SELECT key, left(name, 2) AS l, right(name, 2) AS r, lpad(name, 6, '*') AS lp, rpad(name, 6) AS rp, initcap(region) AS i FROM customers
SELECT key, lpad(key::text, 4, '0') AS p FROM customers
SELECT key, concat_ws('-', region, name, key) AS c, concat(name, NULL, key, active) AS d FROM customers
SELECT key, format('%s is in %s', name, region) AS f, format('%I %L %%', name, region) AS g, format('%2$s %1$s', name, key) AS h, format('|%10s|%-5s|', name, key) AS p FROM customers
SELECT key, name || ' ' || coalesce(region, '?') AS n, 'no ' || key AS k FROM customers
SELECT key, trim(both 'x' from 'xxaxx') AS a, trim(name) AS b, ltrim(name, 'A') AS c, rtrim(name, 'n') AS d, btrim(name, 'b') AS e FROM customers
SELECT key, position('n' in name) AS p, strpos(name, 'n') AS s, reverse(name) AS r, repeat(name, 2) AS t, replace(name, 'n', 'm') AS u FROM customers
SELECT key, translate(name, 'nb', 'mp') AS t, overlay(name placing 'XX' from 2 for 1) AS o FROM customers
SELECT key, md5(name) AS m FROM customers
SELECT key, octet_length(name) AS o, bit_length(name) AS b, char_length(name) AS c, length(name) AS l FROM customers
SELECT key, quote_literal(name) AS l, quote_ident(name) AS i, quote_nullable(region) AS n FROM customers
SELECT key, to_hex(255) AS h, chr(65) AS c, ascii(name) AS a FROM customers
SELECT key, to_hex(-3) AS a, to_hex(-3::bigint) AS b, to_hex((0 - key)::int) AS c, to_hex(0 - key) AS d FROM customers
SELECT key FROM customers WHERE name ILIKE '%AN%'
SELECT key FROM customers WHERE name NOT ILIKE 'a%' AND name NOT LIKE '%z%'
SELECT key FROM customers WHERE name SIMILAR TO '(A|b)%'
SELECT key FROM customers WHERE name NOT SIMILAR TO '%n+'
SELECT key FROM customers WHERE name LIKE ANY(ARRAY['A%', 'b%'])
SELECT key FROM customers WHERE starts_with(name, 'A') OR name ^@ 'b'
SELECT key FROM customers WHERE name LIKE 'a\_%' OR name LIKE 'a!_b!%' ESCAPE '!'

-- conditions
SELECT key, greatest(total, 20, pieces) AS g, least(total, pieces, NULL) AS l FROM orders
SELECT key, nullif(pieces, 0) AS n, coalesce(pieces, customer, 0) AS c FROM orders
SELECT key FROM orders WHERE total BETWEEN SYMMETRIC 30 AND 10
SELECT key FROM orders WHERE total NOT BETWEEN 10 AND 30
SELECT key FROM orders WHERE pieces IS DISTINCT FROM 2
SELECT key FROM orders WHERE pieces IS NOT DISTINCT FROM NULL
SELECT key FROM customers WHERE active IS UNKNOWN OR active IS FALSE
SELECT key FROM customers WHERE region ISNULL OR active NOTNULL
SELECT key FROM orders WHERE (customer, pieces) IN ((1, 2), (3, 4), (5, 1))
SELECT key FROM orders WHERE (customer, pieces) > (3, 2)
SELECT key, CASE pieces WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'many' END AS p FROM orders
SELECT key, active AND region = 'north' AS a, NOT active AS n FROM customers
SELECT key, num_nulls(region, active) AS n, num_nonnulls(region, active) AS m FROM customers

-- numbers
SELECT key, width_bucket(total, 0, 50, 5) AS b FROM orders
SELECT key, div(total, 7) AS d, mod(pieces, 3) AS m, total % 7 AS r, pieces ^ 2 AS p, |/ weight AS s, @ (total - 25) AS a FROM orders
SELECT key, pieces & 1 AS a, pieces | 8 AS o, pieces # 3 AS x, pieces << 2 AS l, pieces >> 1 AS r, ~pieces AS n FROM orders
SELECT round(2.5) AS a, round(-2.567, 2) AS b, round(2.5::float8) AS c, trunc(2.567, 1) AS d, ceil(-1.5) AS e, floor(-1.5) AS f, sign(-3) AS g
SELECT power(2, 10) AS p, sqrt(16) AS s, cbrt(27) AS c, exp(1.0) AS e, ln(2.718281828) AS l, log(100) AS t, log(2, 64) AS u, pi() AS pi, degrees(pi()) AS d, radians(180) AS r
SELECT sin(0.5) AS s, cos(0.5) AS c, tan(0.5) AS t, asin(0.5) AS a, acos(0.5) AS o, atan(0.5) AS n, atan2(1, 2) AS b
SELECT gcd(12, 18) AS g, lcm(4, 6) AS l, factorial(5) AS f
SELECT 7 / 2 AS a, -7 / 2 AS b, 7.0 / 2 AS c, 1 / 3.0 AS d, 7 % -3 AS e, 1e3 AS f, 0.1 + 0.2 AS g
SELECT pieces::float8 / 3 AS f, (total * 100)::int AS c, '12.50'::numeric AS n, 1::boolean AS t, total::text AS x FROM orders

-- shapes
SELECT DISTINCT ON (customer) customer, key, total FROM orders ORDER BY customer, total DESC, key
SELECT DISTINCT ON (customer) * FROM orders ORDER BY customer, placed DESC NULLS LAST, key
SELECT DISTINCT ON (region, active) region, active, name FROM customers ORDER BY region, active, key DESC
SELECT c.key, o.key AS o FROM customers c CROSS JOIN LATERAL (SELECT key FROM orders o WHERE o.customer = c.key) o
SELECT c.key, o.n FROM customers c LEFT JOIN LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer = c.key) o ON true
VALUES (1, 'a'), (2, NULL)
SELECT * FROM (VALUES (1, 'one'), (2, 'two')) AS t(n, w) ORDER BY n DESC
SELECT key FROM orders ORDER BY total NULLS FIRST, key
SELECT key FROM orders ORDER BY total DESC NULLS LAST, key LIMIT 5
SELECT key FROM orders ORDER BY key LIMIT ALL
SELECT key FROM orders ORDER BY key OFFSET 3 LIMIT 4
SELECT key FROM orders ORDER BY key FETCH FIRST 3 ROWS ONLY
SELECT key FROM orders ORDER BY key FETCH FIRST ROW ONLY
SELECT key FROM orders ORDER BY key OFFSET 2 ROWS FETCH NEXT 2 ROWS ONLY
SELECT key AS "Order id", total "The total" FROM orders ORDER BY 1
SELECT customer, count(*) FROM orders GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 DESC, 1
SELECT count(*), sum(total) FROM orders
SELECT lower(name), max(key) FROM customers GROUP BY 1
SELECT o.* FROM orders o WHERE o.pieces = 1
TABLE customers
SELECT customer c, sum(total) s FROM orders GROUP BY c ORDER BY s DESC NULLS LAST, c

-- corners: precedence, NULL, no rows, rounding
SELECT payload ->> 'user' || '!' AS a, 'x' || (payload ->> 'user') AS b FROM events
SELECT key FROM events WHERE payload ->> 'user' LIKE 'a%' AND payload ->> 'n' NOT LIKE '%2%'
SELECT key FROM events WHERE payload ->> 'user' IN ('ann', 'bob') OR payload ->> 'n' BETWEEN '1' AND '2'
SELECT key FROM events WHERE NOT payload ? 'n' AND payload ->> 'user' IS NOT NULL
SELECT pieces & 1 + 2 AS a, pieces | 1 & 3 AS b, pieces << 1 + 1 AS c, - pieces & 7 AS d FROM orders
SELECT 2 ^ 3 ^ 2 AS a, 2 * 3 ^ 2 AS b, (1 + 1) ^ 2 AS c
SELECT jsonb_agg(pieces) FILTER (WHERE pieces > 100) AS a, array_agg(pieces) FILTER (WHERE pieces > 100) AS b, string_agg(name, ',') AS c FROM orders o JOIN customers c ON c.key = o.customer WHERE o.key < 0
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) AS a, percentile_disc(0.5) WITHIN GROUP (ORDER BY total) AS b, mode() WITHIN GROUP (ORDER BY total) AS c FROM orders WHERE key < 0
SELECT customer, percentile_cont(0.25) WITHIN GROUP (ORDER BY total DESC) AS a, percentile_disc(0) WITHIN GROUP (ORDER BY total) AS b, percentile_disc(1) WITHIN GROUP (ORDER BY total) AS c FROM orders GROUP BY customer
SELECT percentile_cont(0.3) WITHIN GROUP (ORDER BY placed - '2024-01-01'::timestamptz) AS a FROM orders
SELECT key, lag(pieces, 1, -1) OVER (ORDER BY key) AS a, lead(pieces, 3) OVER (PARTITION BY customer ORDER BY key DESC) AS b FROM orders
SELECT key, ntile(100) OVER (PARTITION BY customer ORDER BY key) AS n FROM orders
SELECT key, sum(pieces) OVER (PARTITION BY customer ORDER BY total NULLS FIRST, key ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING) AS a, min(pieces) OVER (PARTITION BY customer ORDER BY total DESC, key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS b FROM orders
SELECT key, count(*) OVER (ORDER BY total DESC RANGE BETWEEN 5 PRECEDING AND 2.5 FOLLOWING) AS a, sum(weight) OVER (ORDER BY weight RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS b FROM orders
SELECT key, first_value(pieces) OVER (ORDER BY key ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) AS a, last_value(pieces) OVER (ORDER BY key ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) AS b FROM orders
SELECT key, avg(pieces) OVER (ORDER BY placed::date RANGE BETWEEN interval '5 days' PRECEDING AND interval '1 day' FOLLOWING) AS a FROM orders
SELECT key, jsonb_agg(pieces) OVER (PARTITION BY customer ORDER BY key) AS a, bool_or(pieces > 2) OVER (PARTITION BY customer ORDER BY key) AS b FROM orders
SELECT customer, count(*) AS n, rank() OVER (ORDER BY count(*) DESC) AS r, ntile(2) OVER (ORDER BY count(*), customer) AS t FROM orders GROUP BY customer
SELECT round(1.005, 2) AS a, round(-0.5) AS b, round(0.5::float8) AS c, round(1.5::float8) AS d, 10 / 4 AS e, -10 % 3 AS f, round(12345.678, -2) AS g, trunc(-1.9) AS h
SELECT to_char(1234567.891, '9,999,999.99') AS a, to_char(0, '9.99') AS b, to_char(0.5, '0.00') AS c, to_char(-5, '999') AS d, to_char(5, 'S999') AS e, to_char(12345, '999') AS f, to_char(42, '000') AS g, to_char(0.1, 'FM999.999') AS h, to_char(-0.25, '90.9') AS i, to_char(1500, 'FM9G999D00') AS j
SELECT to_char('2024-02-03 04:05:06.789+00'::timestamptz, 'HH24:MI:SS.MS US') AS a, to_char('2024-02-03 16:05:06+00'::timestamptz, 'HH:MI pm, DDth Month YYYY') AS b, to_char('2024-12-30'::timestamptz, 'IYYY-"W"IW ID WW') AS c
SELECT age('2024-03-31'::timestamptz, '2024-02-29'::timestamptz) AS a, age('2024-01-01'::timestamptz, '2024-03-15 12:00+00'::timestamptz) AS b, age('2024-03-01'::date, '2023-12-31'::date) AS c
SELECT interval '1 month' * 1.5 AS a, interval '1 day' / 3 AS b, interval '10 days' - interval '36 hours' AS c, interval '1 year' > interval '360 days' AS d, interval '1 day' = interval '24 hours' AS e, - interval '1 day 02:03:04.5' AS f
SELECT '2024-01-31'::date + interval '1 month' AS a, '2024-03-31'::timestamptz - interval '1 month' AS b, '2024-03-31'::date - 31 AS c, extract(epoch FROM interval '1 year 1 month 1 day') AS d, extract(hour FROM interval '30 hours') AS e
SELECT date_trunc('week', '2024-03-03'::timestamptz) AS a, date_trunc('year', '2024-03-03'::date) AS b, date_trunc('decade', '2024-03-03'::timestamptz) AS c
SELECT ARRAY[1, NULL, 3]::text AS a, ARRAY['a b', 'c"d', '', 'NULL', 'x,y']::text AS b, (ARRAY[1, 2])[5] AS c, NULL = ANY(ARRAY[1]) AS d, 1 = ANY(ARRAY[NULL, 2]) AS e, 1 <> ALL(ARRAY[NULL, 2]) AS f
SELECT array_to_string(array_agg(name ORDER BY name DESC), '|') AS a, array_length(array_agg(DISTINCT region), 1) AS n FROM customers
SELECT '{1,2,NULL}'::int[] AS a, '{"a b",c}'::text[] AS b, '{}'::int[] AS c
SELECT split_part('a,b,c', ',', 5) AS a, split_part('abc', ',', 1) AS b, left('abc', -1) AS c, right('abc', -2) AS d, lpad('abc', 2) AS e, substr('hello', 0, 3) AS f, substring('hello', -1, 4) AS g, repeat('x', -1) AS h, position('' in 'abc') AS i, overlay('abcdef' placing 'Z' from 3) AS j
SELECT concat('a', 1, 2.50, true, NULL) AS a, concat_ws(',', 'a', NULL, 'b') AS b, concat_ws(NULL, 'a') AS c, 'a' || NULL AS d, 'n: ' || 5 AS e, format('%s %s', 1.50, true) AS f, format('%5s|%-5s|', 'é', 'x') AS g
SELECT regexp_replace('foobarbaz', 'b(..)', 'X\1Y', 'g') AS a, regexp_replace('abc', 'z', 'y') AS b, regexp_match('foobar', '(b)(z)?') AS c, regexp_match('x', 'y') AS d, regexp_split_to_array('hello world foo', '\s+') AS e, regexp_count('aXbX', 'x', 1, 'i') AS f
SELECT 'abc' SIMILAR TO 'a(b|c)+' AS a, 'abc' SIMILAR TO '_b_' AS b, 'a.c' SIMILAR TO 'a.c' AS c, 'abc' SIMILAR TO 'a.c' AS d, NULL SIMILAR TO 'a' AS e
SELECT jsonb_build_object('a', 1.50, 'b', NULL, 'c', ARRAY[1, 2], 'd', '2024-01-02'::date) AS o, jsonb_build_array() AS a, jsonb_build_object() AS e
SELECT '{"a": {"b": [1, 2]}}'::jsonb #>> '{a,b,1}' AS a, '[1, 2, 3]'::jsonb - 1 AS b, '{"a": 1, "b": 2}'::jsonb - 'a' AS c, '{"a": 1}'::jsonb || '{"a": 2}'::jsonb AS d, '[1]'::jsonb || '2'::jsonb AS e, '{"a": [1, 2]}'::jsonb @> '{"a": [2]}' AS f, '[1, 2]'::jsonb @> '1' AS g
SELECT key, payload -> 'tags' @> '["red"]' AS red, payload -> 'address' ->> 'city' = 'Rom' AS rom FROM events
SELECT t.tag, count(*) AS n FROM events e CROSS JOIN jsonb_array_elements_text(CASE WHEN e.payload ? 'tags' THEN e.payload -> 'tags' ELSE '[]' END) AS t(tag) GROUP BY t.tag
SELECT key, jsonb_array_elements_text(payload -> 'tags') AS tag FROM events WHERE payload ? 'tags'
SELECT e.key, t FROM events e LEFT JOIN LATERAL jsonb_array_elements(e.payload -> 'tags') AS t ON true
SELECT e.key, k FROM events e, jsonb_object_keys(e.payload) AS k WHERE k <> 'n'
SELECT u.v, u.o FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS u(v, o)
SELECT c.key, s.n FROM customers c CROSS JOIN generate_series(1, 2) AS s(n)
SELECT c.key, s.n FROM customers c, generate_series(1, c.key) AS s(n) WHERE c.key < 4
SELECT customer, array_agg(DISTINCT pieces) AS a, jsonb_agg(DISTINCT pieces) AS j, string_agg(DISTINCT pieces::text, ',') AS s FROM orders GROUP BY customer
SELECT width_bucket(5.35, 0.024, 10.06, 5) AS a, width_bucket(-1, 0, 10, 5) AS b, width_bucket(10, 0, 10, 5) AS c, width_bucket(3, 10, 0, 5) AS d
SELECT bit_and(pieces) AS a, bit_or(pieces) AS b FROM orders WHERE key < 0
SELECT customer, corr(total, pieces) AS c, regr_slope(total, pieces) AS s, regr_r2(total, pieces) AS r, regr_count(total, pieces) AS n, covar_samp(total, pieces) AS v FROM orders GROUP BY customer
SELECT DISTINCT ON (region) region, name, key FROM customers WHERE active IS NOT NULL ORDER BY region NULLS FIRST, key DESC LIMIT 2
SELECT greatest(1, 2.5, NULL) AS a, least('b', 'a') AS b, greatest(NULL, NULL) AS c, nullif(1, 1) AS d, coalesce(NULL, 'x') AS e
SELECT key FROM customers WHERE (region, key) >= ('north', 5) ORDER BY key
SELECT key, total::int % 2 = 0 AS even, total::numeric(6,1) AS r, total::varchar(3) AS v, pieces::text::int + 1 AS p FROM orders
SELECT max(placed) - min(placed) AS a, max(placed - '2024-01-01'::timestamptz) AS b, min(age(placed, '2024-01-01'::timestamptz)) AS c FROM orders
SELECT placed - '2024-01-01'::timestamptz AS d, count(*) AS n FROM orders GROUP BY placed - '2024-01-01'::timestamptz ORDER BY d DESC NULLS LAST
SELECT date_part('year', placed) AS y, count(*) FILTER (WHERE date_part('month', placed) = 2) AS feb FROM orders GROUP BY date_part('year', placed)
SELECT to_timestamp('2024-01-05', 'YYYY-MM-DD') AS a, to_date('5 Jan 2024', 'DD Mon YYYY') AS b, to_timestamp('05.01.2024 13:45', 'DD.MM.YYYY HH24:MI') AS c, to_number('-1,234.5', '9,999.9') AS d
SELECT key FROM orders WHERE placed > '2024-02-01'::date AND placed < '2024-02-01'::date + interval '20 days'
SELECT key FROM orders WHERE placed + '1 day' > '2024-02-15'
SELECT name FROM customers WHERE name ~ 'b$' OR name ~* '^ANN$' OR region !~* 'NORTH'
SELECT sum(weight) AS s, avg(weight) AS a, stddev(weight) AS d, sum(weight)::int AS i, count(weight) AS c FROM orders
SELECT n, n * 2 AS d, sum(n) OVER (ORDER BY n) AS s FROM generate_series(1, 10, 3) AS n
SELECT count(*) FROM generate_series(5, 1)
SELECT x FROM unnest('{a,b}'::text[]) AS x
SELECT region, count(*) FROM customers GROUP BY region HAVING bool_or(active) IS TRUE
SELECT key AS next, name AS row, region AS interval, active AS on FROM customers
SELECT date, timestamp, uuid, next, t.current, final + 1 AS unknown FROM (SELECT key AS date, key AS timestamp, key AS uuid, key AS next, key AS current, key AS final FROM customers) t WHERE date > 1 ORDER BY timestamp
SELECT ARRAY(SELECT key FROM customers ORDER BY key DESC) AS a
SELECT ARRAY(SELECT region FROM customers ORDER BY key) AS a
SELECT ARRAY(SELECT key FROM customers WHERE key > 100) AS a, cardinality(ARRAY(SELECT key FROM customers WHERE key > 100)) AS n
SELECT c.key, ARRAY(SELECT o.pieces FROM orders o WHERE o.customer = c.key ORDER BY o.total DESC NULLS LAST, o.key) AS a FROM customers c
SELECT c.key, ARRAY(SELECT o.key + c.key FROM orders o WHERE o.customer = c.key ORDER BY o.total DESC, o.key LIMIT 2) AS a FROM customers c
SELECT c.key, ARRAY(SELECT o.key FROM orders o WHERE o.customer > c.key - 1 ORDER BY 1 DESC) AS a FROM customers c
SELECT c.key, array_to_string(array(SELECT DISTINCT name FROM customers d ORDER BY name), ',') AS a FROM customers c
SELECT ARRAY(SELECT key FROM customers UNION SELECT key FROM orders ORDER BY key DESC) AS a
SELECT ARRAY(VALUES (3), (1) ORDER BY 1) AS a
SELECT ARRAY(WITH x AS (SELECT key FROM orders) SELECT key FROM x ORDER BY -key LIMIT 1) AS a
SELECT key FROM customers c WHERE 11 = ANY (ARRAY(SELECT o.key FROM orders o WHERE o.customer = c.key))
SELECT count(*) AS n, ARRAY(SELECT key FROM orders ORDER BY key) AS a FROM customers
SELECT customer, ARRAY(SELECT c.name FROM customers c WHERE c.key = o.customer) AS a FROM orders o GROUP BY customer
SELECT c.key, ARRAY(SELECT count(*) FROM orders o WHERE o.customer = c.key) AS a FROM customers c
SELECT c.key, ARRAY(SELECT o.pieces AS p FROM orders o WHERE o.customer = c.key GROUP BY o.pieces ORDER BY count(*), p) AS a FROM customers c
SELECT c.key, ARRAY(SELECT o.key FROM orders o WHERE o.customer = c.key ORDER BY o.key OFFSET 1) AS a FROM customers c
SELECT c.key, x FROM customers c, unnest(ARRAY(SELECT key FROM orders WHERE pieces = 2)) AS u(x)
SELECT c.key, ARRAY(SELECT p.x || c.name FROM unnest(ARRAY[c.name, c.region, 'b']) AS p(x) ORDER BY x) AS a FROM customers c
SELECT c.key, (SELECT count(*) FROM unnest(ARRAY[c.region, 'b']) AS p(x) WHERE x < c.name) AS a FROM customers c
SELECT c.key, x, (SELECT count(*) FROM orders o WHERE o.customer = c.key) AS n FROM customers c, unnest(ARRAY[c.name, 'b']) AS u(x)
SELECT c.key, (SELECT max(o.key) FROM orders o, unnest(ARRAY[o.customer, 2]) AS u(x) WHERE x = c.key) AS m FROM customers c
SELECT c.key, (SELECT sum(x) FROM orders o, unnest(ARRAY[c.key, 2]) AS u(x) WHERE o.customer = c.key) AS m FROM customers c
SELECT key FROM customers WHERE ARRAY[key, 2] = '{1,2}' OR '{3,2}' = ARRAY[key, 2]
SELECT key FROM customers WHERE ARRAY[name] < '{b}' AND ARRAY[region] <> '{north}'
SELECT key, unnest(ARRAY[key, 2]) AS a, unnest(ARRAY[key, 2]) AS b FROM customers
SELECT key, (information_schema._pg_expandarray(ARRAY[7, 8])).n AS n FROM customers
SELECT key, string_agg('a', ',' ORDER BY key) AS s FROM customers GROUP BY key
SELECT region, array_agg(1 ORDER BY name) AS s, string_agg('b', '' ORDER BY region) AS t FROM customers GROUP BY region
SELECT c.key, (SELECT string_agg('a', ',' ORDER BY o.total) FROM orders o WHERE o.customer = c.key) AS s FROM customers c
SELECT c.key, ARRAY(SELECT 'x' FROM orders o WHERE o.customer = c.key ORDER BY o.total) AS s FROM customers c
SELECT key, E'\u00e9\uD83D\uDE00\U0001F600 \x41\xc3\xa9\101\7\x7e\tb\'c\\ \x \'' AS t FROM customers
SELECT key FROM customers WHERE name = E'Z\u00fcrich' OR name = E'Z\xc3\xbcrich' OR name = E'\142ob'
SELECT key, chr(233) || chr(128512) || chr(65535) AS c FROM customers
SELECT key, 1e10 AS a, 1.50e-3 AS b, 1e10::text AS c, 1e2 / 3 AS d, total * 1e-2 AS e FROM orders
SELECT key, ARRAY[1.5, 2.50] AS a, coalesce(total, 2.50, 7) AS b, greatest(1.5, 2.50, pieces) AS c, CASE WHEN pieces > 5 THEN 1.5 ELSE 2.50 END AS d FROM orders
SELECT key, 1.5 AS x FROM orders UNION ALL SELECT key, 2.50 FROM orders UNION ALL SELECT key, pieces FROM orders
SELECT c.key, v.x FROM customers c CROSS JOIN (VALUES (1.5), (2.50), (3)) AS v(x)
SELECT key, ARRAY[]::int[] AS a, ARRAY[ ]::text[] || name AS b, cardinality(ARRAY[]::numeric[]) AS c FROM customers
SELECT key, bool 'yes' AS a, int '5' AS b, numeric '1.50' AS c, float8 '2.5' AS d, text 'it''s' AS e, jsonb '{"a": 1}' AS f, bigint '7' + 1 AS g FROM customers
SELECT key, array_sort(ARRAY[3, pieces, 1, NULL]) AS a, array_reverse(ARRAY[1, pieces]) AS b, trim_array(ARRAY[1, 2, 3], 2) AS c, array_ndims(ARRAY[pieces]) AS d, array_dims(ARRAY[1, pieces]) AS e FROM orders
SELECT key, ARRAY[pieces, 2] < ARRAY[NULL, 1] AS a, ARRAY[NULL, pieces] > ARRAY[9, 9] AS b, array_position(ARRAY[1, pieces], '1') AS c, array_append(ARRAY[pieces], '4') AS d FROM orders
SELECT key, sinh(weight / 100) > 0 AS a, round(cosh(weight / 100)::numeric, 6) AS b, round(tanh(weight)::numeric, 6) AS c, scale(total) AS d, min_scale(total) AS e, trim_scale(total) AS f FROM orders
SELECT key, date_add(placed, interval '1 month 2 days') AS a, date_subtract(placed, interval '1 month') AS b, justify_interval(pieces * interval '1 month -25 hours') AS c, isfinite(placed) AS d FROM orders
SELECT key, extract(week FROM pieces * interval '10 days') AS a, extract(millennium FROM pieces * interval '400 years') AS b, extract(quarter FROM pieces * interval '4 months') AS c, extract(milliseconds FROM pieces * interval '1.5 seconds') AS d FROM orders
SELECT key, date_trunc('century', placed) AS a, date_trunc('millennium', placed) AS b, extract(millennium FROM placed) AS c, to_char(placed, 'SSSS') AS d FROM orders
SELECT key, regexp_replace(name || '😀', '', '-', 'g') AS a, regexp_split_to_array('a😀' || name, '') AS b, regexp_count('😀' || name, '') AS c FROM customers
SELECT key, to_char(total * 1000000, '99D99') AS a, to_char(total, '999.9') AS b FROM orders
SELECT key, jsonb_set('{"a": [1, 2]}', '{a,5}', to_jsonb(key)) AS a, '{"a": {"b": 1}}'::jsonb #- '{a,b,c}' AS b FROM customers
SELECT key, jsonb_insert('{"a": [1, 2]}', '{a,1}', to_jsonb(key)) AS a, jsonb_insert('{"a": [1, 2]}', '{a,-1}', to_jsonb(key), true) AS b, jsonb_insert('{"b": 1}', '{c}', to_jsonb(key)) AS c, jsonb_insert('{"a": [1, 2]}', '{a,9}', '"x"') AS d, jsonb_insert('{"a": []}', '{a,-9}', 'null', true) AS e FROM customers
SELECT key, jsonb_object(ARRAY['a' || key, 'x', 'b', NULL]) AS a, jsonb_object('{a,b}', ARRAY['n' || key, NULL]) AS b, jsonb_object('{}') AS c FROM customers
SELECT key, (placed, interval '10 days') OVERLAPS (timestamptz '2024-02-01 00:00:00+00', timestamptz '2024-02-20 00:00:00+00') AS a, (placed, placed) OVERLAPS (placed, placed) AS b, (date '2024-02-01', date '2024-01-01') OVERLAPS (date '2024-01-31', date '2024-03-01') AS c, (date '2024-01-01', date '2024-02-01') OVERLAPS (date '2024-02-01', date '2024-03-01') AS d, (date '2024-01-01', NULL) OVERLAPS (date '2024-02-01', date '2024-03-01') AS e FROM orders
SELECT key, to_date('2024 - 03/5', 'YYYY-MM-DD') AS a, to_date('20240305x', 'YYYYMMDD') AS b, to_date('  5 Mar 2024', 'DD Mon YYYY') AS c, to_date('24-3-5', 'YY-MM-DD') AS d, to_date('2024-065', 'YYYY-DDD') AS e, to_date('2024-10-5', 'IYYY-IW-ID') AS f, to_date('024,2,29', 'YYY,MM,DD') AS g, to_date('2024.2', 'FMYYYY.MM') AS h, to_date('2024-XI-07', 'YYYY-RM-DD') AS i, to_date('2460375', 'J') AS j FROM customers
SELECT key, to_timestamp('12:30 PM 5th March 2024', 'HH12:MI AM DDth Month YYYY') AS a, to_timestamp('2024-03-05 12:30:15.25', 'YYYY-MM-DD HH24:MI:SS.MS') AS b, to_timestamp('2024-03-05T12:30', 'YYYY-MM-DD"T"HH24:MI') AS c, to_timestamp('2024-03-05 45000', 'YYYY-MM-DD SSSS') AS d, to_timestamp('2024-03-05 12:30 -05:30', 'YYYY-MM-DD HH24:MI TZH:TZM') AS e, to_timestamp('2024   March_05', 'YYYY-Month-DD') AS f, to_timestamp('2,024-05', 'Y,YYY-MM') AS g FROM customers
SELECT key, array_position(ARRAY[1, 2, 1], 1, 2) AS a, array_positions(ARRAY['a', 'b', 'a'], 'a') AS b, array_positions(ARRAY[1, 2], 3) AS c, array_append(ARRAY[key], '7') AS d, array_replace(ARRAY[1.5, 2], 2, 3) AS e FROM customers
SELECT key, to_char(placed, 'IYY IY I IDDD ID') AS a, to_char(placed, 'YYYY AD b.c.') AS b FROM orders
