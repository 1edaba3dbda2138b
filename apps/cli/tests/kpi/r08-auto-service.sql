-- figure satisfied
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'subject'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'gravity'), 'general') AS line,
       x.option = 'satisfied' AS over, 1 AS under
FROM act x WHERE x.act = 'follow_up';

-- figure assessed
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'subject'), '') AS line,
       EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'assess') AS over, 1 AS under
FROM cases x;

