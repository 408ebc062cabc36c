-- measure: business
-- label:   企業連携 / Work with businesses
-- unit:    件 / times
-- counts:  実施した企業連携を一件ずつ数える / each piece of work with a business
-- on:      実施日 / the day it was held
-- area:    取組の圏域。合同の取組は各圏域で一回、市全体でも一回 / each of the activity's; a joint one is one in each and one for the city
-- section: II-2
-- order:   1
-- reads:   activity
SELECT activity.record, areas.area, activity.date AS day
FROM standing_activity AS activity
JOIN standing_activity_areas AS areas ON areas.record = activity.record
WHERE activity.kind = 'business'
  AND activity.status = 'held'
