"""The buttons in WPS: its add-in's own scripts in Node, a fake WPS, and the real service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mistaken import workbook, wrong_form
from serving.client import Caller, started
from serving.et.window import NODE, Window
from zipingbiao.addin.wps import new_secret
from zipingbiao.places import USER_VARIABLE
from zipingbiao.serving.service import Service

pytestmark = pytest.mark.skipif(NODE is None, reason="没有 Node，不运行 WPS 加载项的测试")

CHECK, CLEAR, FIX = "zpb.check.check", "zpb.check.clear", "zpb.check.fix"
NEXT, PREVIOUS = "zpb.check.next", "zpb.check.previous"
FOUND = "共 4 个问题：错误 3 个，警告 1 个。"
LISTED = "已列在「问题清单」里，点「下一个问题」逐个看。"
Opens = Callable[..., Window]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's own folder."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(USER_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="module")
def secret(own: Path) -> str:
    """The secret that the install has made."""
    return new_secret()


@pytest.fixture(scope="module")
def service(secret: str) -> Iterator[Caller]:
    """The service."""
    with started(Service(idle=None)) as caller:
        yield caller


@pytest.fixture
def opened(service: Caller, secret: str, tmp_path: Path) -> Opens:
    """Open a workbook in WPS: by default one with three errors in one form."""

    def opens(data: bytes | None = None, name: str = "自评表.xlsx", **more: object) -> Window:
        path = tmp_path / name
        path.write_bytes(workbook(wrong_form()) if data is None else data)
        port = service.service.port
        return Window(tmp_path / "addin", path, port, secret, **more)  # type: ignore[arg-type]

    return opens


def test_cells_are_coloured_noted_and_listed(opened: Opens) -> None:
    seen = opened().press(CHECK)
    assert seen.said == [f"{FOUND}{LISTED}"]
    assert seen.listed("问题清单", "单元格") == ["J6", "K6", "K6", "I16"]
    form = seen.sheet()
    assert sorted(form["notes"]) == ["I16", "J6", "K6"]
    assert form["notes"]["K6"].startswith("「自评表」检查\n【错误】ZPB004 执行率得分不符\n")
    assert {rule["place"] for rule in form["rules"]} >= {"J6", "K6"}
    assert form["protected"], "the protection came back"
    assert (seen.state["front"], seen.state["selected"]) == (form["name"], "A1")
