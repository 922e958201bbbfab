"""The add-in is put into WPS and taken out; what belongs to others stays byte by byte."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.addin.page import PageInstaller
from zipingbiao.addin.starting import DesktopStarter, ShortcutStarter, Starter
from zipingbiao.addin.wps import Wps, load_secret, tell_port, this_wps
from zipingbiao.addin.wps_checks import examine_wps
from zipingbiao.addin.wps_files import FOLDER
from zipingbiao.addin.wps_installing import WpsInstaller
from zipingbiao.addin.wps_publish import is_current, our_line, with_line, without_line
from zipingbiao.errors import CallError
from zipingbiao.places import USER_VARIABLE

OTHER = '<jsplugin name="别家" type="et" url="a>b_1.0" version="1.0" enable="enable"/>'
ONLINE = "<jspluginonline name='在线' type='wps' url='http://127.0.0.1:3889/'></jspluginonline>"
OURS = '<jsplugin name="zipingbiao" type="et" url="zipingbiao_0.0.1" version="0.0.1"/>'
LISTS = [
    f"<jsplugins>\n  {OTHER}\n  {ONLINE}\n</jsplugins>\n",
    f'<?xml version="1.0" encoding="UTF-8"?>\r\n<jsplugins>\r\n\t{OTHER}\r\n</jsplugins>\r\n',
    f"<jsplugins>{OTHER}{ONLINE}</jsplugins>",
    "<jsplugins/>",
    "<jsplugins></jsplugins>",
    "\ufeff<jsplugins>\n</jsplugins>",
    f"<jsplugins>\n<!-- {OURS} -->\n{OTHER}\n</jsplugins><!-- 末尾 -->",
    f'<jsplugins x="a>b/>">{OTHER}</jsplugins>',
    f"<jsplugins>\n  <![CDATA[{OURS}]]>\n</jsplugins>",
    '<jsplugins>\n  <jsplugin name="zipingbiao" type="wps" url="别人的"/>\n</jsplugins>',
]


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder."""
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "自己"))
    return tmp_path / "自己"


@pytest.fixture
def wps(tmp_path: Path) -> Wps:
    """A WPS that was opened once."""
    (tmp_path / "Kingsoft" / "wps").mkdir(parents=True)
    return Wps(tmp_path / "Kingsoft" / "wps" / "jsaddons")


@pytest.fixture
def starter(tmp_path: Path) -> DesktopStarter:
    """A Linux desktop."""
    return DesktopStarter(tmp_path / "config", tmp_path / "data", "/opt/我的 Python/bin/python3")


# The list


@pytest.mark.parametrize("text", LISTS)
def test_lines_of_others_stay_byte_by_byte(text: str) -> None:
    data = text.encode()
    added = with_line(data, "publish.xml")
    found = our_line(added, "publish.xml")
    assert found is not None
    assert is_current(found)
    for line in (OTHER, ONLINE, "别人的", "末尾"):
        assert added.count(line.encode()) == data.count(line.encode())
    assert with_line(added, "publish.xml") == added, "twice is once"
    if not text.endswith("/>"):
        assert b"".join(without_line(added, "publish.xml").split()) == b"".join(data.split())


@given(st.lists(st.sampled_from([OTHER, ONLINE, OURS, "\n", "  ", "<!-- x -->"]), max_size=8))
def test_out_goes_ours_alone(parts: list[str]) -> None:
    data = f"<jsplugins>{''.join(parts)}</jsplugins>".encode()
    left = without_line(data, "publish.xml")
    assert our_line(left, "publish.xml") is None
    others = [one for one in parts if one not in (OURS, "\n", "  ")]
    assert "".join(left.decode().split()) == "".join(
        f"<jsplugins>{''.join(others)}</jsplugins>".split()
    )
    assert (our_line(data, "publish.xml") is not None) == (OURS in parts)


