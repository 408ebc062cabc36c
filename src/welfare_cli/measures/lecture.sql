-- measure: lecture
-- label:   講座・フォーラム / Lectures and forums
-- unit:    回 / times
-- counts:  実施した講座・フォーラムを一回ずつ数える / each lecture or forum that was held
-- on:      実施日 / the date it was held
-- area:    取組の圏域。合同の取組は各圏域で一回、市全体でも一回 / each area of the activity; a joint activity counts once in each area and once for the whole city
-- section: III-4
-- order:   2
-- sentence: named
-- reads:   activity
SELECT activity.record, areas.area, activity.date AS day
FROM standing_activity AS activity
JOIN standing_activity_areas AS areas ON areas.record = activity.record
WHERE activity.kind = 'lecture'
  AND activity.status = 'held'
