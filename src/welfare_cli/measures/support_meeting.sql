-- measure: support_meeting
-- label:   支援会議 / Support meetings
-- unit:    件 / meetings
-- counts:  実施した支援会議を一回ずつ数える / each support meeting that was held
-- on:      開催日 / the date it was held
-- area:    会議の圏域。合同の会議は各圏域で一回、市全体でも一回 / each area of the meeting; a joint meeting counts once in each area and once for the whole city
-- section: I-2
-- order:   1
-- question: 支援会議の１件は会議か、検討した相談か（仮定: 会議。相談の数も記録に残る） / is the unit a meeting, or a case discussed in it? (assumed: a meeting; the number of cases is also recorded)
-- reads:   meeting
SELECT meeting.record, areas.area, meeting.date AS day
FROM standing_meeting AS meeting
JOIN standing_meeting_areas AS areas ON areas.record = meeting.record
WHERE meeting.kind = 'support'
  AND meeting.status = 'held'
