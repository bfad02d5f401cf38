-- subqueries that aggregate and refer to the query around them beside that
SELECT name, (SELECT sum(o.total) + c.key FROM orders o WHERE o.customer = c.key) AS s FROM customers c
SELECT name, (SELECT sum(o.total * c.key) FROM orders o WHERE o.customer = c.key) AS s FROM customers c
SELECT name, (SELECT sum(o.total) FROM orders o WHERE o.customer = c.key HAVING count(*) > c.key) AS s FROM customers c
SELECT name FROM customers c WHERE EXISTS (SELECT o.customer FROM orders o WHERE o.customer = c.key GROUP BY o.customer HAVING sum(o.pieces) > c.key)
SELECT name, (SELECT count(*) FILTER (WHERE o.total > c.key) FROM orders o WHERE o.customer = c.key) AS n FROM customers c
SELECT name, (SELECT count(*) FROM orders o WHERE o.customer = c.key AND o.pieces < c.key) AS n FROM customers c
SELECT name, (SELECT string_agg(c.name || o.key::text, ',' ORDER BY o.key) FROM orders o WHERE o.customer = c.key) AS n FROM customers c
SELECT name, (SELECT count(*) + c.key FROM orders o WHERE o.customer = c.key) AS n FROM customers c
SELECT name, (SELECT coalesce(sum(o.total), c.key) FROM orders o WHERE o.customer = c.key AND o.pieces > 1) AS n FROM customers c
SELECT name FROM customers c WHERE key IN (SELECT o.customer FROM orders o GROUP BY o.customer HAVING count(*) > c.key - 5)
SELECT name FROM customers c WHERE 0 < (SELECT count(*) - c.key % 2 FROM orders o WHERE o.customer = c.key)
SELECT name, (SELECT CASE WHEN avg(o.pieces) > c.key / 4 THEN 'many' ELSE 'few' END FROM orders o WHERE o.customer = c.key) AS n FROM customers c
SELECT o.customer, c.name FROM orders o JOIN customers c ON c.key = o.customer GROUP BY o.customer, c.name HAVING count(*) > 1 AND EXISTS (SELECT max(p.key) FROM orders p WHERE p.customer = o.customer HAVING max(p.key) > o.customer + 20)
-- aggregates with ORDER BY in subqueries
SELECT name, (SELECT string_agg(o.key::text, ',' ORDER BY o.key DESC) FROM orders o WHERE o.customer = c.key) AS n FROM customers c
SELECT name, (SELECT array_agg(o.key ORDER BY o.total DESC, o.key) FROM orders o WHERE o.customer = c.key) AS n FROM customers c
SELECT name, (SELECT string_agg(o.key::text, ',' ORDER BY o.total NULLS FIRST, o.key DESC) FROM orders o WHERE o.customer = c.key AND o.pieces < c.key) AS n FROM customers c
SELECT name, (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY o.total DESC) FROM orders o WHERE o.customer = c.key) AS n FROM customers c
SELECT name, (SELECT jsonb_agg(o.pieces ORDER BY o.placed, o.key) FROM orders o WHERE o.customer = c.key) AS n FROM customers c
