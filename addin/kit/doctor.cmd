@echo off
rem Tells what is wrong with the installation, and the cure.
setlocal
title zipingbiao
set "ZPB=%LOCALAPPDATA%\zipingbiao\python\zpb.cmd"
if not exist "%ZPB%" goto missing
call "%ZPB%" addin doctor
goto leave

:missing
say 自评表还没有安装。请双击安装包里的 install.cmd。

:leave
pause