@pytest.mark.parametrize(
    "data",
    [
        *(b"<jsplugins>", b"<other/>", b"\xff\xfe<", b"<jsplugins><a></jsplugins>", b"x"),
        b'<!DOCTYPE a [<!ENTITY b "c">]><jsplugins/>',
    ],
)
def test_a_list_that_is_not_understood_is_left_alone(
    wps: Wps, starter: DesktopStarter, data: bytes
) -> None:
    wps.addins.mkdir()
    wps.publish.write_bytes(data)
    with pytest.raises(CallError, match="读不懂") as caught:
        WpsInstaller(wps, starter).install()
    assert str(wps.publish) in str(caught.value)
    assert wps.publish.read_bytes() == data
    assert not wps.folder.exists()


# In and out


def test_everything_goes_in_and_out_without_a_trace(
    wps: Wps, starter: DesktopStarter, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    told = WpsInstaller(wps, starter).install()
    assert "它问「是否信任」时点「确定」" in told
    line = our_line(wps.publish.read_bytes(), "publish.xml")
    assert line is not None
    assert (wps.addins / line["url"] / "ribbon.xml").is_file()
    config = wps.folder / "config.js"
    secret = load_secret()
    assert secret is not None
    assert secret in config.read_text("utf-8")
    assert secret not in "".join(
        path.read_text("utf-8") for path in wps.folder.glob("*.*") if path != config
    )
    if os.name == "posix":
        assert stat.S_IMODE(config.stat().st_mode) == 0o600
        assert stat.S_IMODE(wps.folder.stat().st_mode) == 0o700
    assert WpsInstaller(wps, starter).is_installed
    assert "已从 WPS 卸载" in WpsInstaller(wps, starter).uninstall()
    left = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert left == set()
    assert WpsInstaller(wps, starter).uninstall() == "WPS 里没有装过，什么也没有改动。"
    assert set(before) <= set(tmp_path.rglob("*"))


def test_the_page_alone_is_put_among_the_programs(starter: DesktopStarter) -> None:
    login, programs = starter.entries()
    page = PageInstaller(starter)
    assert (page.examine().state, page.is_installed) == ("warn", False)
    assert page.install() == "程序菜单里有了「自评表」，点它就在浏览器里打开页面。"
    assert [path.is_file() for path in (login, programs)] == [False, True]
    assert "serve --open" in programs.read_text("utf-8")
    assert (page.examine().state, page.is_installed) == ("ok", True)
    assert page.uninstall() == "已从程序菜单里去掉「自评表」。"
    assert "没有改动" in page.uninstall()
    assert not programs.exists()


def test_an_older_version_goes_and_others_stay(wps: Wps, starter: DesktopStarter) -> None:
    WpsInstaller(wps, starter).install()
    secret = load_secret()
    old, other = wps.addins / "zipingbiao_0.0.1", wps.addins / "zipingbiao_helper_1.0"
    wps.folder.rename(old)
    other.mkdir()
    (other / "manifest.xml").write_text("<JsPlugin><Name>zipingbiao_helper</Name></JsPlugin>")
    wps.publish.write_text(f"<jsplugins>\n  {OTHER}\n  {OURS}\n</jsplugins>\n", "utf-8")
    WpsInstaller(wps, starter, 1234).install()
    assert sorted(path.name for path in wps.addins.iterdir()) == sorted(
        [FOLDER, other.name, "publish.xml"]
    )
    assert wps.publish.read_text("utf-8").count("zipingbiao_") == 1
    assert load_secret() == secret, "an open WPS goes on being known"
    assert '"port": 1234' in (wps.folder / "config.js").read_text("utf-8")
    WpsInstaller(wps, starter).uninstall()
    assert wps.publish.read_text("utf-8") == f"<jsplugins>\n  {OTHER}\n</jsplugins>\n"


def test_without_wps_nothing_is_put_anywhere(tmp_path: Path, starter: DesktopStarter) -> None:
    with pytest.raises(CallError, match="没有找到 WPS"):
        WpsInstaller(Wps(tmp_path / "none" / "jsaddons"), starter).install()
    assert load_secret() is None


def test_the_service_tells_the_addin_its_port(
    starter: DesktopStarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPDATA" if sys.platform == "win32" else "XDG_DATA_HOME", str(tmp_path))
    tell_port(7)  # nothing is installed: nothing happens
    found = this_wps()
    found.addins.mkdir(parents=True)
    WpsInstaller(found, starter).install()
    tell_port(4321)
    assert '"port": 4321' in (found.folder / "config.js").read_text("utf-8")


# At login, among the programs


@pytest.mark.parametrize(
    "python",
    [
        "/usr/bin/python3",
        "/opt/我的 Python/bin/python3",
        '/a b/"quoted"/100%/$HOME/`x`/back\\slash',
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="没有 sh")
def test_entries_start_the_program_whatever_it_is_called(tmp_path: Path, python: str) -> None:
    starter = DesktopStarter(tmp_path, tmp_path, python, {"PYTHONPATH": "/a b"})
    starter.install()
    login, programs = starter.entries()
    for path, words in ((login, "--stay"), (programs, "--open")):
        lines = dict(one.split("=", 1) for one in path.read_text("utf-8").split("\n")[1:-1])
        # First the escapes of a text in the file, then those inside quotes, then the codes.
        command = lines["Exec"].replace("\\\\", "\\")
        split = ["sh", "-c", f"printf '%s\\n' {command}"]
        told = subprocess.run(split, capture_output=True, encoding="utf-8", check=True).stdout
        assert [one.replace("%%", "%") for one in told.splitlines()] == [
            *("/usr/bin/env", "PYTHONPATH=/a b", python, "-m", "zipingbiao.cli", "serve", words)
        ]
    assert "NoDisplay=true" in login.read_text("utf-8")


def test_shortcuts_are_asked_of_powershell_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def run(words: list[str], **more: dict[str, str]) -> object:
        asked.append(more["env"])
        Path(more["env"]["ZPB_LINK"]).write_bytes(b"L")
        assert "王" not in " ".join(words)
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr("subprocess.run", run)
    starter = ShortcutStarter(tmp_path / "王 小明", "C:\\王 小明\\pythonw.exe")
    starter.install()
    assert [Path(one["ZPB_LINK"]).name for one in asked] == ["自评表服务.lnk", "自评表.lnk"]
    assert asked[0]["ZPB_WORDS"] == "-m zipingbiao.cli serve --stay"
    asked.clear()
    PageInstaller(starter).install()
    assert [Path(one["ZPB_LINK"]).name for one in asked] == ["自评表.lnk"]


def test_a_shortcut_that_fails_does_not_undo_the_addin(
    wps: Wps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = WpsInstaller(wps, ShortcutStarter(tmp_path / "r", "pythonw.exe")).install()
    assert "加载项已装好，但服务不会随登录启动：" in told
    assert wps.folder.is_dir()


# What is wrong


def states(wps: Wps, starter: Starter, *, is_running: bool = True) -> dict[str, str]:
    """What each check says."""
    found = examine_wps(wps, starter, is_running=is_running)
    return {one.name: f"{one.state} {one.what}{one.cure}" for one in found}


@pytest.fixture
def installed(wps: Wps, starter: DesktopStarter) -> Callable[..., dict[str, str]]:
    """An add-in that is put in; what the checks say of it."""
    WpsInstaller(wps, starter).install()
    return lambda **more: states(wps, starter, **more)


def test_what_was_never_put_in_is_told(wps: Wps, starter: DesktopStarter) -> None:
    told = states(wps, starter, is_running=False)
    assert told["WPS 清单"].startswith("error")
    assert told["WPS 加载项"].startswith("error")
    assert told["服务"].startswith("error")
    assert told["自动启动"].startswith("warn")


@pytest.mark.parametrize(
    ("trust", "state", "said"),
    [
        (None, "warn", "还没有问过"),
        ({"et": {}}, "warn", "还没有问过"),
        ({"et": {"zipingbiao": {"enable": True, "isload": True}}}, "ok", "已允许"),
        ({"et": {"zipingbiao": {"enable": True}}}, "ok", "已允许"),
        ({"et": [{"name": "zipingbiao", "enable": False, "isload": False}]}, "error", "没有允许"),
        (
            {"a": {"url": f"C:\\jsaddons\\{FOLDER}", "enable": True, "isload": False}},
            "error",
            "还没有加载",
        ),
        (
            {"a": {"name": "zipingbiao_helper", "enable": True, "isload": True}},
            "warn",
            "还没有问过",
        ),
        ([1, "x", None], "warn", "还没有问过"),
    ],
)
def test_the_click_that_is_missing_is_named(
    wps: Wps,
    installed: Callable[..., dict[str, str]],
    trust: object,
    state: str,
    said: str,
) -> None:
    if trust is not None:
        wps.trust.write_text(json.dumps(trust), "utf-8")
    told = installed()["WPS 信任"]
    assert told.startswith(state)
    assert said in told
    assert {name for name, one in installed().items() if one.startswith("ok")} >= {
        *("WPS 清单", "WPS 加载项", "服务", "自动启动")
    }


def test_a_wps_that_blocks_addins_is_told_of(
    wps: Wps, installed: Callable[..., dict[str, str]]
) -> None:
    wps.blocked.write_text("x", "utf-8")
    wps.trust.write_text("{", "utf-8")
    told = installed()
    assert "请改用浏览器里的页面：运行 zpb serve --open。" in told["WPS 拦截"]
    assert "读不懂" in told["WPS 信任"]


def test_files_that_were_changed_are_named(
    wps: Wps, installed: Callable[..., dict[str, str]]
) -> None:
    (wps.folder / "main.js").write_text("x", "utf-8")
    (wps.folder / "config.js").unlink()
    assert "缺少或改动了 config.js、main.js。" in installed()["WPS 加载项"]
    wps.publish.write_text(f"<jsplugins>{OURS}</jsplugins>", "utf-8")
    assert "登记的是 zipingbiao_0.0.1" in installed()["WPS 清单"]


def test_doctor_is_not_put_off_by_what_nobody_writes(wps: Wps, starter: DesktopStarter) -> None:
    WpsInstaller(wps, starter).install()
    for text, said in (
        ("[" * 100_000, "读不懂。"),
        ("[" * 900 + "]" * 900, "WPS 还没有问过是否信任。"),
        ("{", "读不懂（第 1 行第 2 列）。"),
        ('{"甲": 1}'.encode("gbk"), "读不懂。"),
    ):
        wps.trust.write_bytes(text.encode() if isinstance(text, str) else text)
        told = examine_wps(wps, starter, is_running=True)
        [trust] = [one for one in told if one.name == "WPS 信任"]
        assert trust.what.endswith(said)
    for path in wps.folder.rglob("*.js"):
        path.unlink()
    [files] = [one for one in examine_wps(wps, starter, is_running=True) if "加载项" in one.name]
    assert files.what.endswith("等 7 个文件。")
    shutil.rmtree(wps.folder)
    [files] = [one for one in examine_wps(wps, starter, is_running=True) if "加载项" in one.name]
    assert files.what == f"没有文件夹 {wps.folder}。"


def test_a_program_that_was_moved_is_told_of(wps: Wps, starter: DesktopStarter) -> None:
    WpsInstaller(wps, starter).install()
    moved = replace(starter, python="/别处/python3")
    told = {one.name: one for one in examine_wps(wps, moved, is_running=True)}
    assert told["自动启动"].what.endswith("启动的不是现在这个程序。")
    assert PageInstaller(moved).examine().state == "warn"
    assert PageInstaller(starter).examine().state == "ok"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="没有符号链接")
def test_a_link_in_our_place_goes_and_what_it_leads_to_stays(
    wps: Wps, starter: DesktopStarter, tmp_path: Path
) -> None:
    theirs = tmp_path / "别处"
    theirs.mkdir()
    (theirs / "文件").write_text("别人的", "utf-8")
    wps.addins.mkdir()
    wps.folder.symlink_to(theirs)
    WpsInstaller(wps, starter).install()
    assert not wps.folder.is_symlink()
    WpsInstaller(wps, starter).uninstall()
    assert not wps.folder.exists()
    assert [path.name for path in theirs.iterdir()] == ["文件"]
