-- measure: exchange_meeting
-- label:   相談支援機関との情報交換 / Exchanges with consultation agencies
-- unit:    回 / meetings
-- counts:  実施した情報交換・連携会議を一回ずつ数える / each exchange that was held
-- on:      開催日 / the date it was held
-- area:    会議の圏域。合同の会議は各圏域で一回、市全体でも一回 / each area of the meeting; a joint meeting counts once in each area and once for the whole city
-- section: I-4
-- order:   1
-- reads:   meeting
SELECT meeting.record, areas.area, meeting.date AS day
FROM standing_meeting AS meeting
JOIN standing_meeting_areas AS areas ON areas.record = meeting.record
WHERE meeting.kind = 'exchange'
  AND meeting.status = 'held'
