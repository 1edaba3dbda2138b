-- figure satisfaction
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'satisfaction'), '') AS line,
       1 AS over, 1 AS under
FROM act x WHERE x.act = 'check';

-- figure timely
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'timely'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'explained'), '') AS line,
       1 AS over, 1 AS under
FROM act x WHERE x.act = 'check';

