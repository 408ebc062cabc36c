-- measure: new_community
-- label:   新規地域支援相談件数 / New community consultations
-- unit:    件 / cases
-- counts:  地域支援相談を受け付けた日に、一件ずつ数える。再開は新規に数えない / each community case once, on the date received; a re-opening is not counted as new
-- on:      受付日 / the date received
-- area:    受付のときの、相談の圏域 / the area of the case on the date received
-- section: III-1
-- order:   1
-- reads:   case
SELECT record, area, received_on AS day
FROM standing_case
WHERE kind = 'community'
