-- figure acceptance_rate
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'dept'), '') || '|'
       || COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'investigator'), '') AS line,
       EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'accept') AS over, 1 AS under
FROM cases x;

-- figure handling_rate
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'dept'), '') || '|'
       || COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'investigator'), '') AS line,
       EXISTS (SELECT 1 FROM stage s WHERE s.stream = x.stream AND s.part = 'main' AND s.stage = 'closed') AS over, 1 AS under
FROM cases x
WHERE EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'accept');

-- figure satisfaction_rate
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'dept'), '') || '|'
       || COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'investigator'), '') AS line,
       (SELECT a.option FROM lately a WHERE a.stream = x.stream AND a.act = 'hear' ORDER BY a.seq DESC, a.n DESC LIMIT 1) = 'satisfied' AS over, 1 AS under
FROM cases x
WHERE EXISTS (SELECT 1 FROM lately a WHERE a.stream = x.stream AND a.act = 'hear');

-- figure on_time_rate
SELECT x.office, x.day,
       COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'dept'), '') || '|'
       || COALESCE((SELECT who FROM placed WHERE stream = x.stream AND place = 'investigator'), '') AS line,
       -- Within three working days after the report was passed, by the end of the last.
       EXISTS (SELECT 1 FROM act a WHERE a.stream = x.stream AND a.act = 'feed_back' AND a.at >= x.since
               AND date(a.at, '+8 hours') <= (SELECT d.day FROM calendar d WHERE d.five AND d.day > date(x.since, '+8 hours')
                                              ORDER BY d.day LIMIT 1 OFFSET 2)) AS over, 1 AS under
FROM due x WHERE x.name = 'feeding_back';

