-- measure: case_closed
-- label:   終結件数 / Cases closed
-- unit:    件 / closings
-- words:   終結した相談|終結|支援を終え|相談を終え
-- counts:  相談の終結を一回ずつ数える。後で再開したものも含む / each closing of a case, those followed by a re-opening included
-- on:      終結日 / the day of the closing
-- area:    相談の圏域 / the area of the case
-- section: I-1
-- order:   4
-- reads:   case, closing
SELECT record, area, closed_on AS day, closing, kind
FROM standing_case
WHERE closed_on IS NOT NULL
UNION ALL
SELECT closing.record, the_case.area, closing.closed_on AS day, closing.closing, the_case.kind
FROM standing_closing AS closing
JOIN standing_case AS the_case ON the_case.record = closing.case_record
