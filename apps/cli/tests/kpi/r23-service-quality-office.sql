-- figure received_by
SELECT x.office, x.day, x.channel AS line,
       1 AS over, 1 AS under
FROM cases x;

-- figure handling_speed
SELECT x.office, date(x.at, '+8 hours') AS day, '' AS line,
       CAST(g.plain AS INTEGER) AS over, 1 AS under
FROM begun x JOIN given g ON g.stream = x.stream AND g.part = 'main' AND g.field = 'speed' AND g.plain <> ''
WHERE x.shape ->> '$.register' = 'assessments';

-- figure handling_effect
SELECT x.office, date(x.at, '+8 hours') AS day, '' AS line,
       CAST(g.plain AS INTEGER) AS over, 1 AS under
FROM begun x JOIN given g ON g.stream = x.stream AND g.part = 'main' AND g.field = 'effect' AND g.plain <> ''
WHERE x.shape ->> '$.register' = 'assessments';

-- figure satisfaction
SELECT x.office, date(x.at, '+8 hours') AS day, '' AS line,
       CAST(g.plain AS INTEGER) AS over, 1 AS under
FROM begun x JOIN given g ON g.stream = x.stream AND g.part = 'main' AND g.field = 'pleased' AND g.plain <> ''
WHERE x.shape ->> '$.register' = 'assessments';

-- figure training_effect
SELECT x.office, x.day,
       COALESCE(x.said ->> '$.evaluated_by.choice', '') AS line,
       1 AS over, 1 AS under
FROM entry x WHERE x.register = 'training';

