-- figure timely
-- Replied by the same clock time on the second counted day after the day of sending: Monday to Saturday, no holidays, make-up days
-- too (3 定义). Which orders have run out is a verdict of the log; whether in time is counted here.
SELECT x.office, (SELECT o.day FROM opened o WHERE o.stream = x.stream AND o.part = x.part) AS day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'responsible'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'line'), '') AS line,
       EXISTS (SELECT 1 FROM act a WHERE a.stream = x.stream AND a.part = x.part AND a.act = 'reply'
               AND datetime(a.at, '+8 hours') <= (SELECT d.day FROM calendar d WHERE d.six AND d.day > date(x.since, '+8 hours')
                                                  ORDER BY d.day LIMIT 1 OFFSET 1) || substr(datetime(x.since, '+8 hours'), 11)) AS over,
       1 AS under
FROM due x WHERE x.name = 'reply' AND EXISTS (SELECT 1 FROM given g WHERE g.stream = x.stream AND g.part = x.part AND g.field = 'sort' AND g.plain = 'complaint_order');

-- figure timely_service
-- Replied by the same clock time on the second counted day after the day of sending: Monday to Saturday, no holidays, make-up days
-- too (3 定义). Which orders have run out is a verdict of the log; whether in time is counted here.
SELECT x.office, (SELECT o.day FROM opened o WHERE o.stream = x.stream AND o.part = x.part) AS day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'responsible'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'line'), '') AS line,
       EXISTS (SELECT 1 FROM act a WHERE a.stream = x.stream AND a.part = x.part AND a.act = 'reply'
               AND datetime(a.at, '+8 hours') <= (SELECT d.day FROM calendar d WHERE d.six AND d.day > date(x.since, '+8 hours')
                                                  ORDER BY d.day LIMIT 1 OFFSET 1) || substr(datetime(x.since, '+8 hours'), 11)) AS over,
       1 AS under
FROM due x WHERE x.name = 'reply' AND EXISTS (SELECT 1 FROM given g WHERE g.stream = x.stream AND g.part = x.part AND g.field = 'sort' AND g.plain = 'service_order');

-- figure contacted
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'line'), '') AS line,
       EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'contact' AND a.option = 'contacted' AND a.part LIKE 'order%') AS over, 1 AS under
FROM cases x;

-- figure results
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'line'), '') AS line,
       EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'give_result' AND a.part LIKE 'order%') AS over, 1 AS under
FROM cases x;

-- figure multiple
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'company'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'line'), '') AS line,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'repetition'), '') = 'repeated' AS over, 1 AS under
FROM cases x;

