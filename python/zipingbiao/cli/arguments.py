"""The commands of ``zpb`` and their arguments (CONTRACT §1)."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from zipingbiao import __version__
from zipingbiao.cli import (
    binding,
    check,
    commands,
    completion,
    drafting,
    export,
    first,
    learning,
    scoring,
    serving,
)
from zipingbiao.cli.addin_arguments import addin_commands
from zipingbiao.cli.options import (
    Commands,
    Run,
    add_format,
    add_jobs,
    add_output,
    add_paths,
    listed_as,
)
from zipingbiao.cli.parser import ChineseParser, day, port
from zipingbiao.rules.finding import INFO, SEVERITIES

_EPILOG = """\
例子：
  zpb demo 演示
  zpb layouts
  zpb new 河北 -o 空白自评表.xlsx
  zpb read 报送 -o 读取结果.json
  zpb merge 报送 -o 汇总.xlsx
  zpb score 报送
  zpb check 报送
  zpb explain ZPB001
  zpb export 报送 -o 文档
  zpb report 报送/某单位 -o 自评报告.docx
  zpb learn 某县自评表.xlsx -o 版式/mou-xian
  zpb addin install

退出码：0 完成；1 完成，检查出了错误；2 命令写得不对或文件写不进去；3 完成，但有文件读不了
        或没有一张自评表；10 程序自身出错。
