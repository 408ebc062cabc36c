-- measure: case_closed
-- label:   終結件数（区分なし） / Cases closed (of either kind)
-- also:    終結件数 / Cases closed
-- retired: closed_individual, closed_community
-- unit:    件 / closings
-- counts:  相談の終結を一回ずつ数える。後で再開したものも含む / each closing of a case, including closings followed by a re-opening
-- on:      終結日 / the date of the closing
-- area:    終結の日の、相談の圏域 / the area of the case on that date
-- section: I-1
-- order:   9
-- dated:   case.closed_on, closing.closed_on
-- reads:   case, closing, transfer
SELECT closed.record, span.area, closed.day, closed.closing, closed.kind
FROM (
  SELECT record, record AS case_record, closed_on AS day, closing, kind
  FROM standing_case
  WHERE closed_on IS NOT NULL
  UNION ALL
  SELECT closing.record, closing.case_record, closing.closed_on AS day, closing.closing, the_case.kind
  FROM standing_closing AS closing
  JOIN standing_case AS the_case ON the_case.record = closing.case_record
) AS closed
JOIN standing_case_span AS span
  ON span.record = closed.case_record
  AND span.from_day <= closed.day
  AND (span.left_day IS NULL OR span.left_day > closed.day)
