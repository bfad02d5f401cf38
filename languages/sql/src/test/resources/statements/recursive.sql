-- what is reached, in graphs with circles
WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node) SELECT node FROM r
WITH RECURSIVE r(a, b) AS (SELECT a, b FROM edges UNION SELECT r.a, e.b FROM r, edges e WHERE e.a = r.b) SELECT * FROM r
WITH RECURSIVE r AS (SELECT a, b FROM edges UNION SELECT e.a, r.b FROM edges e JOIN r ON r.a = e.b) SELECT a, count(*) AS n FROM r GROUP BY a
WITH RECURSIVE r(a, b) AS (SELECT a, b FROM edges UNION SELECT r.a, e.b FROM r JOIN edges e ON e.a = r.b) SELECT a FROM r WHERE a = b ORDER BY a DESC LIMIT 4
WITH RECURSIVE r(node) AS (SELECT a FROM edges WHERE cost > 7 UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node AND e.cost < 5) SELECT s.name FROM r JOIN staff s ON s.key = r.node
WITH RECURSIVE r(node) AS (SELECT 2::bigint UNION SELECT CASE WHEN e.a = r.node THEN e.b ELSE e.a END FROM r JOIN edges e ON r.node IN (e.a, e.b)) SELECT node FROM r
WITH RECURSIVE r(node, way) AS (SELECT 1::bigint, 0 UNION SELECT e.b, r.way + 1 FROM r JOIN edges e ON e.a = r.node WHERE r.way < 4) SELECT node, min(way) AS least FROM r GROUP BY node
WITH RECURSIVE r(node, way) AS (SELECT 1::bigint, ARRAY[1::bigint] UNION ALL SELECT e.b, way || e.b FROM r JOIN edges e ON e.a = r.node WHERE e.b <> ALL (way) AND cardinality(way) < 4) SELECT node, way FROM r
WITH RECURSIVE r(node, total) AS (SELECT 1::bigint, 0::bigint UNION SELECT e.b, r.total + e.cost FROM r JOIN edges e ON e.a = r.node WHERE r.total + e.cost < 15) SELECT node, min(total) AS t FROM r GROUP BY node
WITH RECURSIVE r(node) AS (SELECT 3::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node JOIN staff s ON s.key = e.b WHERE s.boss IS NOT NULL) SELECT * FROM r
WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node WHERE e.b IN (SELECT key FROM staff)) SELECT * FROM r
WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node WHERE NOT EXISTS (SELECT 1 FROM staff s WHERE s.key = e.b AND s.boss IS NULL)) SELECT * FROM r
WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r LEFT JOIN edges e ON e.a = r.node) SELECT * FROM r
WITH RECURSIVE r(node) AS (SELECT a FROM edges UNION SELECT DISTINCT e.b + 100 FROM edges e JOIN r ON r.node = e.a) SELECT node FROM r EXCEPT SELECT key FROM staff
WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN (SELECT a, b FROM edges WHERE cost > 2 UNION SELECT b, a FROM edges WHERE cost < 4) AS e ON e.a = r.node) SELECT count(*) AS n FROM r
WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN (SELECT a, max(b) AS b FROM edges GROUP BY a) AS e ON e.a = r.node) SELECT * FROM r ORDER BY node
-- bills of material
WITH RECURSIVE r(part, n) AS (SELECT part, pieces FROM pieces WHERE whole = 1 UNION ALL SELECT p.part, r.n * p.pieces FROM r JOIN pieces p ON p.whole = r.part) SELECT part, sum(n) AS n FROM r GROUP BY part
WITH RECURSIVE r(part, n, depth) AS (SELECT part, pieces, 1 FROM pieces WHERE whole = 1 UNION ALL SELECT p.part, r.n * p.pieces, depth + 1 FROM pieces p JOIN r ON p.whole = r.part) SELECT * FROM r
WITH RECURSIVE r(whole, part) AS (SELECT whole, part FROM pieces UNION ALL SELECT r.whole, p.part FROM r JOIN pieces p ON p.whole = r.part) SELECT whole, count(*) AS ways, count(DISTINCT part) AS parts FROM r GROUP BY whole
WITH RECURSIVE r(part) AS (SELECT whole FROM pieces WHERE part = 9 UNION SELECT p.whole FROM pieces p, r WHERE p.part = r.part) SELECT part FROM r
WITH RECURSIVE r(part, each) AS (SELECT 1::bigint, 1.0::numeric UNION ALL SELECT p.part, r.each * p.pieces / 2.0 FROM r LEFT JOIN pieces p ON p.whole = r.part WHERE r.part IS NOT NULL) SELECT part, sum(each) AS e FROM r GROUP BY part
-- who is below whom
WITH RECURSIVE r(key, name, depth) AS (SELECT key, name, 0 FROM staff WHERE boss IS NULL UNION ALL SELECT s.key, s.name, r.depth + 1 FROM staff s JOIN r ON s.boss = r.key) SELECT * FROM r
WITH RECURSIVE r(key, path) AS (SELECT key, name FROM staff WHERE boss IS NULL UNION ALL SELECT s.key, r.path || '/' || s.name FROM staff s JOIN r ON s.boss = r.key) SELECT key, path FROM r ORDER BY path, key
WITH RECURSIVE r(boss, key) AS (SELECT boss, key FROM staff WHERE boss IS NOT NULL UNION SELECT r.boss, s.key FROM r JOIN staff s ON s.boss = r.key), n AS (SELECT boss, count(*) AS n FROM r GROUP BY boss) SELECT s.name, coalesce(n.n, 0) AS n FROM staff s LEFT JOIN n ON n.boss = s.key
WITH RECURSIVE above(key) AS (SELECT boss FROM staff WHERE key = 7 UNION SELECT s.boss FROM above a JOIN staff s ON s.key = a.key WHERE s.boss IS NOT NULL) SELECT * FROM above
WITH RECURSIVE tops AS (SELECT key FROM staff WHERE boss IS NULL), r(top, key) AS (SELECT key, key FROM tops UNION ALL SELECT r.top, s.key FROM r JOIN staff s ON s.boss = r.key) SELECT top, count(*) AS n FROM r GROUP BY top
WITH RECURSIVE r(key) AS (SELECT key FROM staff WHERE boss IS NULL UNION ALL SELECT s.key FROM staff s JOIN r ON s.boss = r.key), q(node) AS (SELECT key FROM r UNION SELECT e.b FROM q JOIN edges e ON e.a = q.node) SELECT node FROM q
-- numbers and other values
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 50) SELECT sum(n) AS s, count(*) AS c FROM t
WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT (n * 7) % 31 FROM t) SELECT n FROM t ORDER BY n
WITH RECURSIVE f(a, b, n) AS (SELECT 0::bigint, 1::bigint, 1 UNION ALL SELECT b, a + b, n + 1 FROM f WHERE n < 30) SELECT n, a FROM f
WITH RECURSIVE t(d) AS (SELECT '2024-01-31'::date UNION ALL SELECT d + 1 FROM t WHERE d < '2024-03-01') SELECT d FROM t
WITH RECURSIVE t(x) AS (SELECT NULL::bigint UNION SELECT coalesce(x, 0) + 1 FROM t WHERE x IS NULL OR x < 3) SELECT x FROM t
WITH RECURSIVE t(n, u) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, u || n::text FROM t WHERE n < 5) SELECT * FROM t
WITH RECURSIVE t(n) AS (SELECT key FROM staff UNION ALL SELECT t.n * 10 + g FROM t, unnest(ARRAY[1, 2]) AS g WHERE t.n < 20) SELECT n FROM t
WITH RECURSIVE a AS (SELECT key AS a FROM staff UNION SELECT a FROM edges) SELECT * FROM a
WITH RECURSIVE EDGES(x) AS (SELECT key FROM staff WHERE key < 3 UNION SELECT x + 1 FROM edges WHERE x < 5) SELECT * FROM edges
-- in subqueries
SELECT x.node FROM (WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node) SELECT node FROM r) AS x WHERE x.node > 2
SELECT s.name FROM staff s WHERE s.key IN (WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node) SELECT r.node FROM r)
SELECT s.key, (WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node) SELECT count(*) FROM r) AS n FROM staff s
SELECT s.key FROM staff s WHERE EXISTS (WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node) SELECT 1 FROM r WHERE r.node = s.key)
WITH starts AS (SELECT a FROM edges WHERE cost > 7) SELECT x.node FROM (WITH RECURSIVE r(node) AS (SELECT a FROM starts UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node) SELECT node FROM r) AS x JOIN starts s ON s.a < x.node
SELECT x.node, y.node AS other FROM (WITH RECURSIVE r(node) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.node) SELECT node FROM r) AS x JOIN (WITH RECURSIVE r(node) AS (SELECT 2::bigint UNION SELECT e.a FROM r JOIN edges e ON e.b = r.node) SELECT node FROM r) AS y ON x.node = y.node
SELECT node FROM (WITH RECURSIVE edges(node) AS (SELECT 1::bigint UNION SELECT s.key FROM edges JOIN staff s ON s.boss = edges.node) SELECT edges.node FROM edges) AS x UNION SELECT a FROM edges
WITH RECURSIVE r(node) AS (SELECT node FROM (WITH RECURSIVE q(node) AS (SELECT 1::bigint UNION SELECT e.b FROM q JOIN edges e ON e.a = q.node) SELECT node FROM q WHERE node > 1) AS x UNION SELECT e.a FROM r JOIN edges e ON e.b = r.node) SELECT node FROM r
WITH edges AS (SELECT * FROM edges WHERE cost < 5) SELECT x.n FROM (WITH RECURSIVE r(n) AS (SELECT 1::bigint UNION SELECT e.b FROM r JOIN edges e ON e.a = r.n) TABLE r) AS x
