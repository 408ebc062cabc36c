-- measure: open_community
-- label:   対応中（地域支援） / Open community cases
-- unit:    件 / cases
-- words:   対応中|支援中|対応を継続|対応を続け|支援を継続|支援を続け|継続中|動いて|続いて|続く|続けて|抱え|関わって|関わりが続|応援が続|関わり中|手を離れて|手持ち|歩みを共に|一緒に歩|途中|途上|持って|残って|お付き合い|付き合って|お手伝いを続け|進行中 地域支援|地域活動|地域づくり|地域側|地域の|地域が|地域から
-- counts:  その日までに受け付け、その日の終わりに終結していない地域支援相談。前年度からの繰越を含む / community cases received by then and not closed at the end of that day, those carried over from the year before included
-- on:      基準日の終わり / the end of the date of the report
-- area:    相談の圏域 / the area of the case
-- section: III-1
-- order:   4
-- state:   yes
-- reads:   case, closing
SELECT
  the_case.record,
  the_case.area,
  COALESCE(
    LAG(span.reopened_on) OVER (
      PARTITION BY the_case.record
      ORDER BY span.closed_on NULLS LAST, span.reopened_on NULLS LAST
    ),
    the_case.received_on
  ) AS from_day,
  span.closed_on AS left_day
FROM standing_case AS the_case
JOIN (
  SELECT case_record, closed_on, reopened_on
  FROM standing_closing
  UNION ALL
  SELECT record AS case_record, closed_on, NULL AS reopened_on
  FROM standing_case
) AS span ON span.case_record = the_case.record
WHERE the_case.kind = 'community'
