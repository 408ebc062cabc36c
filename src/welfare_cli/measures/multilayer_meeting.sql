-- measure: multilayer_meeting
-- label:   重層的支援会議 / Multi-layered support meetings
-- unit:    件 / meetings
-- counts:  実施した重層的支援会議を一回ずつ数える。なければ０と書く / each multi-layered support meeting that was held; wfc prints 0 if there was none
-- on:      開催日 / the date it was held
-- area:    会議の圏域。合同の会議は各圏域で一回、市全体でも一回 / each area of the meeting; a joint meeting counts once in each area and once for the whole city
-- section: I-2
-- order:   2
-- reads:   meeting
SELECT meeting.record, areas.area, meeting.date AS day
FROM standing_meeting AS meeting
JOIN standing_meeting_areas AS areas ON areas.record = meeting.record
WHERE meeting.kind = 'multilayer'
  AND meeting.status = 'held'
