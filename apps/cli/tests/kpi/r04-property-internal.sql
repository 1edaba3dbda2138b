-- figure complaints
SELECT x.office, x.last AS day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'department'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'validity'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'severity'), '') AS line,
       1 AS over, 1 AS under
FROM (SELECT c.stream, c.office, (SELECT MAX(a.day) FROM act a WHERE a.stream = c.stream AND a.act IN ('complete', 'help')) AS last FROM cases c) x
WHERE x.last IS NOT NULL;

