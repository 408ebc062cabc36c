-- measure: activity_attendance
-- label:   取組の参加者 / Activity attendance
-- unit:    人（延べ） / people
-- counts:  実施した取組の参加者数を合計する。人数が未記入のものは合計に入らず、何件あるかを添える / the sum of the participants of each activity that was held; activities without a number are excluded, and their count is printed next to the sum
-- on:      実施日 / the date it was held
-- area:    取組の圏域。合同の取組の人数は、各圏域に全部、市全体で一回 / each area of the activity; a joint activity counts in full in each area, and once for the whole city
-- section: III-1
-- order:   6
-- sum:     yes
-- sentence: named
-- reads:   activity
SELECT activity.record, areas.area, activity.date AS day, activity.participants AS number
FROM standing_activity AS activity
JOIN standing_activity_areas AS areas ON areas.record = activity.record
WHERE activity.status = 'held'
