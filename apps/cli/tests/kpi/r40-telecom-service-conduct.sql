-- figure speech
SELECT x.office, date(x.said ->> '$.on.date') AS day,
       COALESCE(x.said ->> '$.person.ref.person', '') AS line,
       (x.said ->> '$.speed.int') BETWEEN 90 AND 100 AS over, 1 AS under
FROM entry x WHERE x.register = 'checks' AND (x.said ->> '$.speed.int') > 0;

-- figure answering
SELECT x.office, date(x.said ->> '$.on.date') AS day,
       COALESCE(x.said ->> '$.person.ref.person', '') AS line,
       (x.said ->> '$.seconds.int') < 15 AS over, 1 AS under
FROM entry x WHERE x.register = 'checks' AND (x.said ->> '$.seconds.int') >= 0;

-- figure handling
SELECT x.office, date(x.said ->> '$.on.date') AS day,
       COALESCE(x.said ->> '$.person.ref.person', '') AS line,
       1.0 * (x.said ->> '$.handled_right.int') / (x.said ->> '$.handled_checked.int') > 0.97 AS over, 1 AS under
FROM entry x WHERE x.register = 'checks' AND (x.said ->> '$.handled_checked.int') > 0;

-- figure data
SELECT x.office, date(x.said ->> '$.on.date') AS day,
       COALESCE(x.said ->> '$.person.ref.person', '') AS line,
       1.0 * (x.said ->> '$.data_right.int') / (x.said ->> '$.data_checked.int') > 0.98 AS over, 1 AS under
FROM entry x WHERE x.register = 'checks' AND (x.said ->> '$.data_checked.int') > 0;

-- figure conduct
SELECT x.office, date(x.said ->> '$.on.date') AS day,
       COALESCE(x.said ->> '$.person.ref.person', '') AS line,
       COALESCE(x.said ->> '$.looks.yes', 0) AND COALESCE(x.said ->> '$.posture.yes', 0) AND COALESCE(x.said ->> '$.attitude.yes', 0) AND COALESCE(x.said ->> '$.language.yes', 0) AND COALESCE(x.said ->> '$.tone.yes', 0) AS over, 1 AS under
FROM entry x WHERE x.register = 'checks' AND x.said -> '$.attitude' IS NOT NULL;

-- figure contacts
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'sort'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

