-- measure: complex_case
-- label:   複合課題を有する継続支援の実件数 / Complex cases followed up
-- unit:    件（実） / cases
-- counts:  複合課題を有する継続支援対応のあった相談を、年度に一度だけ、その年度の最初の対応の日に数える / each case with a follow-up contact on a complex case, once per fiscal year, on the date of the first such contact
-- on:      年度の最初の対応の日 / the date of the first such contact of the fiscal year
-- area:    年度の最初の対応の日の、相談の圏域 / the area of the case on the date of the first such contact of the fiscal year
-- section: I-1
-- order:   3
-- distinct: yes
-- dated:   contact.date
-- reads:   case, contact, transfer
SELECT record, area, day, coordinator
FROM (
  SELECT
    the_case.record,
    span.area,
    contact.date AS day,
    COALESCE(contact.coordinator, span.coordinator) AS coordinator,
    ROW_NUMBER() OVER (
      PARTITION BY the_case.record, calendar.fiscal_year
      ORDER BY contact.date, contact.ref
    ) AS place
  FROM standing_contact AS contact
  JOIN standing_case AS the_case ON the_case.record = contact.case_record
  JOIN standing_case_span AS span
    ON span.record = contact.case_record
    AND span.from_day <= contact.date
    AND (span.left_day IS NULL OR span.left_day > contact.date)
  JOIN calendar ON calendar.day = contact.date
  WHERE the_case.kind = 'individual'
    AND the_case.complex_since <= contact.date
    AND contact.date >= :begins
) AS followed_up
WHERE place = 1
