"""Excel as host: what it asks of the add-in's VBA, and what it makes of the answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest
import xlwings as xw

from vba_source import Procedure, read_source
from zipingbiao.errors import CallError
from zipingbiao.excel import excel_host
from zipingbiao.excel.excel_host import ExcelHost, calling_app
from zipingbiao.excel.host import Host

ROOT = Path(__file__).resolve().parents[2]
MACROS = {one.name: one for one in read_source(ROOT / "macros" / "ZpbHost.bas").procedures}
PUBLIC = {name for name, one in MACROS.items() if one.scope == "Public"}
TYPES = {"String": str, "Boolean": bool, "Long": int}

Use = Callable[[Host, Any], object]

#: Each method of the protocol, and the macros that it asks in turn.
USES: dict[str, tuple[Use, list[str]]] = {
    "save_copy": (lambda host, app: host.save_copy(app.book, Path("a.xlsx")), ["ZpbSaveCopy"]),
    "is_saved": (lambda host, app: host.is_saved(app.book), ["ZpbIsSaved"]),
    "set_saved": (lambda host, app: host.set_saved(app.book, True), ["ZpbSetSaved"]),
    "is_read_only": (lambda host, app: host.is_read_only(app.book), ["ZpbIsReadOnly"]),
    "is_locked": (lambda host, app: host.is_locked(app.book), ["ZpbIsLocked"]),
    "unlocked": (lambda host, app: _use(host, app), ["ZpbUnlock", "ZpbLock"]),
    "fit_page": (lambda host, app: host.fit_page(app.sheet, 3), ["ZpbFitPage"]),
    "pick_folder": (lambda host, app: host.pick_folder(app, "选"), ["ZpbPickFolder"]),
    "pick_file": (lambda host, app: host.pick_file(app, "选", [".csv"]), ["ZpbPickFile"]),
    "ask": (lambda host, app: host.ask(app, "问", "哪天？"), ["ZpbAskLine"]),
    "pick_files": (lambda host, app: host.pick_files(app, "选"), ["ZpbPickFiles"]),
    "pick_target": (lambda host, app: host.pick_target(app, "选", "a.pdf"), ["ZpbPickTarget"]),
    "watch": (lambda host, app: host.watch(app, Path("job")), ["ZpbWatchJob"]),
}


def _use(host: Host, app: Any) -> None:
    with host.unlocked(app.sheet):
        app.asked.append(("inside", ()))


class FakeApp:
    """An Excel whose macros answer what they are told to."""

    def __init__(self, **answers: object) -> None:
        self.asked: list[tuple[str, tuple[object, ...]]] = []
        self._answers = answers
        self.book = SimpleNamespace(app=self, name="自评表.xlsx")
        self.sheet = SimpleNamespace(book=self.book, name="表 1")

    def macro(self, name: str) -> Callable[..., object]:
        def run(*arguments: object) -> object:
            self.asked.append((name, arguments))
            return self._answers.get(name.split(".")[-1], "")

        return run


def refusal(answer: str, method: str) -> str:
    """What a user is told where every macro answers so."""
    app = FakeApp(**dict.fromkeys(PUBLIC, answer))
    with pytest.raises(CallError) as told:
        USES[method][0](ExcelHost(), app)
    return str(told.value)


def test_all_of_the_protocol_is_used_here() -> None:
    methods = {name for name, one in vars(Host).items() if callable(one) and name[0] != "_"}
    assert methods == USES.keys()


@pytest.mark.parametrize("method", USES)
def test_it_asks_macros_that_are_there_with_what_they_take(method: str) -> None:
    use, expected = USES[method]
    app = FakeApp()
    use(ExcelHost(), app)
    asked = [one for one in app.asked if one[0] != "inside"]
    assert [name for name, _ in asked] == [f"'zipingbiao.xlam'!ZpbHost.{name}" for name in expected]
    for name, arguments in asked:
        macro: Procedure = MACROS[name.split(".")[-1]]
        assert [type(one) for one in arguments] == [TYPES[one] for one in macro.types]
        assert (macro.scope, macro.kind) == ("Public", "Function")


def test_every_public_macro_is_asked_by_somebody() -> None:
    assert {name for _, names in USES.values() for name in names} == PUBLIC


@pytest.mark.parametrize("method", USES)
def test_a_refusal_is_one_sentence_with_a_cure(method: str) -> None:
    told = refusal("!1004 Excel 不肯。", method)
    assert "（Excel 不肯）。" in told
    assert told.endswith("。")
    assert told.count("请") == 1


@pytest.mark.parametrize("method", USES)
def test_a_book_that_was_closed_meanwhile_is_said_so(method: str) -> None:
    assert refusal("!9 下标越界", method).startswith("工作簿或工作表已经关闭。")


def test_a_sheet_with_a_password_is_named() -> None:
    told = refusal("!1004 ", "unlocked")
    assert told == "工作表「表 1」设有保护密码。请先在「审阅」里撤销工作表保护，再试。"


def test_a_sheet_is_locked_again_even_where_the_block_fails() -> None:
    app = FakeApp(ZpbUnlock="1110" + "0" * 11 + "1")
    with pytest.raises(ZeroDivisionError), ExcelHost().unlocked(cast(xw.Sheet, app.sheet)):
        raise ZeroDivisionError
    name, arguments = app.asked[-1]
    assert name.endswith("ZpbLock")
    assert arguments == ("自评表.xlsx", "表 1", "1110" + "0" * 11 + "1")


def test_answers_become_what_the_protocol_says() -> None:
    app = cast(
        xw.App,
        FakeApp(
            ZpbIsSaved=True,
            ZpbPickFolder="D:\\各单位",
            ZpbPickFiles="D:\\甲.xlsx\nD:\\乙.xlsx",
            ZpbPickTarget="D:\\汇总.xlsx",
            ZpbPickFile="D:\\名单.csv",
            ZpbAskLine="2026-12-10",
        ),
    )
    host = ExcelHost()
    assert host.is_saved(cast(Any, app).book) is True
    assert host.pick_folder(app, "") == Path("D:\\各单位")
    assert host.pick_files(app, "") == (Path("D:\\甲.xlsx"), Path("D:\\乙.xlsx"))
    assert host.pick_target(app, "", "") == Path("D:\\汇总.xlsx")
    assert host.pick_file(app, "", [".csv"]) == Path("D:\\名单.csv")
    assert host.ask(app, "", "") == "2026-12-10"


def test_a_user_who_cancels_has_chosen_nothing() -> None:
    app = cast(xw.App, FakeApp(ZpbAskLine=False))
    host = ExcelHost()
    assert (host.ask(app, "", ""), host.pick_file(app, "", [".csv"])) == (None, None)
    assert (host.pick_folder(app, ""), host.pick_files(app, "")) == (None, ())
    assert host.pick_target(app, "", "a.xlsx") is None


def test_a_renamed_add_in_is_asked_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_host, "addin", "it's (1).xlam")
    app = FakeApp()
    ExcelHost().watch(cast(xw.App, app), Path("job"))
    assert app.asked[0][0] == "'it''s (1).xlam'!ZpbHost.ZpbWatchJob"


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The part of xlwings that is only on Windows."""
    module = ModuleType("xlwings._xlwindows")
    module.App = lambda xl: SimpleNamespace(xl=xl, pid=1)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", module)
    monkeypatch.setattr(xw, "_xlwindows", module, raising=False)


@pytest.mark.usefixtures("windows")
def test_excel_itself_is_handed_over_by_vba(monkeypatch: pytest.MonkeyPatch) -> None:
    assert calling_app() is None
    monkeypatch.setattr(excel_host, "application", "Excel")
    app = calling_app()
    assert app is not None
    assert app.impl.xl == "Excel"


def test_vba_sets_what_the_host_reads() -> None:
    text = (ROOT / "macros" / "ZpbPython.bas").read_text("ascii")
    assert '.Module("zipingbiao.excel.excel_host")' in text
    for name in ("application", "addin"):
        assert hasattr(excel_host, name)
        assert f'SetAttr host, "{name}", ' in text
