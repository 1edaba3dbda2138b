-- figure sources
SELECT x.office, x.day, CASE WHEN x.shape LIKE '{%' THEN COALESCE(x.shape ->> '$.kind', '') ELSE '' END AS line,
       1 AS over, 1 AS under
FROM cases x;

