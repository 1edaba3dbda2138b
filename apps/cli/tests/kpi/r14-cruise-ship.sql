-- figure by_form
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'form'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

-- figure by_department
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'unit'), '') AS line,
       1 AS over, 1 AS under
FROM opened x WHERE x.part LIKE 'task%';

