"""What the tests of the LibreOffice engine share: one running program, a fresh desk each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from excel.office.program import missing, running_app

if TYPE_CHECKING:
    from zipingbiao.excel.office.dialogs import Dialogs
    from zipingbiao.excel.office.host import OfficeHost


@pytest.fixture(scope="session")
def office_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.App]:
    """A running LibreOffice; tests that need one are skipped where there is none."""
    reason = missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过用 LibreOffice 的测试")
    with running_app(tmp_path_factory.mktemp("engine")) as app:
        yield app


@pytest.fixture
def app(office_app: xw.App) -> Iterator[xw.App]:
    """LibreOffice without an open book, nothing said yet; afterwards all books are closed."""
    # Other tests have an Excel of their own making: xlwings works with one engine at a time.
    office_app.engine.activate()
    yield office_app
    office_app.screen_updating = True
    office_app.status_bar = False
    for book in list(office_app.books):
        book.close()
    office_app.visible = False
    for kept in (office_app.impl.dialogs.said, office_app.impl.dialogs.answers):
        kept.clear()
    office_app.impl.dialogs.picks.clear()


@pytest.fixture
def dialogs(app: xw.App) -> Dialogs:
    """What was said; what the user will answer and choose."""
    found: Dialogs = app.impl.dialogs
    return found


@pytest.fixture
def host(app: xw.App) -> OfficeHost:
    """LibreOffice as host of the commands."""
    from zipingbiao.excel.host import host_of

    found: OfficeHost = host_of(app)  # type: ignore[assignment]
    return found


@pytest.fixture
def book(app: xw.App) -> xw.Book:
    """A new book."""
    return app.books.add()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """The sheet of a new book."""
    return book.sheets[0]


@pytest.fixture
def saved(book: xw.Book, tmp_path: Path) -> xw.Book:
    """A book that has a file, 自评表.xlsx."""
    book.save(tmp_path / "自评表.xlsx")
    return book


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that uses LibreOffice."""
    for item in items:
        if "office_app" in getattr(item, "fixturenames", ()):
            item.add_marker("office")
