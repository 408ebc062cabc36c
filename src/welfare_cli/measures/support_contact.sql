-- measure: support_contact
-- label:   支援対応件数 / Contacts
-- unit:    件（延べ） / contacts
-- counts:  個別相談と地域支援相談への支援対応を、一回ずつ数える / each contact of an individual or community case
-- on:      支援対応の日 / the date of the contact
-- area:    支援対応の日の、相談の圏域 / the area of the case on the date of the contact
-- section: I-1
-- order:   6
-- sentence: named
-- reads:   contact, case, transfer
SELECT contact.record, span.area, contact.date AS day
FROM standing_contact AS contact
JOIN standing_case_span AS span
  ON span.record = contact.case_record
  AND span.from_day <= contact.date
  AND (span.left_day IS NULL OR span.left_day > contact.date)
