-- measure: meeting_attendance
-- label:   会議の参加者 / Meeting attendance
-- unit:    人（延べ） / people
-- counts:  実施した会議の参加人数を合計する。人数が未記入のものは合計に入らず、何件あるかを添える / the sum of the attendees of each meeting that was held; meetings without a number are excluded, and their count is printed next to the sum
-- on:      開催日 / the date it was held
-- area:    会議の圏域。合同の会議の人数は、各圏域に全部、市全体で一回 / each area of the meeting; a joint meeting counts in full in each area, and once for the whole city
-- section: I-4
-- order:   2
-- sum:     yes
-- sentence: named
-- reads:   meeting
SELECT meeting.record, areas.area, meeting.date AS day, meeting.attendees AS number
FROM standing_meeting AS meeting
JOIN standing_meeting_areas AS areas ON areas.record = meeting.record
WHERE meeting.status = 'held'
