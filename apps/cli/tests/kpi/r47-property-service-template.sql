-- figure kinds
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'responsibility'), 'open') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'severity'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

-- figure collective
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'property'), '') AS line,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'group'), '') = 'collective' AS over, 1 AS under
FROM cases x;

