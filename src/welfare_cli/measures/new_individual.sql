-- measure: new_individual
-- label:   新規個別相談件数 / New individual consultations
-- unit:    件 / cases
-- words:   個別|個人|世帯|本人|家族|家庭|困りごと|お困り|暮らし|悩み 相談|ケース|お受けした|受付|受理|声 新規|新たに|新たな|新し|初めて|はじめて|初回|受け付け|受付|受理|お受け|寄せられ -地域支援 -地域活動 -地域づくり -終結 -対応中 -継続 -相談窓口 -相談会 -相談員 -相談支援
-- counts:  個別相談を受け付けた日に、一件ずつ数える。再開は新規に数えない / each individual case once, on the day it was received; a re-opening is not new
-- on:      受付日 / the day of reception
-- area:    受付のときの、相談の圏域 / the area of the case at its reception
-- section: I-1
-- order:   1
-- question: 一つの相談を個別支援と地域支援の両方に数えることがあるか（仮定: 二つの相談として記録する） / may one consultation count both as an individual and as a community one? (assumed: it is recorded as two cases)
-- reads:   case
SELECT record, area, received_on AS day
FROM standing_case
WHERE kind = 'individual'
