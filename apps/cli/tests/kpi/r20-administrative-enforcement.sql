-- figure overdue
SELECT x.office, x.day, '' AS line,
       x.passed IS NOT NULL AS over, 1 AS under
FROM due x WHERE x.name = 'opinion';

