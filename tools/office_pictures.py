"""Draws docs/pictures/office-*.png: LibreOffice with the extension, as a user sees it.

A form is filled in and the buttons are pressed on a screen that nobody sees (Xvfb); ImageMagick
takes the pictures. Run by `make pictures`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
sys.path.append(str(ROOT / "tests"))

import office_extension  # noqa: E402
from office_extension import Running  # noqa: E402

SIZE = (1500, 900)
#: Where the arrow beside 新建 is, the button of a message box, and nothing at all.
NEW, CONFIRM, NOWHERE = (58, 92), (SIZE[0] // 2, SIZE[1] // 2 + 21), (1200, 500)
ZOOM = 85
PATIENCE = 60.0
#: What a clerk types into the form; one score is missing and reasons are, too.
FILLED: dict[str, str | float] = {
    "C3": "城区雨水管网改造",
    "C4": "县住房和城乡建设局",
    "D7": 120,
    "E7": 120,
    "G7": 96,
    "D8": 30,
    "E8": 30,
    "G8": 30,
    "B11": "改造雨水管网 12 公里，消除内涝点 8 处。",
    "G11": "改造雨水管网 11.4 公里，消除内涝点 8 处。",
    "D13": "改造管网长度（公里）",
    "F13": "≥12",
    "G13": 11.4,
    "H13": 20,
    "D15": "工程验收合格率",
    "F15": "100%",
    "G15": "100%",
    "H15": 15,
    "D17": "按期完工率",
    "F17": "≥95%",
    "G17": "90%",
    "H17": 15,
    "D19": "每公里造价（万元）",
    "F19": "≤12",
    "H19": 10,
}
#: The handwriting font would be taken for the menus.
FONTS = """<?xml version="1.0"?>
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  <selectfont><rejectfont><glob>*/ukai*</glob></rejectfont></selectfont>
</fontconfig>
"""


@contextmanager
def screen() -> Iterator[str]:
    """A screen of its own; gives the name by which programs find it."""
    reader, writer = os.pipe()
    size = "x".join(map(str, (*SIZE, 24)))
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


class Desk:
    """The program on its screen, with one form open."""

    def __init__(self, running: Running, display: str, form: Path) -> None:
        self.running = running
        self._display = display
        self.document = running.open(form)
        self._fill_screen()

    def _fill_screen(self) -> None:
        window = self.document.CurrentController.Frame.ContainerWindow
        window.setPosSize(0, 0, *SIZE, 15)  # com.sun.star.awt.PosSize.POSSIZE
        window.toFront()
        controller = self.document.CurrentController
        controller.ZoomType = 3  # com.sun.star.view.DocumentZoomType.BY_VALUE
        controller.ZoomValue = ZOOM

    def take(self, name: str) -> None:
        """Take a picture once the screen is calm."""
        before = b""
        for _ in range(30):
            time.sleep(1)
            shot = self._run("import", "-window", "root", "-depth", "8", "ppm:-")
            if shot == before:
                break
            before = shot
        path = PICTURES / f"office-{name}.png"
        subprocess.run(
            ["convert", "ppm:-", "+dither", "-colors", "128", "-strip", f"PNG8:{path}"],
            input=before,
            check=True,
        )

    def click(self, place: tuple[int, int]) -> None:
        """Click somewhere."""
        self._run("xdotool", "mousemove", *map(str, place), "click", "1")

    def show(self, sheet: str) -> None:
        """Go to a sheet."""
        controller = self.document.CurrentController
        controller.setActiveSheet(self.document.Sheets.getByName(sheet))

    def press(self, command: str) -> None:
        """Press a button of ours."""
        self.running.press(self.document, f"zipingbiao:{command}")

    def _run(self, *words: str) -> bytes:
        environment = {**os.environ, "DISPLAY": self._display}
        return subprocess.run(words, check=True, capture_output=True, env=environment).stdout


def wait_for(what: Callable[[], Any]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            raise TimeoutError("LibreOffice did not do what it should")
        time.sleep(0.2)


def settings() -> str:
    """A profile in Chinese, where the language pack is installed, without greetings."""
    wanted = {
        "/org.openoffice.Office.Linguistic/General": ("UILocale", "zh-CN"),
        "/org.openoffice.Office.Common/Misc": ("ShowTipOfTheDay", "false"),
    }
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, (name, value) in wanted.items()
    )
    space = 'xmlns:oor="http://openoffice.org/2001/registry"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {space}>{items}</oor:items>'


def blank_form(folder: Path) -> Path:
    """A blank form with live formulas, made by the command line."""
    path = folder / "项目支出绩效自评表.xlsx"
    words = ["new", "national-project", "--calc", "live", "-o", str(path)]
    subprocess.run([sys.executable, "-m", "zipingbiao.cli", *words], check=True)
    return path


def fill(document: Any) -> None:
    """Type the amounts and the indicators in."""
    sheet = document.Sheets.getByIndex(0)
    for address, value in FILLED.items():
        cell = sheet.getCellRangeByName(address)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value


def draw(desk: Desk) -> None:
    """Take the pictures in the order of the work."""
    document = desk.document
    sheet = document.Sheets.getByIndex(0)
    wait_for(lambda: "ZIPINGBIAO" in sheet.getCellRangeByName("J6").Formula)
    fill(document)
    desk.take("form")
    desk.click(NEW)
    desk.take("new")
    desk.click(NOWHERE)
    desk.press("check")
    wait_for(lambda: "问题清单" in document.Sheets.ElementNames)
    desk.take("told")
    desk.click(CONFIRM)
    desk.take("check")
    desk.show("问题清单")
    desk.take("list")


def main() -> None:
    """Draw all pictures anew, where the programs for it are installed."""
    lacking = [name for name in ("Xvfb", "xdotool", "import", "convert") if not shutil.which(name)]
    reason = office_extension.missing() or (f"没有安装 {'、'.join(lacking)}" if lacking else None)
    if reason is not None:
        print(f"{reason}，没有画 LibreOffice 的界面")
        return
    with tempfile.TemporaryDirectory() as name, screen() as display:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(settings(), "utf-8")
        (folder / "fonts.conf").write_text(FONTS, "utf-8")
        environment = {
            "DISPLAY": display,
            "SAL_USE_VCLPLUGIN": "gen",
            "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        }
        config = {"INTERPRETER": sys.executable, "PYTHONPATH": str(ROOT / "python")}
        with office_extension.running(folder, config, (), environment) as running:
            draw(Desk(running, display, blank_form(folder)))
    print(f"LibreOffice 的界面在 {PICTURES}")


if __name__ == "__main__":
    main()
