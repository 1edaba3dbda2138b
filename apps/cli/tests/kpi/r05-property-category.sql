-- figure own
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'in_project'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       1 AS over, 1 AS under
FROM cases x
WHERE COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'source'), 'owner') = 'owner' AND COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') IN ('cat_1', 'building', 'equipment', 'security', 'environment', 'services');

-- figure developers
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'in_project'), '') AS line,
       1 AS over, 1 AS under
FROM cases x
WHERE COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'source'), 'owner') = 'owner' AND COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') = 'cat_2';

-- figure contracted
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'in_project'), '') || '|'
       || COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') AS line,
       1 AS over, 1 AS under
FROM cases x
WHERE COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'source'), 'owner') = 'owner' AND COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'outsourced'), '') = 'yes';

-- figure overall
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'category'), '') || '|'
       || COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'in_project'), '') AS line,
       1 AS over, 1 AS under
FROM cases x
WHERE COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'source'), 'owner') = 'owner';