"""


def build_parser() -> ChineseParser:
    """The parser of the whole command line."""
    parser = ChineseParser("zpb", "自评表：新建、读取、汇总、评分、检查绩效自评表。", _EPILOG)
    version = f"zpb {__version__}"
    parser.add_argument("--version", action="version", version=version, help="显示版本号")
    parser.set_defaults(run=first.welcome)
    listed = parser.add_subparsers(title="命令", metavar="命令")
    parser.near = [
        _demo(listed),
        _layouts(listed),
        _new(listed),
        _read(listed),
        _merge(listed),
        _score(listed),
        _check(listed),
        _explain(listed),
        _export(listed),
        _bind(listed),
        _report(listed),
        _learn(listed),
        _serve(listed),
        *addin_commands(listed),
        _completion(listed, parser),
        _help(listed, parser),
        _command(listed, "version", "显示版本号", first.version),
    ]
    return parser


def _command(listed: Commands, name: str, help_text: str, run: Run) -> ChineseParser:
    command = listed_as(listed, name, f"zpb {name}", help_text)
    command.set_defaults(run=run, uses_layouts=run is not check.explain)
    return command


def _demo(listed: Commands) -> ChineseParser:
    help_text = "做一个演示文件夹：几十份有已知问题的自评表、应报单位名单、去年的汇总"
    command = _command(listed, "demo", help_text, first.demo)
    command.add_argument("folder", type=Path, metavar="DIR", help="写到哪个新文件夹")
    return command


def _completion(listed: Commands, parser: ChineseParser) -> ChineseParser:
    help_text = "打印终端的补全：按 Tab 键补全命令、选项和名称"
    run = partial(completion.completion, parser)
    command = _command(listed, "completion", help_text, run)
    shells = tuple(completion.SHELLS)
    command.add_argument(
        "shell", choices=shells, metavar="终端", help=f"哪一种：{'、'.join(shells)}"
    )
    return command


def _help(listed: Commands, parser: ChineseParser) -> ChineseParser:
    command = _command(listed, "help", "显示说明：全部命令的，或一条命令的", lambda _: 0)
    command.add_argument("command", nargs="*", metavar="命令", help="如 merge、addin install")

    command.add_argument("--open", action="store_true", help="在浏览器里打开使用手册，不联网")

    def show(arguments: argparse.Namespace) -> int:
        if arguments.open:
            return first.handbook()
        words: list[str] = arguments.command
        # ends with the help of that command, or says that there is none of the name
        parser.parse_args([*words, "--help"])
        return 0

    command.set_defaults(run=show)
    return command


def _layouts(listed: Commands) -> ChineseParser:
    command = _command(listed, "layouts", "列出认识的版式", commands.layouts)
    add_format(command)
    return command


def _new(listed: Commands) -> ChineseParser:
    command = _command(listed, "new", "新建空白表，或把数据填成表", commands.new)
    command.add_argument("layout", metavar="LAYOUT", help="版式的代号、地区或表名，见 zpb layouts")
    add_output(command, "写到哪个文件", required=True)
    command.add_argument(
        "--data", type=Path, metavar="DATA.json", help="数据：一张表、一组表，或 zpb read 的结果"
    )
    command.add_argument(
        "--calc",
        choices=("native", "live", "values"),
        default="native",
        help="native（默认）用 Excel 公式计算，live 用加载项的函数计算，values 全部照数据",
    )
    return command


def _read(listed: Commands) -> ChineseParser:
    command = _command(listed, "read", "把填好的工作簿读成数据", commands.read)
    add_paths(command)
    add_output(command, "写到哪个文件；不给就打印在屏幕上", required=False)
    command.add_argument(
        "--format",
        choices=("json", "jsonl"),
        default="json",
        help="json（默认）一个文档，jsonl 一张表一行",
    )
    add_jobs(command)
    return command


def _merge(listed: Commands) -> ChineseParser:
    command = _command(listed, "merge", "把许多工作簿汇总成一份", commands.merge)
    add_paths(command)
    add_output(command, "汇总工作簿写到哪里", required=True)
    command.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="读过的留在这个文件夹里：再次汇总只读有变化的，中断了接着做；结果相同",
    )
    command.add_argument(
        "--tables",
        type=Path,
        metavar="DIR",
        help="各表的全部行另写成表格：装了 pyarrow 的写 Parquet，否则写 CSV",
    )
    command.add_argument(
        "--all-rows",
        action="store_true",
        help="一张工作表装不下的，分在几张带编号的工作表里",
    )
    command.add_argument(
        "--template",
        metavar="NAME|FILE",
        help="只写一张正式的汇总表，一个主管部门一张工作表：自评结果汇总表，或自己的模板文件",
    )
    command.add_argument(
        "--roster",
        type=Path,
        metavar="FILE",
        help="应报单位名单（.xlsx、.csv，一栏叫「单位」）：列出谁没有报送，谁不在名单上",
    )
    command.add_argument(
        "--date",
        type=day,
        metavar="YYYY-MM-DD",
        help="与 --roster 同用：到这一天，哪些未报的单位已过名单上的截止日期",
    )
    command.add_argument(
        "--previous",
        type=Path,
        metavar="FILE|DIR",
        help="上次（去年）的汇总工作簿，或上次报送的文件夹：列出新增、取消、变化和降低的目标值",
    )
    command.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="由已有的 Dask 集群读取，如 tcp://10.0.0.5:8786；各台机器要看得到同样的路径",
    )
    command.add_argument(
        "--no-check",
        action="store_true",
        help="不检查：问题清单只列读取上的问题，快一些",
    )
    add_jobs(command)
    return command


def _score(listed: Commands) -> ChineseParser:
    command = _command(listed, "score", "重算每个得分，并说明怎样算出来的", scoring.score)
    add_paths(command)
    add_format(command)
    _add_profile(command)
    add_jobs(command)
    return command


def _add_profile(command: ChineseParser) -> None:
    command.add_argument(
        "--profile", metavar="NAME|FILE", help="评分办法的代号或文件；不给就用各版式自己的"
    )


def _check(listed: Commands) -> ChineseParser:
    command = _command(listed, "check", "检查自评表，指出问题，代改算术错误", check.check)
    add_paths(command)
    add_output(
        command,
        "写到哪个文件；xlsx、docx 写文件夹的，里面是以单位为名的副本、退回通知和退回清单",
        required=False,
    )
    command.add_argument(
        "--format",
        choices=("text", "json", "xlsx", "docx", "html"),
        default="text",
        help="text（默认）打印在屏幕上，json 给程序用，xlsx、docx 在工作簿、Word 文档的副本上"
        "标注，html 供打印、转发",
    )
    for name, help_text in (("--select", "只检查这些规则"), ("--ignore", "不检查这些规则")):
        help_text += "，用逗号分开，可以写好几次"
        command.add_argument(name, action="append", metavar="CODES", help=help_text)
    command.add_argument(
        "--severity",
        choices=SEVERITIES,
        default=INFO,
        help="只看这个程度和更重的：error 错误，warn 警告和错误，info（默认）全部",
    )
    command.add_argument("--profile", metavar="NAME|FILE", help="评分办法：名称或文件，默认按版式")
    _add_mending(command)
    command.add_argument(
        "--since",
        type=Path,
        metavar="DIR",
        help="DIR 是退回时写出的文件夹：PATH 里交回的改了没有、说明了没有、还有哪些、新出现哪些",
    )
    command.add_argument(
        "--deadline",
        type=day,
        metavar="YYYY-MM-DD",
        help="写在退回通知上：哪一天前交回；与 xlsx、docx 和 -o 文件夹同用",
    )
    command.add_argument("--statistics", action="store_true", help="只按规则、按单位计数")
    add_jobs(command)
    return command


def _add_mending(command: ChineseParser) -> None:
    command.add_argument(
        "--fix", action="store_true", help="把能代改的改好，写成「原名.修正.xlsx」，原文件不动"
    )
    command.add_argument("--diff", action="store_true", help="与 --fix 同用：只看怎么改，不写文件")
    command.add_argument(
        "--baseline", type=Path, metavar="FILE", help="以前一次的 json 结果；只报新出现的问题"
    )


def _explain(listed: Commands) -> ChineseParser:
    command = _command(listed, "explain", "说明一条规则", check.explain)
    command.add_argument("code", metavar="CODE", nargs="?", help="规则代码，如 ZPB001，或代号")
    command.add_argument("--all", action="store_true", help="列出全部规则")
    add_format(command)
    return command


def _export(listed: Commands) -> ChineseParser:
    command = _command(listed, "export", "把读出的表照官方的样子导出成 Word 或 PDF", export.export)
    add_paths(command)
    command.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="写到哪个文件夹，一张表一个文件"
    )
    command.add_argument(
        "--one", type=Path, metavar="FILE", help="全部合成一份，前面有目录；与 -o 任选一样"
    )
    command.add_argument(
        "--format",
        choices=export.FORMATS,
        help="docx（默认）Word 文档；pdf 由 LibreOffice 转成，要先装好它",
    )
    add_jobs(command)
    return command


def _bind(listed: Commands) -> ChineseParser:
    command = _command(listed, "bind", "把读出的表合并成册：一个工作簿，前面有目录", binding.bind)
    add_paths(command)
    add_output(command, "写到哪里，以 .xlsx 或 .pdf 结尾；PDF 由 LibreOffice 转成", required=True)
    command.add_argument("--title", metavar="TEXT", help="目录上方的标题；不给就用文件名")
    add_jobs(command)
    return command


def _report(listed: Commands) -> ChineseParser:
    help_text = "用读出的表写出自评报告的初稿，要人填写的标上颜色"
    command = _command(listed, "report", help_text, drafting.draft_report)
    add_paths(command)
    add_output(command, "报告写到哪里，以 .docx 结尾", required=True)
    command.add_argument(
        "--outline", metavar="NAME", help="按哪一份提纲写；不给就按表的地区和类别选"
    )
    add_jobs(command)
    return command


def _learn(listed: Commands) -> ChineseParser:
    command = _command(listed, "learn", "从一张填好的表学会它的版式", learning.learn)
    command.add_argument(
        "file", type=Path, metavar="FILE", help="填好的一张自评表（.xlsx），不会改动它"
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FOLDER",
        required=True,
        help="版式写到哪个新文件夹；文件夹名就是版式代号",
    )
    command.add_argument(
        "--like", metavar="LAYOUT", help="照哪个已有版式的栏目名称认，代号见 zpb layouts"
    )
    return command


def _serve(listed: Commands) -> ChineseParser:
    help_text = "在本机的浏览器里用：新建、检查、修正、汇总、退回、成册、导出"
    command = _command(listed, "serve", help_text, serving.serve)
    command.add_argument(
        "--port", type=port, metavar="N", help="用哪个端口；不给就用 18620，被占用时另找一个"
    )
    command.add_argument("--open", action="store_true", help="在浏览器里打开页面")
    command.add_argument("--stay", action="store_true", help="没有人用也不自己关闭，供开机时启动")
    return command
