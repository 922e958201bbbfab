"""The commands of the tab 「绩效自评」, each declared once.

From these declarations come Excel's ribbon and its callbacks, LibreOffice's menu and toolbar,
and the help page. Standard library only: who builds the add-in needs no xlwings.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from zipingbiao.excel.call import Call

TAB = "绩效自评"
#: What the gallery of layouts offers last: the user's own, which it can't know.
OWN = "own"
OWN_NAME = ("自己", "学来的或自己做的版式")
#: The key tip of the tab; those of its commands follow it: Alt, Z, K.
TAB_KEY = "Z"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the tab: its identifier, its Chinese label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    ``screentip`` is one phrase, ``supertip`` says what it does and what it leaves alone.
    ``key`` is the key tip. ``function`` names what runs, ``module:function``; it takes a
    `Call` and gives the sentence to be told, or ``""``. ``large`` is the size of the button,
    ``layouts`` makes it a gallery of the layouts, whose ids become the argument.
    """

    id: str
    group: str
    label: str
    picture: str
    key: str
    screentip: str
    supertip: str
    function: str
    large: bool = False
    layouts: bool = False

    @property
    def callback(self) -> str:
        """The VBA procedure behind the button: ``ZpbOnMergeFolder``."""
        return f"ZpbOn{''.join(word.capitalize() for word in self.id.split('_'))}"

    @property
    def control(self) -> str:
        """The id of the button: ``zpb.merge.merge_folder``."""
        return f"zpb.{self.group}.{self.id}"

    def load(self) -> Callable[[Call], str]:
        """The function itself; its module is imported now."""
        module, name = self.function.split(":")
        loaded: Callable[[Call], str] = getattr(import_module(module), name)
        return loaded


GROUPS = (
    Group("form", "填报"),
    Group("check", "检查"),
    Group("score", "得分"),
    Group("round", "退回"),
    Group("merge", "汇总"),
    Group("help", "帮助"),
)

_AT = "zipingbiao.excel"

