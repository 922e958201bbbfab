#!/bin/sh
# 卸载加载项和它的 Python；设置、日志和备份留着。
home=${XDG_DATA_HOME:-$HOME/.local/share}/zipingbiao
[ -x "$home/python/zpb" ] || { echo "没有装过，什么也没有改动。"; exit 0; }
"$home/python/zpb" addin uninstall --page && "$home/python/zpb" addin uninstall --wps || exit 1
rm -rf "$home/python" "$home/doctor.sh" "$home/uninstall.sh"
rmdir "$home" 2>/dev/null # 自己的版式在里面时留着
echo "已卸载。设置、日志和备份还在 ${XDG_STATE_HOME:-$HOME/.local/state}/zipingbiao 里，不需要时可以自行删除。"
