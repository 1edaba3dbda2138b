-- figure timely
-- Fed back by the moment that the order itself carries.
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'lead'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       EXISTS (SELECT 1 FROM act a WHERE a.stream = x.stream AND a.act = 'feed_back' AND a.at >= x.since AND a.at <= (
           SELECT g.plain FROM given g WHERE g.stream = x.stream AND g.part = 'main' AND g.field = 'due_at')) AS over,
       1 AS under
FROM due x WHERE x.name = 'in_time';

-- figure delayed
-- Fed back by the moment that the order itself carries.
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'lead'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       NOT EXISTS (SELECT 1 FROM act a WHERE a.stream = x.stream AND a.act = 'feed_back' AND a.at >= x.since AND a.at <= (
           SELECT g.plain FROM given g WHERE g.stream = x.stream AND g.part = 'main' AND g.field = 'due_at')) AS over,
       1 AS under
FROM due x WHERE x.name = 'in_time';

-- figure redone
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'lead'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'sent_back') OR EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'verify' AND a.option = 'not_sound')
       OR (SELECT COUNT(*) FROM act a WHERE a.stream = x.stream AND a.act = 'dispatch') > 1 AS over, 1 AS under
FROM (SELECT c.stream, c.office, (SELECT MAX(a.day) FROM act a WHERE a.stream = c.stream AND a.act = 'feed_back') AS day FROM cases c) x
WHERE x.day IS NOT NULL;

-- figure repeated
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'lead'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       EXISTS (SELECT 1 FROM given g WHERE g.stream = x.stream AND g.part = 'main' AND g.field = 'earlier' AND g.value <> '"empty"') AS over, 1 AS under
FROM cases x;

-- figure satisfied
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'lead'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       x.input ->> '$."class.result".value.choice' = 'satisfied' AS over, 1 AS under
FROM act x WHERE x.act = 'contact' AND x.input ->> '$."class.result".value.choice' IN ('satisfied', 'dissatisfied');

-- figure volume
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

