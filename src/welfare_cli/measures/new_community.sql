-- measure: new_community
-- label:   新規地域支援相談件数 / New community consultations
-- unit:    件 / cases
-- words:   地域支援|地域づくり|地域活動|地域の活動|地域から|住民活動|活動[にのをし]|始めたい|団体|住民グループ|町会|サロンを 相談|お話|声|受付|申し出|問い合わせ 新規|新たに|新たな|新し|初めて|はじめて|初回|受け付け|受付|受理|お受け|寄せられ|持ち込まれ|いただ -個別 -終結 -対応中 -相談窓口 -相談会 -相談員 -相談支援 -継続
-- counts:  地域支援相談を受け付けた日に、一件ずつ数える。再開は新規に数えない / each community case once, on the day it was received; a re-opening is not new
-- on:      受付日 / the day of reception
-- area:    受付のときの、相談の圏域 / the area of the case at its reception
-- section: III-1
-- order:   1
-- reads:   case
SELECT record, area, received_on AS day
FROM standing_case
WHERE kind = 'community'
