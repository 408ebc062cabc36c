-- measure: grant_amount
-- label:   補助金交付額 / Grant amount
-- unit:    円 / yen
-- counts:  交付決定した補助金の金額を合計する。金額が未記入のものは合計に入らず、何件あるかを添える / the sum of the amounts of all granted grants; grants without an amount are excluded, and their count is printed next to the sum
-- on:      決定日 / the date of the decision
-- area:    補助金の圏域 / the area of the grant
-- section: III-4
-- order:   4
-- sum:     yes
-- dated:   grant.decided_on
-- sentence: named
-- reads:   grant
SELECT record, area, decided_on AS day, amount AS number
FROM standing_grant
WHERE status = 'granted'
