-- figure satisfied
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'subject'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'gravity'), 'general') AS line,
       (SELECT a.option FROM lately a WHERE a.stream = x.stream AND a.act = 'follow_up' ORDER BY a.seq DESC, a.n DESC LIMIT 1) = 'satisfied' AS over, 1 AS under
FROM cases x
WHERE EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'follow_up');

-- figure called
SELECT x.office, x.day, '' AS line,
       1 AS over, 1 AS under
FROM act x WHERE x.act = 'follow_up';

