-- figure by_way
SELECT x.office, x.day, x.channel AS line,
       1 AS over, 1 AS under
FROM cases x;

