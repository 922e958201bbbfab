"""The macros run: LibreOffice executes them, a real Python does what the ribbon asks for.

All modules are the add-in's own but ZpbPython, which needs Windows; the stub in vba/ stands in.
"""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

import office
from addin.macro_office import MODULES, ROOT, MacroOffice, sentinel_of
from excel.office.program import missing
from mistaken import workbook, wrong_form
from zipingbiao.addin import building
from zipingbiao.addin.building import build_xlam
from zipingbiao.scoring.functions import FUNCTIONS

pytestmark = pytest.mark.office

#: Whatever a path or an id may hold: quotes, blanks, a character of two code units, line ends.
ARGUMENTS = ["", "national-project", 'D:\\各单位 2023\\甲\'s "表".xlsx', "𠮷野\t\r\n{1}%&!$(CLSID)"]


def book(path: Path, rows: Sequence[Sequence[str]], sheet: str = "Sheet") -> Path:
    made = openpyxl.Workbook()
    made.worksheets[0].title = sheet
    for row in rows:
        made.worksheets[0].append(row)
    made.save(path)
    return path


def test_every_module_is_understood_to_its_end(host: MacroOffice) -> None:
    assert host.run(*((sentinel_of(name),) for name in MODULES)) == MODULES


def test_a_module_that_is_broken_would_be_noticed(host: MacroOffice) -> None:
    path = host.addin()
    broken = host.folder / "parts" / "macros" / "ZpbConfig.bas"
    broken.write_text(broken.read_text("ascii").replace("End With\n", "", 1), "ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "resource_folder", (host.folder / "parts").joinpath)
        path.write_bytes(build_xlam({}))
    assert host.program.run(path, (sentinel_of("ZpbConfig"), [])) == [None]


def test_settings_and_sentences_come_from_the_sheets_of_the_add_in(host: MacroOffice) -> None:
    answers = host.run(
        ("ZpbConfig.ZpbSetting", "INTERPRETER"),
        ("ZpbConfig.ZpbSetting", "NOTHING"),
        ("ZpbConfig.ZpbInterpreter",),
        ("ZpbConfig.ZpbText", "workbooks"),
        ("ZpbConfig.ZpbText", "no_such_key"),
        ("ZpbConfig.ZpbTextWith", "replace", "D:\\汇总.xlsx"),
        ("ZpbProbe.ProbeArgumentHelp",),
    )
    [first, *_] = FUNCTIONS.values()
    helps = "\n".join(f"{one.chinese}：{one.help}" for one in first.parameters)
    assert answers == [
        sys.executable, "", sys.executable, "工作簿", "no_such_key",
        "已经有这个文件：D:\\汇总.xlsx。要替换它吗？", helps,
    ]  # fmt: skip


def test_an_interpreter_below_the_user_s_folder_is_found_and_a_missing_one_is_not(
    host: MacroOffice,
) -> None:
    (host.home / "python").touch()
    told = "%ZPB_HOME%/python"
    call, other = ("ZpbConfig.ZpbInterpreter",), ("ZpbFiles.ZpbExpanded", "100%")
    assert host.run(call, other, INTERPRETER=told) == [f"{host.home}/python", "100%"]
    assert host.run(call, INTERPRETER="/no/such/python") == [""]
    assert host.run(call, INTERPRETER=str(host.home)) == [""]


def test_a_book_of_a_user_cannot_change_the_interpreter(host: MacroOffice, tmp_path: Path) -> None:
    path = book(tmp_path / "evil.xlsx", [["INTERPRETER", "C:\\evil.exe"]], "zpb.conf")
    [answer] = host.run(("ZpbProbe.ProbeForeignSettings", str(path)))
    assert answer == f"evil.xlsx {sys.executable}"


def test_the_state_of_the_application_is_put_back_by_itself(host: MacroOffice) -> None:
    [answer] = host.run(("ZpbProbe.ProbeState",))
    before, within, after = str(answer).split("/")
    assert before == after == "True True True -4105"
    assert within == "False False True -4135"


def test_what_goes_wrong_in_python_is_told_in_chinese_and_logged(host: MacroOffice) -> None:
    log = host.home / "log" / "vba.log"
    log.unlink(missing_ok=True)
    [answer] = host.run(("ZpbProbe.ProbeFailure",))
    said, state = str(answer).split("\n")
    assert said.startswith("操作没有完成，工作簿里已填的内容不受影响。")
    assert said.endswith(f"请把记录发给维护人员：{log}")
    assert state == "True True True -4105 False"
    assert log.read_text("utf-8").endswith(" 1000 Traceback (most recent call last)\n")


def test_what_is_missing_is_told_with_its_cure(host: MacroOffice) -> None:
    [answer] = host.run(("ZpbProbe.ProbeOwnFailure",))
    assert str(answer).startswith("找不到连接 Python 所需的文件（C:\\x.dll）。请重新安装")


def test_python_gets_the_argument_as_it_was(
    host: MacroOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, str]] = []
    entry = ModuleType("zipingbiao.excel.entry")
    entry.run = lambda *words: given.append(words)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "zipingbiao.excel.entry", entry)
    for code in host.run(*(("ZpbBridge.ZpbCall", "merge_folder", one) for one in ARGUMENTS)):
        assert str(code).isascii()
        exec(str(code))
    assert given == [("merge_folder", argument) for argument in ARGUMENTS]


