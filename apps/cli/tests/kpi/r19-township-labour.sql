-- figure matters
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'sort'), 'complaint') || '|' || x.channel AS line,
       1 AS over, 1 AS under
FROM cases x;

