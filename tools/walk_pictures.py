"""Draws the pictures of the handbook's walk: the demonstration checked, sent back, merged, bound.

Every step is one of the command line's; LibreOffice prints the workbooks, chromium shows the
pages, and the strip of three steps for README is put together from them. Run by `make pictures`.
"""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps

from pictures import PICTURES, ROOT, draw_page, print_pdf, zpb

sys.path.append(str(ROOT / "tests"))

from serving.chromium import CHROMIUM, DRIVER, Browser, browser

UNIT = "云溪县第一中学"
FILE = f"{UNIT}_房屋维修.xlsx"
#: What stands on top of a printed page of the summary, and the name of its picture.
SHEETS = {
    "绩效自评情况": "summary-home",
    "绩效自评汇总表": "summary-list",
    "问题清单": "summary-findings",
    "未报送": "summary-missing",
    "与上次相比": "summary-changes",
}
#: The margin (pixels) that stays around what is printed.
MARGIN = 24
#: How far down a page (its share) the line with its number begins.
ABOVE_NUMBER = 0.93
COLOURS = 128
STEPS = {
    "1　新建、填写": "national-project-blank-1",
    "2　检查，指出哪一格、为什么、怎么改": "returned-copy",
    "3　几十份汇总成一份": "summary-home",
}
ENGLISH = {
    "1  A blank official form, ready to fill": "national-project-blank-1",
    "2  Checked: which cell, why, how to mend it": "returned-copy",
    "3  Dozens of workbooks merged into one": "summary-home",
}


def walk(folder: Path) -> None:
    """Do what the handbook does, in the folder of the demonstration."""
    demo = folder / "演示"
    zpb("demo", demo)
    os.chdir(demo)
    words = ("--roster", "应报单位名单.csv", "--previous", "去年汇总.xlsx")
    zpb("merge", "报送", "-o", "汇总.xlsx", *words)
    zpb("merge", "报送", "-o", "自评结果汇总表.xlsx", "--template", "自评结果汇总表")
    zpb("bind", "报送", "-o", "成册.xlsx", "--title", "二〇二五年度绩效自评表")
    for wanted in ("xlsx -o 退回 --deadline 2026-12-10", "html -o 检查报告.html"):
        checked = [sys.executable, "-m", "zipingbiao.cli", "check", "报送", "--format"]
        # there are findings: exit status 1
        subprocess.run(checked + wanted.split(), check=False, stdout=subprocess.DEVNULL)


def printed(folder: Path) -> None:
    """The pictures of what is printed."""
    copy = Path("退回") / FILE.replace(".xlsx", "项目.检查.xlsx")
    letter = Path("退回") / f"退回通知_{UNIT}.docx"
    print_pdf([copy, letter, Path("成册.xlsx"), Path("自评结果汇总表.xlsx")], folder)
    for path, name in (
        (copy, "returned-copy"),
        (letter, "returned-letter"),
        (Path("成册.xlsx"), "volume-contents"),
        (Path("自评结果汇总表.xlsx"), "summary-official"),
    ):
        draw_page(folder / f"{path.stem}.pdf", 1, name)
    print_pdf([Path("汇总.xlsx")], folder)
    tops = list(titles(folder / "汇总.pdf"))
    for title, picture in SHEETS.items():
        page = next(number for number, top in enumerate(tops, 1) if title in top)
        draw_page(folder / "汇总.pdf", page, picture)
    for name in (*SHEETS.values(), "returned-copy", "summary-official", "volume-contents"):
        trim(PICTURES / f"{name}.png")


def titles(pdf: Path) -> Iterator[str]:
    """What stands on top of each page."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True)
    for page in text.stdout.split("\f"):
        yield page.partition("\n")[0]


def trim(path: Path) -> None:
    """Cut the blank paper around what is printed; the line with the number of the page, too."""
    with Image.open(path) as picture:
        width, height = picture.size
        grey = ImageOps.invert(picture.convert("L"))
    found = grey.crop((0, 0, width, round(height * ABOVE_NUMBER))).getbbox()
    left, top, right, bottom = found or (0, 0, width, height)
    box = (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN)
    inside = (max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height))
    with Image.open(path) as picture:
        cut = picture.crop(inside)
    cut.save(path, optimize=True)


def keep(window: Browser, name: str) -> None:
    """Keep what a window shows, in few colours."""
    shot = io.BytesIO(base64.b64decode(window.screenshot()))
    picture = Image.open(shot).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(PICTURES / f"{name}.png", optimize=True)


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """The page, served; gives the link into it."""
    words = [sys.executable, "-m", "zipingbiao.cli", "serve", "--port", "18777"]
    environment = {**os.environ, "ZPB_HOME": str(folder / "home"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            found = (re.search(r"http\S+", line) for line in process.stdout)
            yield next(one[0] for one in found if one)
        finally:
            process.terminate()


def shown(window: Browser, folder: Path) -> None:
    """The pictures of pages."""
    window.size(1280, 800)
    with service(folder) as link:
        window.open(link)
        window.wait("document.querySelector('#file-count')?.textContent")
        window.type("#files-input", "\n".join(map(str, sorted(Path("报送").resolve().glob("*")))))
        window.wait("document.querySelectorAll('#file-list li').length === 60")
        names = "[...document.querySelectorAll('#file-list .name')]"
        find = f"{names}.find(one => one.textContent.includes('{FILE}'))"
        window.run(f"{find}.click()")
        window.wait("document.querySelectorAll('#sheet td.error').length > 0")
        window.run(f"{find}.scrollIntoView()")
        keep(window, "page-check")
        window.click("nav [data-view=work]")
        window.click("[data-job=merge]")
        window.wait("document.querySelector('#job')?.dataset.phase === 'done'")
        keep(window, "page-work")
        window.click("nav [data-view=new]")
        window.wait("document.querySelectorAll('#layout-list .thumb table').length > 3")
        keep(window, "page-new")
    window.open(Path("检查报告.html").resolve().as_uri())
    keep(window, "check-report")


def strip(window: Browser, steps: dict[str, str], name: str, folder: Path) -> None:
    """The three steps in a row."""
    figures = "".join(
        f"<figure><figcaption>{said}</figcaption><div>"
        f'<img src="{(PICTURES / f"{one}.png").as_uri()}"></div></figure>'
        for said, one in steps.items()
    )
    style = (
        "body{margin:0;padding:16px;display:flex;gap:16px;background:#fff;font:600 17px sans-serif}"
        "figure{margin:0;flex:1}figcaption{padding:0 0 10px;color:#1f5c57}"
        "div{height:500px;overflow:hidden;border:1px solid #9cc;border-radius:4px}img{width:100%}"
    )
    page = folder / "strip.html"
    page.write_text(f"<meta charset=utf-8><style>{style}</style>{figures}", "utf-8")
    window.size(1400, 576)
    window.open(page.as_uri())
    window.wait("[...document.images].every(one => one.complete)")
    keep(window, name)


def main() -> None:
    """Draw them anew, where chromium is."""
    if not (CHROMIUM and DRIVER):
        print("没有安装 chromium 或 chromedriver，没有画手册里的步骤")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        walk(folder)
        printed(folder)
        with browser(folder) as window:
            shown(window, folder)
            strip(window, STEPS, "steps", folder)
            strip(window, ENGLISH, "steps-en", folder)
        os.chdir(ROOT)
    print(f"手册里的步骤在 {PICTURES}")


if __name__ == "__main__":
    main()