def test_a_path_with_blanks_is_one_word_for_windows(host: MacroOffice) -> None:
    program = "C:\\Program Files\\自评表\\pythonw.exe"
    [line] = host.run(("ZpbBridge.ZpbServerCommand", program))
    serve = "import xlwings; xlwings.serve('$(CLSID)')"
    assert line == subprocess.list2cmdline([program, "-P", "-c", serve])


def test_a_button_asks_for_its_command(host: MacroOffice) -> None:
    [asked] = host.run(("ZpbProbe.ProbeButtons",))
    assert str(asked).splitlines() == [
        "from zipingbiao.excel.entry import run; run('check', '')",
        "from zipingbiao.excel.entry import run; run('new', 'national\\u002Dproject')",
    ]


#: A Python of its own as the stub starts it: it does what the bridge was asked, then says so.
RUNNER = """\
#!{python}
import sys
sys.path[:0] = {paths!r}
{prepared}
exec(open({home!r} + "/code.txt").read())
open({home!r} + "/done.txt", "w").close()
"""
#: Standard library and UNO only: the command writes into the book in front.
PLAIN = """
from types import ModuleType
from office_bridge import connect

def run(command, argument):
    book = connect({port}, 20).getCurrentComponent()
    book.Sheets.getByIndex(0).getCellRangeByName("A1").String = f"Python: {{command}}"

for name in ("zipingbiao", "zipingbiao.excel", "zipingbiao.excel.entry"):
    sys.modules[name] = ModuleType(name)
sys.modules["zipingbiao.excel.entry"].run = run
"""
#: The very code that Excel runs, on the engine for LibreOffice.
WHOLE = """
from zipingbiao.excel.office.connection import connect
connect({port}, quiet=True).books.active.set_mock_caller()
"""


def runner(host: MacroOffice, path: Path, python: str, prepared: str) -> str:
    """A program that does what Python is asked to."""
    text = RUNNER.format(
        python=python,
        paths=[str(ROOT / "python"), str(ROOT / "tests")],
        prepared=prepared.format(port=host.port),
        home=str(host.home),
    )
    path.write_text(text, "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_button_reaches_a_cell_through_a_python_of_its_own(
    host: MacroOffice, tmp_path: Path
) -> None:
    path = book(tmp_path / "form.xlsx", [["before"]])
    program = runner(host, tmp_path / "runner.py", office.SYSTEM_PYTHON, PLAIN)
    [answer] = host.run(("ZpbProbe.ProbeButtonOn", str(path)), RUNNER=program)
    assert str(answer).split("\n") == ["Python: check", "Sheet ", "1", "", "True True True -4105"]


