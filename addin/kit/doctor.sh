#!/bin/sh
# 逐项检查安装，说明哪里不对、怎样解决。
zpb=${XDG_DATA_HOME:-$HOME/.local/share}/zipingbiao/python/zpb
[ -x "$zpb" ] || { echo "自评表还没有安装。请运行安装包里的 install.sh。"; exit 1; }
exec "$zpb" addin doctor
