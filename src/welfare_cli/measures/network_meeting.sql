-- measure: network_meeting
-- label:   福祉圏域別専門職等ネットワーク会議 / Network meetings by area
-- unit:    回 / meetings
-- counts:  実施した圏域別ネットワーク会議を一回ずつ数える / each network meeting that was held
-- on:      開催日 / the date it was held
-- area:    会議の圏域。合同の会議は各圏域で一回、市全体でも一回 / each area of the meeting; a joint meeting counts once in each area and once for the whole city
-- section: I-3
-- order:   1
-- reads:   meeting
SELECT meeting.record, areas.area, meeting.date AS day
FROM standing_meeting AS meeting
JOIN standing_meeting_areas AS areas ON areas.record = meeting.record
WHERE meeting.kind = 'network'
  AND meeting.status = 'held'
