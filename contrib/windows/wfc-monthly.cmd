@echo off
rem 先月末の報告・Excel・文書。毎日呼んでも、数が変わったときだけ書き直します。
rem   schtasks /Create /TN wfc-monthly /SC DAILY /ST 06:30 /TR "%USERPROFILE%\wfc\contrib\windows\wfc-monthly.cmd"
chcp 65001 >nul
set OUT=%USERPROFILE%\wfc\報告
if not exist "%OUT%" mkdir "%OUT%"
wfc report --as-of last-month-end --output "%OUT%\先月末の報告.txt" --if-changed || exit /b
wfc document --as-of last-month-end --output "%OUT%\先月末の集計.xlsx" --if-changed --replace || exit /b
wfc document --as-of last-month-end --output "%OUT%\先月末の文書.docx" --if-changed --replace
exit /b
