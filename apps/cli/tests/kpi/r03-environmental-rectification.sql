-- figure trained
SELECT x.office, x.day, '' AS line,
       x.passed IS NULL AS over, 1 AS under
FROM due x WHERE x.name = 'training';

-- figure post_met
SELECT x.office, x.day,
       COALESCE(x.input ->> '$.post.value.choice', x.input ->> '$.post.value.text', x.input ->> '$.post.value.ref.person', '') AS line,
       COALESCE(x.input ->> '$.met.value.yes', 0) AS over, 1 AS under
FROM act x WHERE x.act = 'appraise' AND x.part LIKE 'standing%';

