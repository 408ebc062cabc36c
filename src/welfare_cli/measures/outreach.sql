-- measure: outreach
-- label:   地域行事・訪問 / Community events and visits
-- unit:    回 / times
-- counts:  実施した地域行事への参加・訪問を一回ずつ数える / each event attended or visit made
-- on:      実施日 / the date it was held
-- area:    取組の圏域。合同の取組は各圏域で一回、市全体でも一回 / each area of the activity; a joint activity counts once in each area and once for the whole city
-- section: III-1
-- order:   3
-- reads:   activity
SELECT activity.record, areas.area, activity.date AS day
FROM standing_activity AS activity
JOIN standing_activity_areas AS areas ON areas.record = activity.record
WHERE activity.kind = 'outreach'
  AND activity.status = 'held'
