#!/usr/bin/env bash
# made.sh FOLDER: make what lies in 5.zip and 6.zip, with a `wfc` on the PATH that writes such a ledger.
set -euo pipefail
cd "$1"
export HOME=$1 LOGNAME=csw3 WFC_LEDGER=$1/ledger.db TZ=Asia/Tokyo LANG=C.UTF-8 WFC_NOW=2024-12-28T09:00:00
wfc init
wfc case add --kind individual --received-on 2023-05-10 --area 若葉・調和 --topic 住まい --topic 介護 --route 本人
wfc case add --kind individual --received-on 2024-05-07 --area 緑ケ丘・滝坂 --complex-since 2024-06-01 --topic 住まい
wfc case add --kind community --received-on 2024-07-01 --area 市外 --topic 介護
wfc case add --kind individual --received-on 2024-11-20 --area 不明
wfc contact add --case C-2 --date 2024-06-15 --method 電話
wfc contact add --case C-2 --date 2024-08-15 --method 訪問
wfc contact add --case C-1 --date 2024-10-02
wfc meeting add --kind support --area 若葉・調和 --area 北ノ台・深大寺 --date 2024-09-09 --status held
wfc meeting add --kind network --area 市外 --date 2024-12-20 --status held
wfc venue add --name 本棚 --area 市外 --launched-on 2024-10-01 --support launch
wfc grant add --kind new --applied-on 2024-11-01 --venue V-1 --amount 50000
wfc activity add --kind outreach --date 2024-06-01 --area 市外
wfc tally add --measure new_community --fiscal-year 2023 --number 12
wfc tally add --measure business --month 2024-05 --area 若葉・調和 --number 3
wfc case close C-1 --on 2024-10-31 --closing 解決
export WFC_NOW=2025-01-06T09:00:00
wfc publish 九月末 --as-of 2024-09-30 --date 2024-10-10
export WFC_NOW=2025-01-23T09:00:00
wfc publish 十二月末 --as-of 2024-12-31 --date 2025-01-23
wfc case edit C-2 --area 若葉・調和
printf 二重 | wfc contact void F-1 --why -
wfc publish 十二月末訂正 --as-of 2024-12-31 --date 2025-02-01
WFC_LANG=en wfc publish january --as-of 2025-01-23 --date 2025-01-23
wfc case edit C-3 --kind individual
for name in 九月末 十二月末 十二月末訂正 january; do
    for form in table markdown csv tsv json; do
        wfc publication report "$name" --format "$form" >"$name.$form" 2>/dev/null
    done
done
