-- figure rounds
SELECT x.office, x.day,
       COALESCE((SELECT now FROM class WHERE stream = x.stream AND part = 'main' AND axis = 'domain'), '') AS line,
       CAST(COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'rounds'), '') AS INTEGER) AS over, COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = 'main' AND field = 'rounds'), '') <> '' AS under
FROM cases x;

