-- The log, laid out for those who count by hand: each event once, and what the events of a case leave behind. Nothing here knows a
-- formula, an indicator or a regulation; nothing is read but the log (`streams`, `commits`). Days are those of the office's clock.

CREATE TEMP TABLE event AS
SELECT c.stream, substr(c.stream, 1, instr(c.stream, '.') - 1) AS office, c.seq, CAST(e.key AS INTEGER) AS n,
       e.value ->> '$.event' AS event, e.value AS body,
       COALESCE(json_extract(c.body, '$.events[0].stamp.happened'), c.body ->> '$.entered') AS at
FROM commits c JOIN streams s ON s.id = c.stream, json_each(c.body, '$.events') e
WHERE s.sort = 'case';
CREATE INDEX temp.event_by_kind ON event (event, stream);

-- Cases, and rows of registers that have a life of their own.
CREATE TEMP TABLE begun AS
SELECT stream, office, body ->> '$.shape' AS shape, COALESCE(body ->> '$.channel', '') AS channel, at,
       body ->> '$.received' AS received, date(body ->> '$.received', '+8 hours') AS day
FROM event WHERE event = 'begun';
CREATE INDEX temp.begun_by_stream ON begun (stream);
CREATE TEMP VIEW cases AS SELECT * FROM begun WHERE shape NOT LIKE '%"register"%';

CREATE TEMP TABLE act AS
SELECT stream, office, seq, n, body ->> '$.row' AS part, body ->> '$.act' AS act, COALESCE(body ->> '$.option', '') AS option,
       body -> '$.input' AS input, at, date(at, '+8 hours') AS day
FROM event WHERE event = 'act_done';
CREATE INDEX temp.act_by_name ON act (act, stream);
CREATE INDEX temp.act_by_stream ON act (stream, act);

-- What was done since a case was last taken up again: by the regulation's format an earlier round no longer answers whether something
-- is done, so that a final result is none once the matter was complained of again.
CREATE TEMP VIEW lately AS
SELECT a.* FROM act a WHERE a.seq >= COALESCE(
    (SELECT MAX(r.seq) FROM event r WHERE r.event = 'reopened' AND r.stream = a.stream AND r.body ->> '$.row' = 'main'), 0);

-- A value as plain text: an option, somebody, a number; several with commas between.
CREATE TEMP TABLE given AS
WITH said AS (
    SELECT stream, seq, n, body ->> '$.row' AS part, body ->> '$.field' AS field, body -> '$.value' AS value
    FROM event WHERE event = 'field_set'
), last AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY stream, part, field ORDER BY seq DESC, n DESC) AS back FROM said
)
SELECT stream, part, field, value,
       COALESCE(value ->> '$.choice', value ->> '$.text', value ->> '$.ref.person', value ->> '$.ref.unit', value ->> '$.ref.role',
                value ->> '$.ref.place', value ->> '$.int',
                value ->> '$.date', value ->> '$.moment', value ->> '$.money', value ->> '$.decimal[0]',
                CASE value ->> '$.yes' WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END, '') AS plain
FROM last WHERE back = 1;
CREATE INDEX temp.given_by_field ON given (stream, field, part);

-- The values of a class axis as they stand now.
CREATE TEMP TABLE class AS
WITH said AS (
    SELECT stream, seq, n, body ->> '$.row' AS part, body ->> '$.axis' AS axis, body -> '$.now' AS now
    FROM event WHERE event = 'class_set'
), last AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY stream, part, axis ORDER BY seq DESC, n DESC) AS back FROM said
)
SELECT stream, part, axis, COALESCE((SELECT group_concat(value, ',') FROM json_each(last.now)), '') AS now FROM last WHERE back = 1;
CREATE INDEX temp.class_by_axis ON class (stream, axis, part);

-- The stage in which each stands now.
CREATE TEMP TABLE stage AS
WITH last AS (
    SELECT stream, body ->> '$.row' AS part, body ->> '$.stage' AS stage,
           ROW_NUMBER() OVER (PARTITION BY stream, body ->> '$.row' ORDER BY seq DESC, n DESC) AS back
    FROM event WHERE event = 'stage_entered'
)
SELECT stream, part, stage FROM last WHERE back = 1;
CREATE INDEX temp.stage_by_stream ON stage (stream, part);

-- Parts within cases: slips, orders, tasks.
CREATE TEMP TABLE opened AS
SELECT stream, office, body ->> '$.row' AS part, at, date(at, '+8 hours') AS day FROM event WHERE event = 'row_opened';
CREATE INDEX temp.opened_by_stream ON opened (stream, part);

-- Entries of registers without a life: written by hand, or by a case.
CREATE TEMP TABLE entry AS
SELECT stream, office, body ->> '$.register' AS register, body -> '$.values' AS said, at, date(at, '+8 hours') AS day
FROM event WHERE event = 'listed';

