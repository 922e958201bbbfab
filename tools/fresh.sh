#!/usr/bin/env bash
# 在一台什么都没装的 Debian 里，从克隆开始运行 make run 与 make test（make fresh）。
# 那台「机器」是一个只有 apt、git、make、python3 的文件夹，用完就删；KEEP=1 时留着，打印它在哪里。
# 带进去的只有通往软件源的路：证书、域名解析、apt 的源与设置、pip 的源。
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

[ "$(id -u)" = 0 ] || { say "make fresh 要建一台空机器，需要 root。请用 sudo make fresh。"; exit 2; }
command -v apt-get >/dev/null || { say "make fresh 只能在 Debian 或它的近亲上运行：这里没有 apt-get。"; exit 2; }
if ! command -v mmdebstrap >/dev/null; then
    bash tools/prepare.sh apt_install mmdebstrap || { say "未能安装 mmdebstrap，请手工安装后再试。"; exit 2; }
fi

root=$(mktemp -d /var/tmp/zipingbiao-fresh.XXXXXX)
leave() {
    if [ "${KEEP:-}" = 1 ]; then say "空机器留在 $root。"; else rm -rf --one-file-system "$root"; fi
}
trap leave EXIT
# 收到信号也要经过 EXIT，先等里面的进程结束、挂载消失。
trap 'exit 130' INT TERM

suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
say "正在建一台空的 Debian（$suite）……"
mmdebstrap --quiet --variant=apt --include=ca-certificates,git,make,python3,python3-venv \
    --aptopt='Acquire::Retries "3"' "$suite" "$root" </dev/null

# 通往软件源的路。
cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
for one in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list /etc/apt/apt.conf.d/*proxy*; do
    [ ! -e "$one" ] || cp --dereference "$one" "$root${one%/*}/"
done

roads=(SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt)
for key in index-url trusted-host proxy; do
    value=$(python3 -m pip config get "global.$key" 2>/dev/null) || continue
    roads+=("PIP_$(tr a-z- A-Z_ <<<"$key")=$value")
done
for key in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL PIP_DEFAULT_TIMEOUT; do
    [ -z "${!key:-}" ] || roads+=("$key=${!key}")
done

git bundle create --quiet "$root/root/project.bundle" HEAD
cat >"$root/root/day.sh" <<'DAY'
set -euo pipefail
git -c advice.detachedHead=false clone --quiet /root/project.bundle /root/zipingbiao
cd /root/zipingbiao
make run
make test
DAY

say "在空机器里：git clone、make run、make test……"
# 挂载只在自己的名字空间里，进程一结束就没有了。
unshare --mount --pid --fork --kill-child --mount-proc="$root/proc" -- bash -euc '
    mount --rbind /dev "$0/dev"
    mount --bind /dev/shm "$0/dev/shm"
    exec chroot "$0" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@" bash /root/day.sh
' "$root" "${roads[@]}" </dev/null
say "空机器里从头到尾都通过了。"