def test_the_button_checks_the_form_in_front(host: MacroOffice, tmp_path: Path) -> None:
    reason = missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过用 LibreOffice 的测试")
    path = tmp_path / "自评表 2023.xlsx"
    path.write_bytes(workbook(wrong_form()))
    program = runner(host, tmp_path / "runner.py", sys.executable, WHOLE)
    [answer] = host.run(("ZpbProbe.ProbeButtonOn", str(path)), RUNNER=program)
    _, sheets, rows, said, state = str(answer).split("\n")
    assert "问题清单" in sheets
    assert int(rows) > 3
    assert (said, state) == ("", "True True True -4105")


def test_the_names_of_files_before_our_functions_go(host: MacroOffice) -> None:
    plain = {
        "=ZPB_RATE(A1,Sheet2!B1)": "=ZPB_RATE(A1,Sheet2!B1)",
        "='C:\\a b\\zipingbiao.xlam'!ZPB_RATE(A1,B1)": "=ZPB_RATE(A1,B1)",
        "=IF(A1>0,'C:\\it''s\\z.xlam'!ZPB_TOTAL(A1),0)": "=IF(A1>0,ZPB_TOTAL(A1),0)",
        "=[1]!ZPB_RATE(A1,[1]!ZPB_TOTAL(B1:B2))": "=ZPB_RATE(A1,ZPB_TOTAL(B1:B2))",
        "=1+zipingbiao.xlam!zpb_rate('甲 乙'!A1,2)": "=1+zpb_rate('甲 乙'!A1,2)",
        "=ZIPINGBIAO.FUNCTIONS.ZPB_RATE(G6,E6)": "=ZPB_RATE(G6,E6)",
        '="不是 x!ZPB_RATE"&A1': '="不是 x!ZPB_RATE"&A1',
    }
    answers = host.run(*(("ZpbReenter.ZpbPlainFormula", formula) for formula in plain))
    assert answers == list(plain.values())


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """The folder of a job, with blanks and Chinese in its path."""
    folder = tmp_path / "汇总 1"
    folder.mkdir()
    return folder


def say(job: Path, phase: str, text: str) -> None:
    (job / "status.txt").write_bytes(f"{phase}\n{text}".encode("utf-16-le"))


def finish(job: Path) -> str:
    return f"run('finish', '{job}')"


def asked(answer: object) -> list[str]:
    """The commands that Python was asked for, as they were written down."""
    lines = str(answer).splitlines()
    head = "from zipingbiao.excel.entry import run; "
    return [line.removeprefix(head).encode().decode("unicode_escape") for line in lines]


@pytest.mark.parametrize("phase", ["RUN", "DONE", "FAIL"])
def test_the_status_of_a_job_is_read(host: MacroOffice, job: Path, phase: str) -> None:
    say(job, phase, "正在汇总：3／12 𠮷野单位.xlsx")
    [answer] = host.run(("ZpbProbe.ProbeJob", str(job)))
    assert answer == f"正在汇总：3／12 𠮷野单位.xlsx|{phase != 'RUN'}"


def test_a_status_that_is_not_there_or_half_there_says_nothing(
    host: MacroOffice, job: Path
) -> None:
    call = ("ZpbProbe.ProbeJob", str(job))
    assert host.run(call) == ["|False"]
    (job / "status.txt").touch()
    assert host.run(call) == ["|False"]
    (job / "status.txt").write_bytes(b"R\0U\0N")
    assert host.run(call) == ["|False"]


@pytest.mark.parametrize("phase", ["DONE", "FAIL"])
def test_a_job_that_is_over_is_finished_once(host: MacroOffice, job: Path, phase: str) -> None:
    say(job, phase, "汇总完成。")
    [answer] = host.run(("ZpbProbe.ProbeWatch", str(job), "3"))
    assert asked(answer) == [finish(job)]


