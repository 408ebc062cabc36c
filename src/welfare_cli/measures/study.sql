-- measure: study
-- label:   勉強会 / Study groups
-- unit:    回 / times
-- counts:  実施した勉強会を一回ずつ数える / each study group that was held
-- on:      実施日 / the date it was held
-- area:    取組の圏域。合同の取組は各圏域で一回、市全体でも一回 / each area of the activity; a joint activity counts once in each area and once for the whole city
-- section: III-4
-- order:   3
-- sentence: named
-- reads:   activity
SELECT activity.record, areas.area, activity.date AS day
FROM standing_activity AS activity
JOIN standing_activity_areas AS areas ON areas.record = activity.record
WHERE activity.kind = 'study'
  AND activity.status = 'held'
