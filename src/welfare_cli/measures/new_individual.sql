-- measure: new_individual
-- label:   新規個別相談件数 / New individual consultations
-- unit:    件 / cases
-- counts:  個別相談を受け付けた日に、一件ずつ数える。再開は新規に数えない / each individual case once, on the date received; a re-opening is not counted as new
-- on:      受付日 / the date received
-- area:    受付のときの、相談の圏域 / the area of the case on the date received
-- section: I-1
-- order:   1
-- question: 一つの相談を個別支援と地域支援の両方に数えることがあるか（仮定: 二つの相談として記録する） / can one consultation count both as an individual and as a community consultation? (assumed: it is recorded as two cases)
-- reads:   case
SELECT record, area, received_on AS day
FROM standing_case
WHERE kind = 'individual'
