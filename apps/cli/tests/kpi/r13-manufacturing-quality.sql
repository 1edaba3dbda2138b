-- figure causes
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'text'), '') || '|'
       || COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'branch'), '') || '|'
       || COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'weight'), '') AS line,
       CAST(COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'times'), '') AS INTEGER) AS over, 1 AS under
FROM opened x WHERE x.part LIKE 'cause%';

-- figure listed
SELECT x.office, x.day,
       COALESCE((SELECT plain FROM given WHERE stream = x.stream AND part = x.part AND field = 'weight'), '') AS line,
       1 AS over, 1 AS under
FROM opened x WHERE x.part LIKE 'cause%';

