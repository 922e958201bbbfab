"""The first minute: what ``zpb`` says by itself, ``zpb demo``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from zipingbiao import __version__
from zipingbiao.cli.outcome import DONE
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.errors import CallError
from zipingbiao.places import site_folder

_WELCOME = f"""\
自评表 {__version__}：新建、检查、汇总绩效自评表。

第一次用，先做一个演示文件夹来试：
  zpb demo 演示

手上已有各单位报来的自评表（放在文件夹「报送」里）：
  zpb check 报送                    检查，指出哪一格有什么问题、怎么改
  zpb merge 报送 -o 汇总.xlsx       汇总成一个工作簿

要填一张新表：
  zpb new 河北 -o 自评表.xlsx       地区、表名或代号都可以；zpb layouts 列出全部

全部命令：zpb help　　某条命令：zpb help merge　　使用手册：zpb help --open
装进 Excel：zpb addin install
"""


def welcome(arguments: Namespace) -> int:
    """Say what to do next."""
    print(_WELCOME, end="")
    return DONE


def version(arguments: Namespace) -> int:
    """Say which version this is."""
    print(f"zpb {__version__}")
    return DONE


def handbook() -> int:
    """Open the handbook in a browser. Raises CallError where this copy holds none."""
    import webbrowser

    page = site_folder() / "index.html"
    if not webbrowser.open(page.as_uri()):
        raise CallError("没有打开浏览器。", cure=f"请自己在浏览器里打开 {page}。")
    print(f"使用手册：{page}")
    return DONE


def demo(arguments: Namespace) -> int:
    """Make a folder to play with."""
    from zipingbiao.demo.folder import FILED, commands_to_try, write_demo

    folder: Path = arguments.folder
    with ProgressBar("写出") as bar:
        plan = write_demo(folder, bar)
    count = len(plan.units) * len(plan.kinds)
    print(f"已写出 {len(plan.units)} 个单位的 {count} 份自评表 → {folder / FILED}")
    print("可以依次试：")
    for command, told in commands_to_try(folder):
        print(f"  {command}\n      {told}")
    return DONE
