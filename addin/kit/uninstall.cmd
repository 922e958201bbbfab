@echo off
rem Removes the add-in and its Python. Settings, logs and backups stay.
setlocal
title zipingbiao
set "ZPB=%LOCALAPPDATA%\zipingbiao\python\zpb.cmd"
if not exist "%ZPB%" goto missing
call "%ZPB%" addin uninstall
if errorlevel 1 goto leave
call "%ZPB%" addin uninstall --wps
if errorlevel 1 goto leave
rmdir /s /q "%LOCALAPPDATA%\zipingbiao\python"
if exist "%LOCALAPPDATA%\zipingbiao\python" goto busy
say 已卸载。设置、日志和备份还在 %LOCALAPPDATA%\zipingbiao 里，不需要时可以自行删除。
goto leave

:busy
say 有的文件正被使用，没有删干净。请关闭全部 Excel 窗口，再运行一次。
goto leave

:missing
say 没有装过，什么也没有改动。

:leave
pause
