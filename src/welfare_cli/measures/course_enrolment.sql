-- measure: course_enrolment
-- label:   受講生 / Course enrolments
-- unit:    人 / people
-- counts:  養成講座の受講を一人ずつ数える。辞退した人も含む / each enrolment, including people who dropped out later
-- on:      受講開始日 / the date of enrolment
-- area:    市全域 / the whole city
-- section: III-3
-- order:   1
-- reads:   enrolment
SELECT
  record,
  'city' AS area,
  enrolled_on AS day,
  CASE
    WHEN completed_on <= :as_of THEN 'completed'
    WHEN dropped_on <= :as_of THEN 'dropped'
    ELSE 'enrolled'
  END AS status
FROM standing_enrolment
