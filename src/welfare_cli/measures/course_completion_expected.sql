-- measure: course_completion_expected
-- label:   修了予定 / Completions expected
-- unit:    人 / people
-- counts:  その日までに受講を始め（どの年度でも）、辞退も修了もしておらず、その年度のうちに修了する予定の人 / people who have enrolled by that date (in any year), have neither dropped out nor completed, and are expected to complete within the fiscal year
-- on:      基準日の時点 / the as-of date
-- area:    市全域 / the whole city
-- section: III-3
-- order:   3
-- state:   yes
-- reads:   enrolment
SELECT
  enrolment.record,
  'city' AS area,
  CASE WHEN enrolment.enrolled_on > calendar.year_day THEN enrolment.enrolled_on ELSE calendar.year_day END AS from_day,
  CASE
    WHEN COALESCE(enrolment.completed_on, enrolment.dropped_on) < calendar.next_year_day
    THEN COALESCE(enrolment.completed_on, enrolment.dropped_on)
    ELSE calendar.next_year_day
  END AS left_day,
  'enrolled' AS status
FROM standing_enrolment AS enrolment
JOIN calendar ON calendar.day = enrolment.expected_on