def test_a_running_job_is_left_alone(host: MacroOffice, job: Path) -> None:
    say(job, "RUN", "正在汇总")
    assert host.run(("ZpbProbe.ProbeWatch", str(job), "59")) == [""]


def test_a_job_that_is_silent_for_a_minute_is_asked_after_each_minute(
    host: MacroOffice, job: Path
) -> None:
    [answer] = host.run(("ZpbProbe.ProbeWatch", str(job), "121"))
    assert asked(answer) == [finish(job)] * 2


def test_excel_s_questions_about_a_book_are_answered(host: MacroOffice, tmp_path: Path) -> None:
    path = book(tmp_path / "form.xlsx", [["a"]])
    copy = tmp_path / "copy 1.xlsx"
    [answer] = host.run(("ZpbProbe.ProbeHost", str(path), str(copy)))
    saved, locked, unsaved, copied, resaved, unlocked, fitted = str(answer).split("\n")
    assert (saved, locked, unsaved, resaved) == ("True", "False", "False", "True")
    assert (unlocked, fitted) == ("", "")
    assert copied == "False"
    assert copy.stat().st_size > 1000  # LibreOffice chooses the format by itself


def test_a_book_that_is_gone_is_an_answer_not_an_error(host: MacroOffice) -> None:
    calls: dict[str, list[str]] = {
        "ZpbIsSaved": [],
        "ZpbIsLocked": [],
        "ZpbIsReadOnly": [],
        "ZpbSaveCopy": ["copy.xlsx"],
        "ZpbUnlock": ["Sheet1"],
        "ZpbLock": ["Sheet1", "1110"],
        "ZpbFitPage": ["Sheet1", "3"],
    }
    answers = host.run(*((f"ZpbHost.{name}", "gone.xlsx", *rest) for name, rest in calls.items()))
    assert [str(answer)[:1] for answer in answers] == ["!"] * len(calls)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A book whose second row calls a function that the program learns after opening it.

    As Excel does, LibreOffice looks for a function when a formula is entered, and not again.
    """
    row = ["甲", "=1+1", "=ZPB_RATE(1,2)", '="ZPB_"&1', "=ZPB_RATE(3,4)+1"]
    path = book(tmp_path / "elsewhere.xlsx", [["head"], row])
    made = openpyxl.load_workbook(path)
    # A formula that is entered into such a cell becomes a text in Excel.
    made.worksheets[0]["E2"].number_format = "@"
    made.save(path)
    return path


def test_formulas_from_elsewhere_are_entered_again(host: MacroOffice, elsewhere: Path) -> None:
    [answer] = host.run(("ZpbProbe.ProbeReenter", str(elsewhere), ""))
    assert str(answer).split("\n") == [
        "甲|2|#NAME?|ZPB_1|#NAME?|",
        "甲|2|0.5|ZPB_1|1.75|",
        "True True",  # saved as before, the application as before
    ]


def test_without_python_the_values_stay_as_they_are(host: MacroOffice, elsewhere: Path) -> None:
    call = ("ZpbProbe.ProbeReenter", str(elsewhere), "")
    [answer] = host.run(call, INTERPRETER="/no/such/python")
    before, after, _ = str(answer).split("\n")
    assert before == after


def test_a_sheet_with_a_password_is_left_as_it_is(host: MacroOffice, elsewhere: Path) -> None:
    [answer] = host.run(("ZpbProbe.ProbeReenter", str(elsewhere), "secret"))
    before, after, state = str(answer).split("\n")
    assert before == after
    assert state == "True True"


def test_the_add_in_starts_and_ends(host: MacroOffice) -> None:
    [asked] = host.run(("ZpbProbe.ProbeStartAndEnd",))
    assert asked == "KillPy\n"
