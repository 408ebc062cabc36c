-- measure: course_completion
-- label:   修了 / Course completions
-- unit:    人 / people
-- counts:  養成講座を修了した人を一人ずつ数える / each person who completed a course
-- on:      修了日 / the date of completion
-- area:    市全域 / the whole city
-- section: III-3
-- order:   2
-- dated:   enrolment.completed_on
-- reads:   enrolment
SELECT record, 'city' AS area, completed_on AS day
FROM standing_enrolment
WHERE completed_on IS NOT NULL
