-- measure: venue_open
-- label:   活動中の居場所 / Places to gather in operation
-- unit:    か所 / places
-- counts:  その日までに立ち上がり、その日の終わりに終了していない居場所。機能拡充は、すでにある居場所なので数えない / places launched by then and not ended at the end of that day; an expansion is of a place that already exists, and is not counted
-- on:      基準日の終わり / the end of the date of the report
-- area:    居場所の圏域 / the area of the place
-- section: III-1
-- order:   7
-- state:   yes
-- sentence: named
-- reads:   venue
SELECT record, area, launched_on AS from_day, closed_on AS left_day
FROM standing_venue
WHERE COALESCE(support, '') <> 'expansion'
