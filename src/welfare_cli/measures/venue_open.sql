-- measure: venue_open
-- label:   活動中の居場所 / Community spaces in operation
-- also:    活動中の居場所 / Places to gather in operation
-- unit:    か所 / spaces
-- counts:  その日までに立ち上がり、その日の終わりに終了していない居場所。機能拡充は、すでにある居場所なので数えない / community spaces launched by that date and not closed at the end of it; an expansion is not counted, because the community space already exists
-- on:      基準日の終わり / the end of the as-of date
-- area:    居場所の圏域 / the area of the community space
-- section: III-1
-- order:   7
-- state:   yes
-- sentence: named
-- reads:   venue
SELECT record, area, launched_on AS from_day, closed_on AS left_day
FROM standing_venue
WHERE COALESCE(support, '') <> 'expansion'
