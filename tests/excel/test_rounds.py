"""退回, 对比, 成册 and what 合并 asks: what the user chooses, what stands there afterwards."""

from __future__ import annotations

import csv
import json
import time
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from excel.fake import FakeHost
from inbox import encrypted
from mistaken import workbook, wrong_form
from zipingbiao.errors import CallError, ZpbError
from zipingbiao.excel.call import Call
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.jobs import BIND, COMPARE, RETURN, RUN, Job
from zipingbiao.excel.merging import bind, merge_folder
from zipingbiao.excel.returning import compare, send_back
from zipingbiao.excel.settings import Kept, Settings, load_settings, remember, settings_path
from zipingbiao.excel.settings_book import settings_book
from zipingbiao.excel.tasks import finish

PATIENCE = 90.0


def filed(path: Path, unit: str) -> None:
    """A form with mistakes, filed by a unit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook(wrong_form(unit=unit)))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two units' forms with mistakes, and a file that can't be read."""
    folder = tmp_path / "报送"
    filed(folder / "甲.xlsx", "青山县甲局")
    filed(folder / "乙" / "表.xlsx", "青山县乙局")
    (folder / "锁.xlsx").write_bytes(encrypted((folder / "甲.xlsx").read_bytes()))
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where copies go."""
    (tmp_path / "退回").mkdir()
    return tmp_path / "退回"


def told(app: xw.App, host: FakeHost) -> str:
    """What is said when the job that the host watches has ended."""
    [folder] = host.watched
    job, end = Job(folder), time.monotonic() + PATIENCE
    while job.status.phase == RUN:
        assert time.monotonic() < end
        time.sleep(0.05)
    return finish(Call(app, FakeHost(), None, str(folder)))


def sent(app: xw.App, inbox: Path, out: Path, line: str = "") -> str:
    host = FakeHost(folders=[inbox, out], line=line)
    assert send_back(Call(app, host, None)) == ""
    assert Job(host.watched[0]).request.kind == RETURN
    return told(app, host)


def test_what_is_sent_back_is_written_and_the_list_opened(
    app: xw.App, inbox: Path, out: Path
) -> None:
    lines = sent(app, inbox, out, "2026年12月10日").splitlines()
    assert "已退回 2 份、2 个单位" in lines[0]
    assert lines[1] == "有 1 个文件没有读出："
    assert lines[2].startswith("锁.xlsx：文件已加密")
    names = {path.name for path in out.iterdir()}
    assert {"退回清单.json", "退回清单.xlsx", "退回通知_青山县甲局.docx"} <= names
    assert sum(name.endswith(".检查.xlsx") for name in names) == 2
    assert json.loads((out / "退回清单.json").read_text("utf-8"))["deadline"] == "2026-12-10"
    assert app.books.active.name == "退回清单.xlsx"
    assert load_settings().folder == inbox


def test_sending_back_goes_by_the_settings(app: xw.App, inbox: Path, out: Path) -> None:
    settings = Settings(severity="error", ignore=("ZPB001",))
    settings_path().write_bytes(settings_book(settings))
    sent(app, inbox, out)
    data = json.loads((out / "退回清单.json").read_text("utf-8"))
    found = [one for file in data["files"] for one in file["findings"]]
    assert found
    assert {one["severity"] for one in found} == {"error"}
    assert "ZPB001" not in {one["code"] for one in found}
    assert data["deadline"] is None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("下周", "「下周」看不出是哪一天，没有退回。请写成 2026-12-10 这样的日期，或留空。"),
        ("2026-13-01", "「2026-13-01」看不出是哪一天，没有退回。"),
    ],
)
def test_a_day_that_is_none_is_told(
    line: str, sentence: str, app: xw.App, inbox: Path, out: Path
) -> None:
    host = FakeHost(folders=[inbox, out], line=line)
    with pytest.raises(CallError) as refused:
        send_back(Call(app, host, None))
    assert sentence in str(refused.value)
    assert host.watched == []


def test_copies_never_go_among_the_originals(app: xw.App, inbox: Path) -> None:
    for chosen in (inbox, inbox.parent):
        host = FakeHost(folders=[inbox, chosen])
        with pytest.raises(CallError, match="退回的副本不能放进报来的文件所在的文件夹"):
            send_back(Call(app, host, None))
        assert host.watched == []


def test_who_cancels_a_dialog_starts_nothing(app: xw.App, inbox: Path, out: Path) -> None:
    for host in (
        FakeHost(folders=[None]),
        FakeHost(folders=[inbox, None]),
        FakeHost(folders=[inbox, out], line=None),
    ):
        assert send_back(Call(app, host, None)) == ""
        assert host.watched == []
    for command in (bind, compare):
        host = FakeHost()
        assert command(Call(app, host, None)) == ""
        assert host.watched == []


def test_what_came_back_is_held_against_what_was_sent(
    app: xw.App, inbox: Path, out: Path, tmp_path: Path
) -> None:
    sent(app, inbox, out)
    back, target = tmp_path / "收回", tmp_path / "交回情况.xlsx"
    back.mkdir()
    [copy] = out.glob("青山县甲局*.xlsx")
    book = openpyxl.load_workbook(copy)
    book.worksheets[0]["J6"] = 0.8569
    book.save(back / "改好了.xlsx")
    host = FakeHost(folders=[out, back], target=target)
    assert compare(Call(app, host, None)) == ""
    assert Job(host.watched[0]).request.kind == COMPARE
    assert host.proposed == ["收回交回情况.xlsx"]
    said = told(app, host)
    assert said.startswith("退回了 2 份、2 个单位；另有 1 份读不了，要重新报送。按单位：")
    assert "还有问题 1，未交回 2。" in said
    assert "已改正 1" in said
    assert app.books.active.name == "交回情况.xlsx"


def test_a_folder_that_nothing_was_sent_from_is_told(app: xw.App, inbox: Path) -> None:
    with pytest.raises(CallError, match=r"这里没有退回清单\.json，看不出退回过什么"):
        compare(Call(app, FakeHost(folders=[inbox]), None))


def test_forms_are_bound_and_the_volume_opened(app: xw.App, inbox: Path, tmp_path: Path) -> None:
    host = FakeHost(folder=inbox, target=tmp_path / "册.xlsx")
    assert bind(Call(app, host, None)) == ""
    assert Job(host.watched[0]).request.kind == BIND
    assert host.proposed == ["报送成册.xlsx"]
    lines = told(app, host).splitlines()
    assert lines[0] == "已把 2 张表合并成册（2 个工作表），存为 册.xlsx。"
    assert any(line.startswith("锁.xlsx：文件已加密") for line in lines)
    assert app.books.active.sheet_names[0] == "目录"


def test_only_one_piece_of_work_runs_at_a_time(app: xw.App, inbox: Path, own: Path) -> None:
    folder = own / "jobs" / "a"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text('{"paths": [], "out": "/x", "jobs": 1, "kind": "bind"}')
    Job(folder).tell(RUN, "……")
    for command in (send_back, compare, bind, merge_folder):
        with pytest.raises(CallError, match="正在进行一次成册，不能同时再做一次"):
            command(Call(app, FakeHost(folder=inbox), None))


# What merging asks


def roster(path: Path, *units: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["单位"], *([unit] for unit in units)])
    return path


def merged(app: xw.App, host: FakeHost) -> str:
    assert merge_folder(Call(app, host, None)) == ""
    return told(app, host)


def test_the_list_of_units_is_asked_once_and_remembered(
    app: xw.App, inbox: Path, tmp_path: Path
) -> None:
    listed = roster(tmp_path / "名单.csv", "青山县甲局", "青山县乙局", "青山县丁局")
    host = FakeHost(folder=inbox, target=tmp_path / "汇总.xlsx", picks=[listed, None])
    assert "应报 3 个单位，已报 2 个，未报 1 个。" in merged(app, host)
    assert [title.partition("；")[0] for title in host.asked] == [
        "选择要汇总的文件夹", "选择应报单位名单", "选择上次（去年）的汇总",
    ]  # fmt: skip
    found = load_settings()
    assert (found.folder, found.roster, found.previous) == (inbox, Kept(True, listed), Kept(True))
    rows = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["未报送"].iter_rows(values_only=True)
    assert any("青山县丁局" in row for row in rows)
    app.books.active.close()
    again = FakeHost(folder=inbox, target=tmp_path / "汇总.xlsx")
    assert "未报 1 个。" in merged(app, again)
    assert (again.asked, again.started) == (["选择要汇总的文件夹"], [inbox])


def test_without_a_list_nothing_is_said_of_who_has_not_filed(
    app: xw.App, inbox: Path, tmp_path: Path
) -> None:
    host = FakeHost(folder=inbox, target=tmp_path / "汇总.xlsx")
    said = merged(app, host)
    assert "应报" not in said
    assert load_settings().roster == Kept(True)
    sheet = openpyxl.load_workbook(settings_path())["设置"]
    assert [row[1].value for row in sheet.iter_rows(min_row=9, max_row=10)] == [None, None]


def test_a_list_that_has_gone_is_told_before_anything_is_written(
    app: xw.App, inbox: Path, tmp_path: Path
) -> None:
    gone = Settings(roster=Kept(True, tmp_path / "没有.csv"), previous=Kept(True))
    settings_path().write_bytes(settings_book(gone))
    host = FakeHost(folder=inbox, target=tmp_path / "汇总.xlsx")
    with pytest.raises(ZpbError, match="应报单位名单不在这里，没有汇总。请在「设置」里改正或清空"):
        merge_folder(Call(app, host, None))
    assert host.watched == []


def test_what_is_remembered_leaves_the_rest_of_the_settings(app: xw.App, tmp_path: Path) -> None:
    path = settings_path()
    path.write_bytes(settings_book(Settings("hubei", jobs=2)))
    book = openpyxl.load_workbook(path)
    book["设置"].cell(20, 1, "我的说明")
    book.save(path)
    call = Call(app, FakeHost(), None)
    kept = replace(load_settings(), folder=tmp_path, roster=Kept(True, tmp_path / "甲.csv"))
    remember(call, kept)
    assert load_settings() == kept
    assert openpyxl.load_workbook(path)["设置"]["A20"].value == "我的说明"
    opened = app.books.open(str(path))
    remember(call, replace(kept, roster=Kept(True)))
    assert opened.sheets["设置"]["B9"].value is None


def test_the_declared_commands_are_these() -> None:
    loaded = {name: BY_ID[name].load() for name in ("send_back", "compare", "bind")}
    assert loaded == {"send_back": send_back, "compare": compare, "bind": bind}
