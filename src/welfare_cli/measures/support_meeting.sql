-- measure: support_meeting
-- label:   支援会議 / Support meetings
-- unit:    件 / meetings
-- counts:  実施した支援会議を一回ずつ数える / each support meeting held
-- on:      開催日 / the day it was held
-- area:    会議の圏域。合同の会議は各圏域で一回、市全体でも一回 / each of the meeting's; a joint one is one in each and one for the city
-- section: I-2
-- order:   1
-- question: 支援会議の１件は会議か、検討した相談か（仮定: 会議。相談の数も記録に残る） / is one a meeting or a case discussed (assumed: a meeting; the cases are kept too)
-- reads:   meeting
SELECT meeting.record, areas.area, meeting.date AS day
FROM standing_meeting AS meeting
JOIN standing_meeting_areas AS areas ON areas.record = meeting.record
WHERE meeting.kind = 'support'
  AND meeting.status = 'held'
