-- figure by_source
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'origin'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

-- figure by_mode
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'mode'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

-- figure by_nature
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'nature'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'feature'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

