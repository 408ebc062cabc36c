@echo off
rem 毎晩の控えと点検。タスク スケジューラから呼びます。
rem   schtasks /Create /TN wfc-nightly /SC DAILY /ST 22:10 /TR "%USERPROFILE%\wfc\contrib\windows\wfc-nightly.cmd"
chcp 65001 >nul
wfc backup "%USERPROFILE%\wfc\控え" --keep 30 >nul || exit /b
wfc check --as-of last-month-end >nul
exit /b
