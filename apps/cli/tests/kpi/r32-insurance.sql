-- figure received_cases
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'grade'), '') || '|' || x.channel AS line,
       1 AS over, 1 AS under
FROM cases x;

-- figure closed_cases
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'branch'), '') AS line,
       1 AS over, 1 AS under
FROM act x WHERE x.act = 'close';

-- figure declined_cases
SELECT x.office, x.day, '' AS line,
       x.option = 'decline' AS over, 1 AS under
FROM act x WHERE x.act = 'review' AND 1;

-- figure satisfied
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'branch'), '') AS line,
       x.input ->> '$.satisfaction.value.choice' IN ('satisfied','fairly') AS over, 1 AS under
FROM act x WHERE x.act = 'give_receipt';

-- figure objections
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'branch'), '') AS line,
       1 AS over, 1 AS under
FROM act x WHERE x.act = 'object';

