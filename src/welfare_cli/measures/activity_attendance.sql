-- measure: activity_attendance
-- label:   取組の参加者 / Activity attendance
-- unit:    人（延べ） / people
-- counts:  実施した取組の参加者数を合計する。人数が未記入のものは合計に入らず、何件あるかを添える / the sum of the number of participants of each activity that was held; those without a number are not in it, and how many there are is printed beside it
-- on:      実施日 / the day it was held
-- area:    取組の圏域。合同の取組の人数は、各圏域に全部、市全体で一回 / each area of the activity; the whole number of a joint one in each, and once for the whole city
-- section: III-1
-- order:   6
-- sum:     yes
-- sentence: named
-- reads:   activity
SELECT activity.record, areas.area, activity.date AS day, activity.participants AS number
FROM standing_activity AS activity
JOIN standing_activity_areas AS areas ON areas.record = activity.record
WHERE activity.status = 'held'
