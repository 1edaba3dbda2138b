-- figure overdue
-- The unit, and its head, who stands by the unit that he heads.
SELECT x.office, x.day, x.lead || '|' || x.lead AS line,
       x.passed IS NOT NULL AS over, 1 AS under
FROM (SELECT d.*, COALESCE((SELECT who FROM placed WHERE stream = d.stream AND place = 'lead'), '') AS lead FROM due d) x WHERE x.name = 'handling';

