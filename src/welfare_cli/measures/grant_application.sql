-- measure: grant_application
-- label:   補助金申請 / Grant applications
-- unit:    件 / applications
-- counts:  補助金の申請を一件ずつ数える。後でどうなったかを問わない / each application, regardless of its outcome
-- on:      申請日 / the date of application
-- area:    補助金の圏域 / the area of the grant
-- section: III-4
-- order:   1
-- reads:   grant
SELECT
  record,
  area,
  applied_on AS day,
  CASE WHEN decided_on <= :as_of THEN status ELSE 'under_review' END AS status
FROM standing_grant
