-- figure by_scope
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'scope'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'weight'), '') AS line,
       1 AS over, 1 AS under
FROM cases x
WHERE COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'matter'), '') = 'proposal';

