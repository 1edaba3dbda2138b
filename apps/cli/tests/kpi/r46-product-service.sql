-- figure replies
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'matter'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'region'), '') AS line,
       EXISTS (SELECT 1 FROM event e WHERE e.stream = x.stream AND e.event = 'issued' AND e.body ->> '$.document' = 'reply_slip') AS over, 1 AS under
FROM cases x;

-- figure calls
SELECT x.office, x.day, x.channel || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'matter'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