-- Runs of limits: from when they count, and when they passed or ended, by the verdicts in the log. A run that was taken up again
-- has not ended; one that passed while more time was asked for, and granted later, has not passed.
CREATE TEMP TABLE run AS
WITH started AS (
    SELECT stream, office, body ->> '$.run' AS run, body ->> '$.limit' AS name, body ->> '$.row' AS part,
           substr(body ->> '$.from.happened', 1, 19) || 'Z' AS since
    FROM event WHERE event = 'limit_started'
), judged AS (
    SELECT stream, body ->> '$.run' AS run, body ->> '$.applies' AS applies,
           ROW_NUMBER() OVER (PARTITION BY stream, body ->> '$.run' ORDER BY seq DESC, n DESC) AS back
    FROM event WHERE event = 'limit_judged'
), taken_up AS (
    SELECT stream, body ->> '$.run' AS run, MAX(seq * 10000 + n) AS place FROM event
    WHERE event = 'limit_moved' AND body ->> '$.moved' = 'resumed' GROUP BY 1, 2
), ended AS (
    SELECT e.stream, e.body ->> '$.run' AS run, substr(e.body ->> '$.at.happened', 1, 19) || 'Z' AS at, e.body ->> '$.how' AS how,
           ROW_NUMBER() OVER (PARTITION BY e.stream, e.body ->> '$.run' ORDER BY e.seq DESC, e.n DESC) AS back
    FROM event e LEFT JOIN taken_up t ON t.stream = e.stream AND t.run = e.body ->> '$.run'
    WHERE e.event = 'limit_ended' AND e.seq * 10000 + e.n > COALESCE(t.place, 0)
), granted AS (
    SELECT stream, body ->> '$.run' AS run, MAX(at) AS at FROM event
    WHERE event = 'limit_moved' AND body ->> '$.moved.by.in_time' = 1 GROUP BY 1, 2
), passed AS (
    SELECT p.stream, p.body ->> '$.run' AS run, substr(MIN(p.body ->> '$.at'), 1, 19) || 'Z' AS at
    FROM event p LEFT JOIN granted g ON g.stream = p.stream AND g.run = p.body ->> '$.run'
    WHERE p.event = 'limit_passed' AND p.body ->> '$.at' >= COALESCE(g.at, '') GROUP BY 1, 2
)
SELECT s.stream, s.office, s.run, s.name, s.part, s.since, p.at AS passed, e.at AS ended, e.how,
       date(COALESCE(p.at, e.at), '+8 hours') AS day
FROM started s
JOIN judged j ON j.stream = s.stream AND j.run = s.run AND j.back = 1 AND j.applies = 1
LEFT JOIN passed p ON p.stream = s.stream AND p.run = s.run
LEFT JOIN ended e ON e.stream = s.stream AND e.run = s.run AND e.back = 1;
CREATE INDEX temp.run_by_name ON run (name, stream);
-- What a figure over a limit looks at: runs that are over or have passed, but for those that were laid down in time.
CREATE TEMP VIEW due AS SELECT * FROM run WHERE passed IS NOT NULL OR ended IS NOT NULL AND how <> 'laid_down';

-- Who has a place on a case: those assigned since somebody was assigned alone, or all were released; in somebody's place stands
-- whoever was put there last.
CREATE TEMP TABLE placed AS
WITH said AS (
    SELECT stream, seq * 10000 + n AS place_in_log, body ->> '$.place' AS place, body ->> '$.alone' AS alone, body -> '$.who' AS who
    FROM event WHERE event = 'assigned'
), begins AS (
    SELECT s.stream, s.place, MAX(
        COALESCE((SELECT MAX(o.place_in_log) FROM said o WHERE o.stream = s.stream AND o.place = s.place AND o.alone = 1), 0),
        COALESCE((SELECT MAX(r.seq * 10000 + r.n) FROM event r WHERE r.event = 'released' AND r.stream = s.stream
                  AND r.body -> '$.who' = 'null'), 0)) AS since
    FROM said s GROUP BY s.stream, s.place
), each AS (
    SELECT s.stream, s.place, s.place_in_log, w.key AS n, w.value AS who
    FROM said s JOIN begins b ON b.stream = s.stream AND b.place = s.place AND s.place_in_log >= b.since, json_each(s.who) w
), stands AS (
    SELECT e.stream, e.place, e.place_in_log, e.n, COALESCE((
        SELECT u.body ->> '$.by[0]' FROM event u
        WHERE u.event = 'substituted' AND u.stream = e.stream AND u.seq * 10000 + u.n > e.place_in_log AND u.body ->> '$.of[0]' = e.who
        ORDER BY u.seq DESC, u.n DESC LIMIT 1), e.who) AS who
    FROM each e
    WHERE NOT EXISTS (SELECT 1 FROM event r, json_each(r.body, '$.who') w WHERE r.event = 'released' AND r.stream = e.stream
                      AND r.seq * 10000 + r.n > e.place_in_log AND w.value = e.who)
), named AS (
    SELECT stream, place, CASE WHEN instr(who, '@') THEN substr(who, instr(who, '@') + 1) ELSE substr(who, instr(who, ':') + 1) END AS who
    FROM (SELECT DISTINCT stream, place, who FROM stands ORDER BY place_in_log, n)
)
SELECT stream, place, group_concat(who, ',') AS who FROM named GROUP BY stream, place;
CREATE INDEX temp.placed_by_stream ON placed (stream, place);

-- Days on which work is done, Monday to Friday and Monday to Saturday, by the notices of the State Council (`off`: days of a holiday,
-- `made_up`: days worked for one), which whoever counts enters first.
CREATE TEMP TABLE calendar AS
WITH RECURSIVE days (day) AS (SELECT '2021-12-01' UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < '2026-12-31')
SELECT day,
       day IN (SELECT day FROM made_up) OR strftime('%w', day) NOT IN ('0', '6') AND day NOT IN (SELECT day FROM off) AS five,
       day IN (SELECT day FROM made_up) OR strftime('%w', day) <> '0' AND day NOT IN (SELECT day FROM off) AS six
FROM days;
CREATE INDEX temp.calendar_by_day ON calendar (day);
