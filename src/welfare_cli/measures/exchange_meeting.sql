-- measure: exchange_meeting
-- label:   相談支援機関との情報交換 / Exchanges with consultation agencies
-- unit:    回 / meetings
-- words:   情報交換|連携会議|意見交換|意見を交わ|情報を交わ|情報を持ち寄|情報の持ち寄り|情報共有の|(?:相談|専門|関係)機関と|(?:保健所|包括|センター|機関).{0,24}(?:話し合い|打合せ|打ち合わせ|懇談|意見)
-- counts:  実施した情報交換・連携会議を一回ずつ数える / each exchange that was held
-- on:      開催日 / the day it was held
-- area:    会議の圏域。合同の会議は各圏域で一回、市全体でも一回 / each area of the meeting; a joint one counts once in each and once for the whole city
-- section: I-4
-- order:   1
-- reads:   meeting
SELECT meeting.record, areas.area, meeting.date AS day
FROM standing_meeting AS meeting
JOIN standing_meeting_areas AS areas ON areas.record = meeting.record
WHERE meeting.kind = 'exchange'
  AND meeting.status = 'held'
