-- figure appraisal
SELECT x.office, x.day,
       COALESCE(x.said ->> '$.window.ref.unit', '') AS line,
       (x.said ->> '$.spot_checks.int') + (x.said ->> '$.supervision.int') AS over, 1 AS under
FROM entry x
WHERE x.register = 'appraisals' AND x.said -> '$.spot_checks' IS NOT NULL AND x.said -> '$.supervision' IS NOT NULL;

-- figure top_two
SELECT x.office, x.day,
       COALESCE(x.said ->> '$.window.ref.unit', '') AS line,
       (x.said ->> '$.spot_checks.int') + (x.said ->> '$.supervision.int') AS over, 1 AS under
FROM entry x
WHERE x.register = 'appraisals' AND x.said -> '$.spot_checks' IS NOT NULL AND x.said -> '$.supervision' IS NOT NULL;

-- figure complaints
SELECT x.office, x.day, (SELECT channel FROM begun WHERE stream = x.stream) AS line,
       1 AS over, 1 AS under
FROM act x WHERE x.act = 'decide';

