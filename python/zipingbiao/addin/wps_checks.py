"""What is wrong with the add-in in WPS, and which click is missing.

WPS asks once whether an add-in is trusted, and takes it up at the start after that. What the user
has answered stands in ``authaddin.json``: an entry each, ``enable`` (allowed) and ``isload``
(taken up). How the entries are nested differs from build to build, so they are looked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zipingbiao.addin.diagnosis import Check
from zipingbiao.addin.starting import Starter
from zipingbiao.addin.wps import Wps, load_secret
from zipingbiao.addin.wps_files import CONFIG, FOLDER, addin_files
from zipingbiao.addin.wps_publish import is_current, our_line
from zipingbiao.errors import ZpbError, named_files, stopped_at, system_reason

_INSTALL = "请运行 zpb addin install --wps。"
_PAGE = "请改用浏览器里的页面：运行 zpb serve --open。"
_RESTART = "请关闭全部 WPS 窗口（包括托盘里的），再打开 WPS 表格。"
_TRUST = "请打开 WPS 表格，问「是否信任」时点「确定」（允许），再关闭全部 WPS 窗口，重新打开一次。"
_AGAIN = (
    f"{_RESTART}仍不出现时，请运行 zpb addin uninstall --wps，再 zpb addin install --wps，"
    "然后重新打开两次。"
)


def examine_wps(wps: Wps, starter: Starter, *, is_running: bool) -> list[Check]:
    """Check WPS, our add-in in it and the service; ``is_running``: whether that answers."""
    return [
        _listed(wps),
        _files(wps),
        _trusted(wps),
        *_blocked(wps),
        _service(is_running),
        _entries(starter),
    ]


def _listed(wps: Wps) -> Check:
    try:
        data = wps.publish.read_bytes() if wps.publish.is_file() else b""
        line = our_line(data, str(wps.publish))
    except OSError as error:
        return Check("WPS 清单", "error", f"读不了（{system_reason(error)}）。")
    except ZpbError as error:
        return Check("WPS 清单", "error", str(error))
    if line is None:
        return Check("WPS 清单", "error", f"{wps.publish} 里没有自评表。", _INSTALL)
    if not is_current(line):
        return Check("WPS 清单", "error", f"登记的是 {line.get('url')}。", _INSTALL)
    return Check("WPS 清单", "ok", "已登记。")


def _files(wps: Wps) -> Check:
    secret = load_secret()
    if secret is None:
        return Check("WPS 加载项", "error", "没有它与服务之间的凭证。", _INSTALL)
    wanted = addin_files(0, secret)
    wrong = [name for name, data in wanted.items() if name != CONFIG and _held(wps, name) != data]
    config = _held(wps, CONFIG)
    if config is None or json.dumps(secret).encode() not in config:
        wrong.append(CONFIG)
    if not wps.folder.is_dir():
        return Check("WPS 加载项", "error", f"没有文件夹 {wps.folder}。", _INSTALL)
    if wrong:
        named = named_files(sorted(wrong))
        return Check("WPS 加载项", "error", f"缺少或改动了 {named}。", _INSTALL)
    return Check("WPS 加载项", "ok", f"完好（{wps.folder}）。")


def _held(wps: Wps, name: str) -> bytes | None:
    try:
        return (wps.folder / name).read_bytes()
    except OSError:
        return None


def _trusted(wps: Wps) -> Check:
    name = "WPS 信任"
    try:
        told = json.loads(wps.trust.read_text("utf-8-sig"))
    except FileNotFoundError:
        return Check(name, "warn", "WPS 还没有问过是否信任。", _TRUST)
    except OSError as error:
        return Check(name, "warn", f"{wps.trust} 读不了（{system_reason(error)}）。", _TRUST)
    except (ValueError, RecursionError) as error:
        return Check(name, "warn", f"{wps.trust} 读不懂{stopped_at(error)}。", _TRUST)
    own = [one for key, one in _entries_in(told) if _is_ours(key, one)]
    if not own:
        return Check(name, "warn", "WPS 还没有问过是否信任。", _TRUST)
    if not any(one.get("enable") is True for one in own):
        return Check(name, "error", "WPS 里没有允许它。", _AGAIN)
    if not any(one.get("isload") is not False for one in own if one.get("enable") is True):
        return Check(name, "error", "已经允许，但 WPS 还没有加载它。", _AGAIN)
    return Check(name, "ok", "已允许。")


def _entries_in(told: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry with its key, however deep."""
    left = [("", told)]
    while left:
        key, one = left.pop()
        if isinstance(one, dict):
            if "enable" in one:
                yield key, one
            left += [(str(name), below) for name, below in one.items()]
        elif isinstance(one, list):
            left += [(key, below) for below in one]


def _is_ours(key: str, entry: dict[str, Any]) -> bool:
    """Whether an entry names our folder, in its key or in what it tells."""
    told = [key, *(one for one in entry.values() if isinstance(one, str))]
    steps = {step for one in told for step in one.replace("\\", "/").split("/")}
    name = FOLDER.partition("_")[0]
    return FOLDER in steps or name in steps


def _blocked(wps: Wps) -> Iterator[Check]:
    if wps.blocked.is_file():
        what = f"WPS 自己拦住了加载项（有 {wps.blocked.name}；有的个人版连官方示例也拦）。"
        yield Check("WPS 拦截", "warn", what, f"按钮点了没有反应时，{_PAGE}")


def _service(is_running: bool) -> Check:
    if is_running:
        return Check("服务", "ok", "正在运行。")
    cure = "请从开始菜单（应用程序菜单）打开「自评表」，或重新登录。"
    return Check("服务", "error", "没有运行，WPS 里的按钮做不了事。", cure)


def _entries(starter: Starter) -> Check:
    gone = [path for path in map(Path, starter.entries()) if not path.is_file()]
    if gone:
        return Check("自动启动", "warn", f"缺少 {'、'.join(map(str, gone))}。", _INSTALL)
    if strayed := starter.strayed():
        named = "、".join(map(str, strayed))
        return Check("自动启动", "warn", f"{named} 启动的不是现在这个程序。", _INSTALL)
    return Check("自动启动", "ok", "登录时启动服务，程序菜单里有「自评表」。")
