-- measure: complex_followup
-- label:   複合課題を有する継続支援対応件数 / Follow-up contacts on complex cases
-- unit:    件（延べ） / contacts
-- counts:  個別相談への支援対応を、複合課題を把握した日から、一回ずつ数える / each contact of an individual case, from the date the case was identified as complex
-- on:      支援対応の日 / the date of the contact
-- area:    支援対応の日の、相談の圏域 / the area of the case on the date of the contact
-- section: I-1
-- order:   2
-- question: 継続支援対応の１件は支援対応の一回か（仮定: はい） / is one follow-up one contact? (assumed: yes)
-- reads:   contact, case, transfer
SELECT contact.record, span.area, contact.date AS day
FROM standing_contact AS contact
JOIN standing_case AS the_case ON the_case.record = contact.case_record
JOIN standing_case_span AS span
  ON span.record = contact.case_record
  AND span.from_day <= contact.date
  AND (span.left_day IS NULL OR span.left_day > contact.date)
WHERE the_case.kind = 'individual'
  AND the_case.complex_since <= contact.date
