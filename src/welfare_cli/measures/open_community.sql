-- measure: open_community
-- label:   対応中（地域支援） / Open community cases
-- unit:    件 / cases
-- counts:  その日までに受け付け、その日の終わりに終結していない地域支援相談。前年度からの繰越を含む / community cases received by that date and not closed at the end of it, including cases carried over from the previous year
-- on:      基準日の終わり / the end of the as-of date
-- area:    その日の、相談の圏域。月ごとの数は月末の圏域 / the area of the case on that date; for monthly figures, at the end of the month
-- section: III-1
-- order:   4
-- state:   yes
-- reads:   case, closing, transfer
SELECT
  opened.record,
  span.area,
  CASE WHEN span.from_day > opened.from_day THEN span.from_day ELSE opened.from_day END AS from_day,
  CASE
    WHEN opened.left_day IS NULL OR span.left_day < opened.left_day THEN span.left_day
    ELSE opened.left_day
  END AS left_day
FROM (
  SELECT
    the_case.record,
    COALESCE(
      LAG(closed.reopened_on) OVER (
        PARTITION BY the_case.record
        ORDER BY closed.closed_on NULLS LAST, closed.reopened_on NULLS LAST
      ),
      the_case.received_on
    ) AS from_day,
    closed.closed_on AS left_day
  FROM standing_case AS the_case
  JOIN (
    SELECT case_record, closed_on, reopened_on
    FROM standing_closing
    UNION ALL
    SELECT record AS case_record, closed_on, NULL AS reopened_on
    FROM standing_case
  ) AS closed ON closed.case_record = the_case.record
  WHERE the_case.kind = 'community'
) AS opened
JOIN standing_case_span AS span
  ON span.record = opened.record
  AND (opened.left_day IS NULL OR span.from_day < opened.left_day)
  AND (span.left_day IS NULL OR span.left_day > opened.from_day)
