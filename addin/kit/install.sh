#!/bin/sh
# 只为运行它的用户安装，不需要管理员。用法：bash install.sh
set -u
kit=$(cd "$(dirname "$0")" && pwd) || exit 1
refuse() { printf '没有装成：%s\n' "$1"; exit 1; }

[ -f "$kit/wheels/{{wheel}}" ] || refuse "请先把压缩包全部解压，再运行解压出来的 install.sh。"
[ "$(uname -m)" = "{{machine}}" ] ||
    refuse "这个安装包用于 {{label}} 的电脑，这台是 $(uname -m)。请取对应的安装包。"
[ "$(id -u)" != 0 ] || refuse "请用平时使用 WPS 的那个用户运行，不要用 sudo。"
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc 2\.//')
[ "${glibc:-0}" -ge {{glibc_minor}} ] 2>/dev/null ||
    refuse "系统太旧：要用 glibc {{glibc}} 或更新的（统信 UOS 20、麒麟 V10 或更新）。"

home=${XDG_DATA_HOME:-$HOME/.local/share}/zipingbiao
new=$home/python.new
rm -rf "$new" "$home/python.old"
mkdir -p "$new" || refuse "$home 建不了。请检查权限。"
if [ -f "$kit/python.tar.gz" ]; then
    tar -xzf "$kit/python.tar.gz" -C "$new" --strip-components=1 ||
        refuse "Python 没有解压成。请检查磁盘空间，或重新复制安装包。"
    python=$new/bin/python3.{{minor}}
else
    python=$(command -v python3.{{minor}}) ||
        refuse "没有找到 Python {{version}}，系统自带的较旧。请由系统管理员装好，或取带有 Python 的安装包。"
    rmdir "$new"
fi
PYTHONPATH=$kit/wheels/{{wheel}} exec "$python" -s -m zipingbiao.addin.unpacking_linux "$kit" "$home"
