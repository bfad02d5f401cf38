-- Refused statements, with the part of each that is the reason between marks, and with \n where a line ends.
SELECT\n  key\nFROM «coalesce»(1, 2) -- the function coalesce gives no rows and does not stand in FR
SELECT\n  key\nFROM customers,\n «coalesce»(1, 2) AS x -- the function coalesce gives no rows and does not stand in FR
SELECT *\nFROM «upper»('a') -- the function upper gives no rows and does not stand in FROM;
SELECT *\nFROM «nullif»(1, 2) -- the function nullif gives no rows and does not stand in FROM
SELECT *\nFROM «greatest»(1, 2) -- the function greatest gives no rows and does not stand in FR
SELECT *\nFROM cast«(»'a' AS text) -- syntax error at or near "( \'a\' AS"
SELECT *\nFROM extract(year «FROM» now()) -- syntax error at or near "FROM"
SELECT *\nFROM «nofunction»(1) -- there is no function nofunction(<numeric>)
SELECT *\nFROM «count»(1) -- the function count gives no rows and does not stand in FROM;
SELECT *\nFROM «current_date» -- there is no table current_date
SELECT key\nFROM customers c\nWHERE key = (SELECT key FROM orders o WHERE o.customer = c.key ORDER BY o.total «LIMIT» c.key) -- syntax error at or near "LIMIT c"
SELECT «key»\nFROM customers c,\n LATERAL (SELECT * FROM orders o WHERE o.customer = c.key ORDER BY o.key LIMIT 1) x -- several tables have a column key; write the table before it
SELECT key\nFROM customers c\nFULL JOIN LATERAL («SELECT» c.key + o.key AS s FROM orders o) x ON x.s > 2 -- LATERAL stands behind LEFT JOIN
SELECT key\nFROM customers c\nWHERE key = (SELECT x FROM unnest(ARRAY(«SELECT» o.key FROM orders o WHERE o.customer = c.key)) AS u(x)) -- a subquery that refers to the query around it in this way is
SELECT key\n FROM customers\nUNION\nSELECT «key», name\n FROM customers -- Column count mismatch in UNION
SELECT key, name\n FROM customers\nEXCEPT ALL\nSELECT «key»\n FROM customers -- Column count mismatch in EXCEPT ALL
SELECT key\n FROM customers\nINTERSECT\n«VALUES» (1, 2) -- Column count mismatch in INTERSECT
«VALUES» (1, 2),\n (3) -- Values passed to VALUES operator must have compatible types
SELECT key,\n CAST(«'NaN'» AS double precision)\nFROM customers -- invalid input syntax for type double precision: "NaN"
SELECT key,\n «'Infinity'»::float8\nFROM customers -- invalid input syntax for type double precision: "Infinity"
SELECT key,\n «1e1999»::double precision\nFROM customers -- Numeric literal '1E1999' out of range
SELECT key,\n «1e1400»\nFROM customers -- Numeric literal '1E1400' out of range
SELECT key,\n «'inf'»::numeric\nFROM customers -- invalid input syntax for type numeric: "inf"
SELECT «nme»\nFROM customers -- there is no column nme; did you mean name?
SELECT key,\n c.«nme»\nFROM customers c -- there is no column nme; did you mean name?
SELECT key,\n «d.name»\nFROM customers c -- there is no table d
SELECT key\nFROM «custmers» -- there is no table custmers; did you mean customers?
SELECT key\nFROM orders o JOIN\n «custmers» c ON c.key = o.key -- there is no table custmers; did you mean customers?
SELECT «upprr»(name)\nFROM customers -- there is no function upprr(<text>); did you mean upper?
SELECT key\nFROM customers\nWHERE «lengh»(name) > 2 -- there is no function lengh(<text>); did you mean length?
SELECT key\nFROM customers\nORDER BY «nme» -- there is no column nme; did you mean name?
SELECT count(*)\nFROM customers\nGROUP BY «regon» -- there is no column regon; did you mean region?
SELECT region, «name»\nFROM customers\nGROUP BY region -- Expression 'name' is not being grouped
SELECT «region»,\n count(name)\nFROM customers -- Expression 'region' is not being grouped
SELECT key\nFROM customers\nWHERE «count»(*) > 1 -- Aggregate expression is illegal in WHERE clause
SELECT «key»\nFROM customers\nHAVING key > 1 -- Expression 'key' is not being grouped
SELECT key\nFROM customers\nGROUP BY key\nHAVING «name» = 'a' -- Expression 'name' is not being grouped
SELECT «sum»(sum(key))\nFROM customers -- Aggregate expressions cannot be nested
SELECT key\nFROM customers\nWHERE key > 1 AND «active» + 1 -- there is no operator + for boolean and integer
SELECT key\nFROM customers\nWHERE «key» -- WHERE clause must be a condition
SELECT key\nFROM customers\n«LIMIT» -1 -- syntax error at or near "LIMIT"
SELECT key\nFROM customers\n«LIMIT» 'a' -- syntax error at or near "LIMIT"
SELECT key\nFROM customers\n«OFFSET» key -- syntax error at or near "OFFSET"
SELECT key\nFROM customers\n«LIMIT» name -- syntax error at or near "LIMIT"
SELECT DISTINCT key\nFROM customers\nORDER BY «name» -- Expression 'name' is not in the select clause
SELECT key\nFROM customers\nORDER BY «7» -- Ordinal out of range
SELECT key\nFROM customers\nGROUP BY «7» -- Ordinal out of range
SELECT key AS a\nFROM customers a,\n «customers» a -- Duplicate relation name 'a' in FROM clause
SELECT «key»\nFROM customers a,\n orders b -- several tables have a column key; write the table before it
SELECT key\nFROM customers a JOIN orders b USING («name») -- there is no column name here
SELECT key\nFROM customers a NATURAL JOIN\n «nothing» -- there is no table nothing
SELECT «rank»()\nFROM customers -- OVER clause is necessary for window functions
SELECT key\nFROM customers\nWHERE «row_number»() OVER (ORDER BY key) > 1 -- Windowed aggregate expression is illegal in WHERE clause
SELECT lag(key)\n OVER «w»\nFROM customers -- Window 'w' not found
SELECT sum(key)\n OVER (ROWS BETWEEN 2 FOLLOWING AND «1» PRECEDING)\nFROM customers -- Upper frame boundary cannot be PRECEDING when lower boundary
SELECT sum(key)\n OVER (ORDER BY key «GROUPS» 2 PRECEDING)\nFROM customers -- syntax error at or near "GROUPS"; a frame of GROUPS is not s
SELECT string_agg(name, ',' ORDER BY «nme»)\nFROM customers -- there is no column nme; did you mean name?
SELECT «(»SELECT key, name FROM customers)\nFROM orders -- Cannot apply 'SCALAR_QUERY' to arguments of type 'SCALAR_QUE
SELECT key\nFROM customers\nWHERE «key» IN (SELECT key, name FROM customers) -- Values passed to IN operator must have compatible types
SELECT key\nFROM customers\nWHERE «(»key, name) IN (SELECT key FROM customers) -- Values passed to IN operator must have compatible types
SELECT key\nFROM customers\nWHERE (key, name) = «(»1, 2, 3) -- Unequal number of entries in ROW expressions
SELECT CAST(name AS «foo»)\nFROM customers -- there is no column foo; did you mean bool?
SELECT name::«foo»\nFROM customers -- there is no column foo; did you mean bool?
SELECT name::«bytea»\nFROM customers -- the type bytea is not supported; use text or jsonb
SELECT key,\n «DATE» '2024-13-01'\nFROM customers -- Illegal DATE literal '2024-13-01': not in format 'yyyy-MM-dd'
SELECT key,\n interval «'1 foo'»\nFROM customers -- invalid input syntax for type interval: "1 foo"; write as '2
SELECT key,\n «'abc'»::int\nFROM customers -- invalid input syntax for type integer: "abc"
SELECT key,\n «'{"a"'»::jsonb\nFROM customers -- invalid input syntax for type jsonb: "{"a""
SELECT key,\n «name»[1]\nFROM customers -- text has no elements
SELECT key,\n «name» -> 'a'\nFROM customers -- there is no operator -> for text and text
SELECT key,\n «(»name).a\nFROM customers -- there is no operator -> for text and text
SELECT key,\n «to_char»(placed)\nFROM orders -- there is no function to_char of so many arguments
SELECT key,\n substring(name, 1, 2«,» 3)\nFROM customers -- syntax error at or near ","
SELECT key,\n «coalesce»()\nFROM customers -- coalesce has one argument or more
SELECT key,\n «CASE» WHEN name THEN 1 END\nFROM customers -- Expected a boolean type
SELECT key,\n «random»()\nFROM customers -- the function RANDOM is not supported; a query has the same r
SELECT key,\n «gen_random_uuid»()\nFROM customers -- there is no function gen_random_uuid(); a query has the same
SELECT key\nFROM customers\nFOR «UPDATE» -- syntax error at or near "UPDATE"; FOR UPDATE is not supporte
SELECT key\nFROM customers «TABLESAMPLE» BERNOULLI (10) -- TABLESAMPLE is not supported; select by a condition
SELECT key\nFROM customers\n«WHERE» -- syntax error at or near "WHERE"
SELECT key\nFROM customers«)»\n -- syntax error at or near ")"
SELECT «'abc»\nFROM customers -- syntax error at or near "\' abc"
SELECT key FROM customers\n«;»\nSELECT 1 -- syntax error at or near ";"
«INSERT» INTO customers\nVALUES (1) -- INSERT is refused: SQL reads; write to the inputs of the service
WITH x AS (SELECT key FROM customers)\nSELECT «kee» FROM x -- there is no column kee; did you mean key?
WITH x AS (SELECT «kee» FROM customers)\nSELECT key FROM x -- there is no column kee; did you mean key?
WITH RECURSIVE x(n) AS (\n SELECT 1 UNION ALL SELECT «n» + 1 FROM x, x y)\nSELECT n FROM x -- several tables have a column n; write the table before it
WITH RECURSIVE «x»(n) AS (\n SELECT 1 UNION ALL SELECT max(n) FROM x)\nSELECT n FROM x -- aggregate functions, GROUP BY and DISTINCT do not stand in t
SELECT $1\n, «?»\nFROM customers -- syntax error at or near "~ FROM"
SELECT key\nFROM «generate_series»(1, 2, 3, 4) AS g(key) -- there is no function generate_series of so many arguments
SELECT key\nFROM «generate_series»('a', 2) AS g(key) -- there is no function generate_series(text, integer); cast wh
SELECT *\nFROM unnest(«name») -- there is no column name here
SELECT *\nFROM customers, «unnest»(name) -- there is no function unnest(text)
SELECT «jsonb_each»(payload)\nFROM events -- there is no function jsonb_each(<jsonb>); take the names by
SELECT row_to_json(«c»)\nFROM customers c -- there is no column c; a whole row is no value; name its colu
SELECT «c»\nFROM customers c -- there is no column c; a whole row is no value; name its colu
SELECT array_agg(«ARRAY»[key])\nFROM customers -- ARRAY of ARRAY is not supported; use jsonb
SELECT «ARRAY»[key, name]\nFROM customers -- Parameters must be of the same type
SELECT «avg»(active)\nFROM customers -- there is no function avg(boolean)
SELECT key\nFROM events\nORDER BY payload -> 'a' «+» -- syntax error at or near "+"
SELECT key IN («)»\nFROM customers -- syntax error at or near ")"
SELECT key\nFROM customers\nWHERE key = «ANY» (5) -- there is no function any(text, bigint, integer); cast what it is given
SELECT key\nFROM customers\nWHERE «NOT» name -- NOT takes booleans, not text
SELECT «placed» + placed\nFROM orders -- there is no operator + for timestamp with time zone and timestamp with time zone
SELECT «placed» + 1\nFROM orders -- there is no operator + for timestamp with time zone and integer
SELECT «placed» * 2\nFROM orders -- there is no operator * for timestamp with time zone and integer
SELECT key\nFROM orders\nWHERE placed > «'yesterday'» -- invalid input syntax for a date or time: "yesterday"
SELECT key\nFROM orders\nWHERE «placed» > 5 -- there is no operator > for timestamp with time zone and integer
SELECT c.key\nFROM customers c\nWHERE c.key = (SELECT max(x) FROM unnest(ARRAY(\n«SELECT» o.key FROM orders o WHERE o.customer = c.key)) AS u(x)) -- a subquery that refers to the query around it in this way is
SELECT c.key,\n (SELECT max(o.«nme») FROM orders o)\nFROM customers c -- there is no column nme; did you mean name?
SELECT c.key\nFROM customers c\nWHERE EXISTS (SELECT 1 FROM «ordrs» o\n WHERE o.customer = c.key) -- there is no table ordrs; did you mean orders?
SELECT key\nFROM customers\nWHERE name = ANY (SELECT «nam»\n FROM customers) -- there is no column nam; did you mean name?
SELECT ARRAY(SELECT «kee»\n FROM customers) -- there is no column kee; did you mean key?
SELECT key,\n array(SELECT key, «name» FROM customers)\nFROM customers -- the subquery of ARRAY(…) has one column
SELECT region,\n string_agg(«nmae», ',')\nFROM customers\nGROUP BY region -- there is no column nmae; did you mean name?
SELECT sum(pieces) OVER (\n PARTITION BY «custmer»)\nFROM orders -- there is no column custmer; did you mean customer?
SELECT key\nFROM orders\nWHERE pieces BETWEEN 1\n AND «pices» -- there is no column pices; did you mean pieces?
SELECT o.key\nFROM orders o\nJOIN customers c ON c.key = o.«custmer» -- there is no column custmer; did you mean customer?
SELECT key\nFROM events\nWHERE «jsonb_typof»(payload) = 'object' -- there is no function jsonb_typof(<jsonb>); did you mean jsonb_typeof?
SELECT key,\n «name» + 1\nFROM customers -- there is no operator + for text and integer
SELECT key\nFROM customers\nWHERE «key» = name -- there is no operator = for bigint and text
SELECT key,\n «upper»(key)\nFROM customers -- there is no function upper(bigint)
SELECT key,\n «E'ab\u12'»\nFROM customers -- a Unicode escape is \uXXXX or \UXXXXXXXX
SELECT key,\n «E'\uD83Dx'»\nFROM customers -- a half of a surrogate pair stands alone
SELECT key,\n «E'\uDE00'»\nFROM customers -- a half of a surrogate pair stands alone
SELECT key,\n «E'\xc3'»\nFROM customers -- the bytes of an escape are not UTF-8
SELECT key,\n «E'\U00110000'»\nFROM customers -- no character has the number 110000
SELECT key,\n «E'\0'»\nFROM customers -- a text has no character 0
SELECT key\nFROM orders\nWHERE pieces NOT BETWEEN 1 AND «NOT 2» -- syntax error at or near "NOT"
SELECT key,\n  «(pieces, interval '10 days') OVERLAPS (date '2024-02-01', date '2024-02-20')» AS a\nFROM orders -- there is no function overlaps(integer, interval, date, date)
SELECT key,\n  «(placed, 3) OVERLAPS (placed, placed)» AS a\nFROM orders -- there is no function overlaps
