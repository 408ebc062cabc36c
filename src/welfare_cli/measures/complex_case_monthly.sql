-- measure: complex_case_monthly
-- label:   複合課題を有する継続支援の実件数（各月） / Complex cases followed up, each month
-- unit:    件（実） / cases
-- counts:  複合課題を有する継続支援対応のあった相談を、月に一度だけ、その月の最初の対応の日に数える。累計は年度に一度だけ数える / each case with a follow-up contact on a complex case, once per month, on the date of the first such contact; in the cumulative figure, once per fiscal year
-- on:      月の最初の対応の日 / the date of the first such contact of the month
-- area:    その月の対応の日の、相談の圏域 / the area of the case on the date of each such contact
-- section: I-1
-- order:   3
-- distinct: yes
-- months:  distinct
-- dated:   contact.date
-- reads:   case, contact, transfer
SELECT
  the_case.record,
  span.area,
  MIN(contact.date) AS day,
  COALESCE(contact.coordinator, span.coordinator) AS coordinator
FROM standing_contact AS contact
JOIN standing_case AS the_case ON the_case.record = contact.case_record
JOIN standing_case_span AS span
  ON span.record = contact.case_record
  AND span.from_day <= contact.date
  AND (span.left_day IS NULL OR span.left_day > contact.date)
WHERE the_case.kind = 'individual'
  AND the_case.complex_since <= contact.date
GROUP BY the_case.record, span.area, COALESCE(contact.coordinator, span.coordinator), substr(contact.date, 1, 7)
