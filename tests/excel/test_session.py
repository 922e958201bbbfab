"""Whatever a command does: the program is as before, and the user reads one sentence."""

from __future__ import annotations

import pytest

from excel.desk import Desk
from excel.samples import EDIT_MODE, command
from zipingbiao.excel import session
from zipingbiao.excel.declaration import BY_ID

STATES = [
    ("fine", "automatic"),
    ("fine", "manual"),
    ("silent", "automatic"),
    ("refuses", "automatic"),
    ("refuses", "manual"),
    ("breaks", "automatic"),
    ("breaks", "semiautomatic"),
]


@pytest.mark.parametrize(("name", "calculation"), STATES)
def test_screen_updating_and_calculation_are_as_before(
    desk: Desk, name: str, calculation: str
) -> None:
    desk.open()
    desk.app.calculation = desk.fake.usual_calculation = calculation
    desk.press(command(name))
    assert desk.app.screen_updating is True
    assert desk.app.calculation == calculation
    assert not desk.app.status_bar


def test_meanwhile_the_program_is_calm_and_says_what_it_does(desk: Desk) -> None:
    desk.open()
    assert desk.press(command("fine"), "甲") == "False manual 自评表：试一试…… 甲"
    assert desk.fake.titles == ["自评表"]


def test_a_command_with_nothing_to_tell_shows_nothing(desk: Desk) -> None:
    desk.open()
    assert desk.press(command("silent")) == ""
    assert desk.said == []


def test_a_text_that_a_command_leaves_in_the_status_bar_stays(desk: Desk) -> None:
    desk.open()
    desk.press(command("marks_progress"))
    assert desk.app.status_bar == "第 1 处"
    desk.press(command("silent"))
    assert not desk.app.status_bar


def test_a_refusal_is_told_as_it_is(desk: Desk) -> None:
    desk.open()
    assert desk.press(command("refuses")) == "自评表.xlsx › 甲!B5：不行。请改。"
    assert desk.logs == []


def test_a_mistake_of_the_program_is_one_sentence_that_names_a_log(desk: Desk) -> None:
    desk.open()
    told = desk.press(command("breaks"))
    [log] = desk.logs
    assert told == (
        f"「试一试」没有完成，程序内部出错（ZeroDivisionError）。请把这个文件发给维护人员：{log}"
    )
    text = log.read_text("utf-8")
    assert "Traceback" in text
    assert "division by zero" in text


def test_what_excel_says_of_its_refusal_is_told(desk: Desk) -> None:
    desk.open()
    told = desk.press(command("is_refused"))
    [log] = desk.logs
    assert told == (
        "「试一试」没有完成，Excel 答复「无法在受保护的工作表上使用此命令」。"
        f"请把这个文件发给维护人员：{log}"
    )


def test_a_missing_attribute_is_no_busy_program(desk: Desk) -> None:
    desk.open()
    assert "程序内部出错（AttributeError）" in desk.press(command("misses"))


def test_where_no_log_can_be_written_the_user_still_reads_a_sentence(desk: Desk) -> None:
    desk.open()
    desk.own.mkdir()
    (desk.own / "log").write_text("在路上")
    assert desk.press(command("breaks")).endswith("详细情况也没能记下来，请告诉维护人员。")


def test_only_the_last_logs_are_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_LOGS", 2)
    desk.open()
    for _ in range(4):
        desk.press(command("breaks"))
    assert len(desk.logs) == 2


@pytest.mark.parametrize("error", EDIT_MODE)
@pytest.mark.parametrize("name", ["check", "clear", "fix", "previous", "next"])
def test_while_a_cell_is_edited_the_user_is_told_to_end_that(
    desk: Desk, name: str, error: Exception
) -> None:
    desk.open()
    desk.fake.refusal = error
    told = desk.press(name)
    desk.fake.refusal = None
    assert told == (
        "Excel 正在编辑单元格，或开着对话框，没有执行。请按回车结束编辑、关闭对话框，再点一次。"
    )
    assert desk.logs == []


def test_an_edit_that_begins_during_a_command_is_told_too(desk: Desk) -> None:
    desk.open()
    assert desk.press(command("is_edited")).startswith("Excel 正在编辑单元格")
    desk.fake.refusal = None
    desk.app.screen_updating, desk.app.calculation = True, "automatic"


def test_nothing_is_raised_where_no_message_can_be_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: object) -> str:
        raise OSError("gone")

    monkeypatch.setattr(desk.fake, "alert", dead)
    book = desk.open()
    assert session.perform(command("refuses"), desk.app, book) is not None
    assert len(desk.logs) == 1


@pytest.mark.parametrize("name", ["check", "clear", "fix", "previous", "next"])
def test_without_a_workbook_the_user_is_told_to_open_one(desk: Desk, name: str) -> None:
    told = desk.press(name, closed=True)
    assert told == "没有打开的工作簿。请先打开要处理的自评表，再点这个按钮。"


def test_a_command_may_close_the_last_book(desk: Desk) -> None:
    desk.open()
    assert desk.press(command("closes")) == ""
    assert desk.app.screen_updating is True
    desk.open(name="乙.xlsx")
    desk.app.calculation = "automatic"


def test_commands_that_write_nothing_leave_the_program_as_it_is(desk: Desk) -> None:
    desk.open()
    desk.press("check")
    desk.fake.log.clear()
    desk.press("next")
    assert {name for name, _ in desk.fake.log} == {"status_bar"}


def test_the_light_commands_are_commands() -> None:
    assert set(BY_ID) >= session._LIGHT
