-- measure: venue_launch
-- label:   交流の場及び居場所の立ち上げ / Community spaces launched
-- also:    交流の場及び居場所の立ち上げ / Places to gather launched
-- unit:    件 / spaces
-- counts:  支援内容が立ち上げの居場所を一件ずつ数える。後で終了しても減らさない / each community space that was supported in its launch; a later closing does not reduce the count
-- on:      立ち上げ日 / the date of the launch
-- area:    居場所の圏域 / the area of the community space
-- section: III-1
-- order:   2
-- question: 居場所の件数に機能拡充を含むか（仮定: 含まない） / does the number include expansions? (assumed: no)
-- reads:   venue
SELECT record, area, launched_on AS day
FROM standing_venue
WHERE support = 'launch'
