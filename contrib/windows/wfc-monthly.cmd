@echo off
rem 先月末の報告・Excel・文書。毎日呼んでも、数が変わったときだけ書き直します。
rem 名前に基準日が入るので、月ごとに新しいファイルになります。手で直したファイルは置き換えません（7）。
rem   schtasks /Create /TN wfc-monthly /SC DAILY /ST 06:30 /TR "%USERPROFILE%\wfc\contrib\windows\wfc-monthly.cmd"
setlocal
chcp 65001 >nul
set OUT=%USERPROFILE%\wfc\報告
if not exist "%OUT%" mkdir "%OUT%"
set AS_OF=
for /f "tokens=2 delims=:, " %%d in ('wfc report --as-of last-month-end --measure new_individual --format json ^| findstr /c:"\"as_of\""') do set AS_OF=%%~d
if not defined AS_OF exit /b 6
set WORST=0
wfc report --as-of %AS_OF% --output "%OUT%\報告-%AS_OF%.txt" --if-changed || call set WORST=%%ERRORLEVEL%%
wfc document --as-of %AS_OF% --output "%OUT%\集計-%AS_OF%.xlsx" --if-changed || call set WORST=%%ERRORLEVEL%%
wfc document --as-of %AS_OF% --output "%OUT%\文書-%AS_OF%.docx" --if-changed || call set WORST=%%ERRORLEVEL%%
exit /b %WORST%
