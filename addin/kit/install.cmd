@echo off
rem Installs the add-in for the user who runs this. No administrator is needed.
setlocal
title zipingbiao
if not exist "%~dp0install.py" goto packed
if exist "%~dp0python\python.exe" goto own
py -{{version}} "%~dp0install.py"
goto done

:own
"%~dp0python\python.exe" "%~dp0install.py"

:done
rem install.py ends with 0 or 1 and has told why; anything else means that Python did not start.
if %ERRORLEVEL% EQU 0 goto leave
if %ERRORLEVEL% EQU 1 goto leave
say 没有装成：没有找到 64 位的 Python {{version}}，或它不能运行。请按「安装说明.txt」准备 Python 后再试。
goto leave

:packed
say 没有装成：请先把压缩包全部解压到一个文件夹，再双击那里的 install.cmd。

:leave
pause
