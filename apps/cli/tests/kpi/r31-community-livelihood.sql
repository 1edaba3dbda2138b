-- figure process
SELECT x.office, x.day,
       COALESCE(x.input ->> '$.process_rating.value.choice', '') AS line,
       1 AS over, 1 AS under
FROM act x WHERE x.act = 'evaluate';

-- figure result
SELECT x.office, x.day,
       COALESCE(x.input ->> '$.result_rating.value.choice', '') AS line,
       1 AS over, 1 AS under
FROM act x WHERE x.act = 'evaluate';

