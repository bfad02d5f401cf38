-- Statements that PostgreSQL takes and Skip refuses: behind each the place and what the message says.
SELECT row_to_json(c) FROM customers c -- 1:20 name its columns
SELECT json_agg(c) FROM customers c -- 1:17 name its columns
SELECT key, regexp_matches(name, 'n', 'g') AS m FROM customers -- 1:13 use regexp_match
SELECT percentile_cont(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY total) AS p FROM orders -- 1:8 several calls
SELECT key, sum(pieces) OVER (ORDER BY key GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM orders -- 1:44 use ROWS or RANGE
SELECT key, sum(pieces) OVER (ORDER BY key ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) AS s FROM orders -- 1:85 EXCLUDE is not supported
SELECT ARRAY[ARRAY[1, 2], ARRAY[3, 4]] AS a -- 1:8 use jsonb
SELECT ARRAY(SELECT key, name FROM customers ORDER BY key) AS a -- 1:26 has one column
SELECT ARRAY(SELECT * FROM customers) AS a -- 1:8 has one column
SELECT ARRAY(SELECT ARRAY[key] FROM customers) AS a -- 1:8 use jsonb
SELECT (ARRAY[1, 2, 3])[1:2] AS a -- 1:26 a part of an array
SELECT key, payload @? '$.tags[*]' AS p FROM events -- 1:13 take the part by ->
SELECT jsonb_path_query(payload, '$.tags[*]') AS p FROM events -- 1:8 take the part by ->
SELECT * FROM jsonb_each(CAST('{"a": 1}' AS jsonb)) -- 1:15 jsonb_object_keys
SELECT encode(sha256(name::bytea), 'hex') AS s FROM customers -- 1:28 the type bytea is not supported
SELECT random() AS r -- 1:8 as a parameter
SELECT gen_random_uuid() AS u -- 1:8 as a parameter
SELECT key FROM customers WHERE to_tsvector(name) @@ to_tsquery('ann') -- 1:33 ILIKE
SELECT key FROM orders FOR UPDATE -- 1:28 locks nothing
SELECT * FROM orders TABLESAMPLE BERNOULLI (10) -- 1:22 select by a condition
SELECT '192.168.0.1'::inet AS i -- 1:23 the type inet is not supported
SELECT key, unnest(ARRAY[1, 2]) AS a, unnest(ARRAY[3, 4]) AS b FROM customers -- 1:39 write it in FROM
SELECT u.* FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS u(n, t) -- 1:17 UNNEST takes one array
SELECT name FROM customers ORDER BY lower(name) USING > -- 1:49 DESC or ASC
WITH RECURSIVE r(n) AS (SELECT key FROM orders UNION SELECT max(n) FROM r) SELECT n FROM r -- 1:16 aggregate functions, GROUP BY and DISTINCT do not stand in the recursive term
WITH RECURSIVE r(n) AS (SELECT key FROM orders UNION SELECT o.key FROM orders o LEFT JOIN r ON r.n = o.customer) SELECT n FROM r -- 1:16 does not stand on the side of an outer join
WITH RECURSIVE r(n) AS (SELECT key FROM orders UNION SELECT a.n FROM r a JOIN r b ON a.n = b.n + 1) SELECT n FROM r -- 1:16 stands once in the recursive term
WITH RECURSIVE r(n) AS (SELECT n FROM r UNION SELECT key FROM orders) SELECT n FROM r -- 1:16 must not appear within its non-recursive term
WITH RECURSIVE r(n) AS (SELECT key FROM orders EXCEPT SELECT n FROM r) SELECT n FROM r -- 1:16 does not have the form non-recursive-term UNION [ALL] recursive-term
WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT n + 0.5 FROM r WHERE n < 3) SELECT n FROM r -- 1:16 has type integer in non-recursive term but type numeric overall
WITH RECURSIVE r(n) AS (SELECT key FROM orders UNION SELECT o.key FROM orders o WHERE o.customer NOT IN (SELECT n FROM r)) SELECT n FROM r -- 1:16 recursive
WITH RECURSIVE r(n) AS (SELECT key FROM orders UNION ALL SELECT n FROM (SELECT n FROM r LIMIT 1) AS x) SELECT n FROM r -- 1:16 ORDER BY and LIMIT do not stand
WITH RECURSIVE r(n, m) AS (SELECT 1 UNION SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r -- 1:16 more names are given
SELECT key, (key, 1) AS pair FROM orders -- 1:13 a row such as (a, b) is no value here
SELECT key FROM orders ORDER BY (key, customer) -- 1:33 a row such as (a, b) is no value here
SELECT key, CASE WHEN key > 1 THEN (key, 1) END AS c FROM orders -- 1:36 a row such as (a, b) is no value here
SELECT key, sum(pieces) OVER (PARTITION BY (key, 1)) AS s FROM orders -- 1:44 a row such as (a, b) is no value here
SELECT key FROM customers WHERE (region, key) * ('north', 5) = 1 -- 1:33 a row such as (a, b) is no value here
SELECT key FROM orders, lower('A') AS l -- 1:25 the function lower gives no rows and does not stand in FROM
SELECT s FROM string_agg('a', ',') AS s -- 1:15 the function string_agg gives no rows
SELECT n FROM generate_series(ARRAY[1, 2], 5) AS n -- 1:15 generate_series
key FROM events -- 1:1 it begins with SELECT, WITH, VALUES or TABLE
SELECT key, ARRAY[1, 2] || '{"seen": true}' AS p FROM events -- 1:28 in "{"seen": true}"
SELECT key FROM customers WHERE key = ANY(',') -- 1:43 malformed array literal
SELECT key FROM customers WHERE key = 1 AND name <> 'x' AND key IN (1, '99999999999999999999') -- 1:72 bigint out of range
SELECT c.key, (WITH RECURSIVE r(n) AS (SELECT c.key UNION SELECT n + 1 FROM r WHERE n < 9) SELECT count(*) FROM r) AS n FROM customers c -- 1:47 refers to nothing of the query around it
SELECT key, (WITH RECURSIVE r(n) AS (SELECT key FROM orders UNION SELECT o.key FROM orders o WHERE o.customer NOT IN (SELECT n FROM r)) SELECT n FROM r) AS v FROM orders -- 1:29 recursive
