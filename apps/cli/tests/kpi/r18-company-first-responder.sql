-- figure compensation
SELECT x.office, x.day, '' AS line,
       CAST(COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'compensation'), '') AS INTEGER) AS over, 1 AS under
FROM opened x WHERE x.part LIKE 'liability%';

