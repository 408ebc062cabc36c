-- measure: business
-- label:   企業連携 / Work with businesses
-- unit:    件 / activities
-- counts:  実施した企業連携を一件ずつ数える / each activity with a business that was held
-- on:      実施日 / the date it was held
-- area:    取組の圏域。合同の取組は各圏域で一回、市全体でも一回 / each area of the activity; a joint activity counts once in each area and once for the whole city
-- section: II-2
-- order:   1
-- reads:   activity
SELECT activity.record, areas.area, activity.date AS day
FROM standing_activity AS activity
JOIN standing_activity_areas AS areas ON areas.record = activity.record
WHERE activity.kind = 'business'
  AND activity.status = 'held'
