-- figure by_project
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'in_project'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'nature'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'severity'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

-- figure overall
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'nature'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'severity'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

