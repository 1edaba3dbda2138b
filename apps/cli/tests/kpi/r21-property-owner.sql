-- figure subjects
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'subject'), '') AS line,
       1 AS over, 1 AS under
FROM cases x
WHERE x.shape LIKE '%"owners"%';

-- figure recurring
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'subject'), '') || '|'
       || COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'spot'), '') AS line,
       1 AS over, 1 AS under
FROM cases x
WHERE x.shape LIKE '%"owners"%' AND COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'recurrence'), '') = 'recurring';

-- figure survey
SELECT x.office, x.day,
       COALESCE(x.said ->> '$.item.choice', '') || '|'
       || COALESCE(x.said ->> '$.opinion.choice', '') AS line,
       1 AS over, 1 AS under
FROM entry x WHERE x.register = 'survey';