COMMANDS = (
    Command(
        id="new",
        group="form",
        label="新建",
        picture="new",
        key="N",
        screentip="新建一张空白的自评表",
        supertip="选一种官方版式，另存为新的工作簿并打开。合计、执行率和得分由公式随填随算。",
        function=f"{_AT}.creating:new",
        large=True,
        layouts=True,
    ),
    Command(
        id="learn",
        group="form",
        label="学习版式",
        picture="learn",
        key="L",
        screentip="从本工作簿学会一种新的表",
        supertip="打开一张填好的、程序没有见过的自评表再点：学到的版式放进您自己的版式文件夹，"
        "填写的内容一个不留。本工作簿不变。",
        function=f"{_AT}.learning:learn",
    ),
    Command(
        id="plain",
        group="form",
        label="转为普通公式",
        picture="plain",
        key="T",
        screentip="把加载项的函数换成普通公式",
        supertip="发给没有装加载项的人之前用：能用普通公式的换成公式，其余换成现在的值。"
        "先备份，再改本工作簿。",
        function=f"{_AT}.plain:plain",
    ),
    Command(
        id="word",
        group="form",
        label="导出 Word",
        picture="word",
        key="O",
        screentip="把自评表导出为 Word 文档",
        supertip="照官方的样子导出各张自评表，可以打印、盖章；几张的合成一份，前面有目录。工作簿不变。",
        function=f"{_AT}.documents:word",
    ),
    Command(
        id="pdf",
        group="form",
        label="导出 PDF",
        picture="pdf",
        key="P",
        screentip="把自评表导出为 PDF",
        supertip="按打印设置导出各张自评表，问题清单等辅助工作表不导出。工作簿不变。",
        function=f"{_AT}.exporting:pdf",
    ),
    Command(
        id="check",
        group="check",
        label="填报检查",
        picture="check",
        key="K",
        screentip="检查本工作簿里的自评表",
        supertip="在有问题的单元格上标颜色、加批注，并列出「问题清单」。"
        "标记可以一键清除，填写的内容不变。",
        function=f"{_AT}.checking:check",
        large=True,
    ),
    Command(
        id="previous",
        group="check",
        label="上一个问题",
        picture="previous",
        key="S",
        screentip="到上一个有问题的单元格",
        supertip="按「问题清单」的次序往回走；请先做填报检查。",
        function=f"{_AT}.walking:previous",
    ),
    Command(
        id="next",
        group="check",
        label="下一个问题",
        picture="next",
        key="X",
        screentip="到下一个有问题的单元格",
        supertip="按「问题清单」的次序往下走；请先做填报检查。",
        function=f"{_AT}.walking:following",
    ),
    Command(
        id="clear",
        group="check",
        label="清除标记",
        picture="clear",
        key="Q",
        screentip="清除检查留下的全部标记",
        supertip="去掉检查加上的颜色、批注和清单，其余一概不动。",
        function=f"{_AT}.checking:clear",
    ),
    Command(
        id="fix",
        group="check",
        label="自动修正",
        picture="fix",
        key="F",
        screentip="改正能由程序改正的算术错误",
        supertip="先把本工作簿备份一份，再改正执行率、合计、得分等算术错误；"
        "改了哪些、为什么，都写在批注和清单里。",
        function=f"{_AT}.mending:fix",
    ),
    Command(
        id="rescore",
        group="score",
        label="重算得分",
        picture="rescore",
        key="C",
        screentip="按评分办法重算每个得分",
        supertip="另列一张「得分重算」：每个得分印的是多少、应是多少、怎样算出来的。"
        "表里填写的得分不变。",
        function=f"{_AT}.scores:rescore_book",
        large=True,
    ),
    Command(
        id="explain",
        group="score",
        label="得分说明",
        picture="explain",
        key="E",
        screentip="说明所选单元格的数怎样得来",
        supertip="选中一个得分、执行率、合计或 ZPB 函数的单元格，用一句话说明它的来历。",
        function=f"{_AT}.scores:explain",
    ),
    Command(
        id="send_back",
        group="round",
        label="退回",
        picture="send_back",
        key="R",
        screentip="写出退回各单位的副本、通知和清单",
        supertip="检查报来的文件夹，把副本写进另一个文件夹，问哪一天前交回：副本以单位为名，标出问题，"
        "附《退回通知》和《退回清单》。各单位的文件不会改动。",
        function=f"{_AT}.returning:send_back",
        large=True,
    ),
    Command(
        id="compare",
        group="round",
        label="对比",
        picture="compare",
        key="J",
        screentip="交回的改好了没有",
        supertip="选退回时写出的文件夹和收回的文件夹：原来的每个问题改了、说明了还是没有改，"
        "新出现哪些，哪些单位没有交回，列成一份工作簿。",
        function=f"{_AT}.returning:compare",
    ),
    Command(
        id="merge_folder",
        group="merge",
        label="合并文件夹",
        picture="merge_folder",
        key="H",
        screentip="把一个文件夹里的自评表汇总成一份",
        supertip="连同下级文件夹；第一次会问应报单位名单和上次的汇总，记在「设置」里。"
        "各单位的文件不会改动。汇总期间可以照常使用。",
        function=f"{_AT}.merging:merge_folder",
        large=True,
    ),
    Command(
        id="merge_files",
        group="merge",
        label="合并所选",
        picture="merge_files",
        key="W",
        screentip="把选中的若干工作簿汇总成一份",
        supertip="可以一次选中许多文件；各单位的文件不会改动。",
        function=f"{_AT}.merging:merge_files",
    ),
    Command(
        id="bind",
        group="merge",
        label="成册",
        picture="bind",
        key="G",
        screentip="把一个文件夹里的自评表合并成册",
        supertip="一个工作簿，各单位的工作表照原样收入，前面有可以点的目录。各单位的文件不会改动。",
        function=f"{_AT}.merging:bind",
    ),
    Command(
        id="cancel",
        group="merge",
        label="取消",
        picture="cancel",
        key="Y",
        screentip="取消正在进行的汇总、退回、成册或对比",
        supertip="停下来，不留下写了一半的文件。",
        function=f"{_AT}.tasks:cancel",
    ),
    Command(
        id="settings",
        group="help",
        label="设置",
        picture="settings",
        key="D",
        screentip="打开设置",
        supertip="设置是一份工作簿：评分办法、检查程度、不检查的规则、备份放在哪里、合并用的名单。"
        "改好保存即可。",
        function=f"{_AT}.settings:open_settings",
    ),
    Command(
        id="help",
        group="help",
        label="帮助",
        picture="help",
        key="B",
        screentip="打开帮助",
        supertip="每个按钮、每个函数、每条检查规则的说明，不需要联网。",
        function=f"{_AT}.helping:open_help",
    ),
)

#: What the hosts themselves call; no button.
SILENT = (
    Command(
        id="finish",
        group="merge",
        label="处理结束",
        picture="",
        key="",
        screentip="汇总等进程结束时由程序调用",
        supertip="打开写出的结果，或说明为什么没有完成。",
        function=f"{_AT}.tasks:finish",
    ),
)

BY_ID = {command.id: command for command in (*COMMANDS, *SILENT)}
