"""What the tests of the macros share: one running LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import office
import vba
from addin.macro_office import MacroOffice


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MacroOffice]:
    """LibreOffice with macros; the user's own folder of the add-in is a temporary one."""
    reason = office.missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过在其中运行宏的测试")
    folder = tmp_path_factory.mktemp("macros")
    (folder / "home").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZPB_HOME", str(folder / "home"))
        with vba.running(folder) as program:
            yield MacroOffice(program, folder)
