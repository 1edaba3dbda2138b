-- figure by_nature
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'nature'), '') || '|'
       || COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'hall'), '') AS line,
       1 AS over, 1 AS under
FROM cases x;

