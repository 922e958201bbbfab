"""The command line: what each command writes, what it says, with which exit status it ends."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from calls import zpb
from inbox import encrypted, form
from mistaken import workbook, wrong_form
from ooxml import hostile
from zipingbiao import __version__
from zipingbiao.cli import commands
from zipingbiao.cli.arguments import build_parser
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.layouts import find_layouts, get_layout, offered
from zipingbiao.ooxml.origin import is_own_output
from zipingbiao.places import own_templates

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "templates" / "national-project" / "sample.json"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

Capture = pytest.CaptureFixture[str]


def process(*words: str | Path, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """A call in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "python"), **settings}
    command = [sys.executable, "-m", "zipingbiao.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, env=environment)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two filled workbooks and a broken one."""
    folder = tmp_path / "报送"
    folder.mkdir()
    national = get_layout("national-project")
    for name in ("甲", "乙"):
        (folder / f"{name}.xlsx").write_bytes(national.write([form(name, "万元", 5)]).data)
    (folder / "加密.xlsx").write_bytes(encrypted((folder / "甲.xlsx").read_bytes()))
    return folder


# layouts


def test_layouts_are_listed_for_people(capsys: Capture) -> None:
    assert zpb("layouts") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["代号", "名称", "类别", "地区", "年度", "表样", "依据"]
    assert [line.split()[0] for line in lines[1:-1]] == [
        one.id for one in offered(find_layouts().values())
    ]
    assert str(own_templates()) in lines[-1]


def test_layouts_are_listed_for_programs(capsys: Capture) -> None:
    assert zpb("layouts", "--format", "json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["schema"] == 1
    assert {one["id"] for one in listed["layouts"]} == set(find_layouts())
    for one in listed["layouts"]:
        assert list(one) == [
            "id", "title", "region", "years", "basis", "kind", "look", "folder", "sources",
        ]  # fmt: skip
        assert all(isinstance(year, int) for year in one["years"])


# new


@pytest.mark.parametrize("layout", find_layouts())
def test_every_layout_gives_a_blank_form(layout: str, tmp_path: Path, capsys: Capture) -> None:
    assert zpb("new", layout, "-o", tmp_path / "空白.xlsx") == 0
    assert "空白表" in capsys.readouterr().out
    assert len(openpyxl.load_workbook(tmp_path / "空白.xlsx").sheetnames) == 1


def as_item(document: dict[str, list[object]]) -> object:
    return document["forms"][0]


def as_list(document: dict[str, list[object]]) -> object:
    return document["forms"]


def as_document(document: dict[str, list[object]]) -> object:
    return document


@pytest.mark.parametrize("shape", [as_item, as_list, as_document])
def test_data_may_be_a_form_a_list_or_a_document(
    shape: Callable[[dict[str, list[object]]], object], tmp_path: Path, capsys: Capture
) -> None:
    document = json.loads(SAMPLE.read_text("utf-8"))
    data = tmp_path / "数据.json"
    data.write_text(json.dumps(shape(document)), "utf-8-sig")
    out = tmp_path / "表.xlsx"
    assert zpb("new", "national-project", "--data", data, "-o", out) == 0
    count = 1 if shape is as_item else len(document["forms"])
    assert f"已写出 {count} 张表" in capsys.readouterr().out
    assert len(openpyxl.load_workbook(out).sheetnames) == count


def written(tmp_path: Path, *forms: dict[str, object]) -> Path:
    path = tmp_path / "数据.json"
    path.write_text(json.dumps(list(forms), ensure_ascii=False), "utf-8")
    return path


def test_forms_of_another_layout_are_named_and_left_out(tmp_path: Path, capsys: Capture) -> None:
    other: dict[str, object] = {"layout": "hebei-project", "header": {"project": "别的项目"}}
    data = written(tmp_path, {"layout": "national-project"}, other, {"layout": "national-project"})
    assert zpb("new", "national-project", "--data", data, "-o", tmp_path / "表.xlsx") == 0
    told = capsys.readouterr()
    assert "第 2 张表「别的项目」的版式是 hebei-project" in told.err
    assert "已写出 2 张表" in told.out


def test_data_without_a_form_of_the_layout_are_refused(tmp_path: Path, capsys: Capture) -> None:
    data = written(tmp_path, {"layout": "hebei-project"})
    assert zpb("new", "national-project", "--data", data, "-o", tmp_path / "表.xlsx") == 2
    assert "没有版式为 national-project 的表" in capsys.readouterr().err
    assert not (tmp_path / "表.xlsx").exists()


def wrong_fund(rate: float) -> dict[str, object]:
    names = ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
    funds: list[dict[str, object]] = [{"source": name} for name in names]
    funds[1] |= {"budget": 10, "executed": 5}
    funds[0] |= {"budget": 10, "executed": 5, "rate": rate}
    return {"layout": "national-project", "header": {"project": "甲"}, "funds": funds}


def test_a_datum_that_the_template_computes_otherwise_is_named(
    tmp_path: Path, capsys: Capture
) -> None:
    data = written(tmp_path, wrong_fund(0.9))
    assert zpb("new", "national-project", "--data", data, "-o", tmp_path / "表.xlsx") == 0
    warning = capsys.readouterr().err
    assert "年度资金总额" in warning
    assert "数据为 0.9，按公式应为 0.5" in warning


def test_with_values_the_data_stay_and_nothing_is_warned_of(
    tmp_path: Path, capsys: Capture
) -> None:
    data, out = written(tmp_path, wrong_fund(0.9)), tmp_path / "表.xlsx"
    assert zpb("new", "national-project", "--data", data, "-o", out, "--calc", "values") == 0
    assert capsys.readouterr().err == ""
    cells = [cell for row in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in row]
    assert 0.9 in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"layout": ', "第 1 行第"),
        (b'[{"layout": "national-project"},\n]', "第 2 行第"),
        (b"\xff\xfe\x00", "不是 UTF-8"),
        (b"[" * 100_000, "括号套得太深"),
        (b'{"layout": "national-project", "fund": []}', "没有名为 fund 的字段"),
        (b'{"layout": "national-project", "year": "2020"}', "年度应是四位整数"),
        (b'{"schema": 7, "forms": []}', "schema 是 7"),
        (b'{"layout": "national-project", "title": %s}' % (b"9" * 5000), "位数太多"),
        (b'{"layout": "national-project", "total": {"score": 1%s}}' % (b"0" * 20), "位数太多"),
    ],
)
def test_bad_data_are_refused_with_a_reason(
    content: bytes, words: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "数据.json").write_bytes(content)
    data = tmp_path / "数据.json"
    assert zpb("new", "national-project", "--data", data, "-o", tmp_path / "表.xlsx") == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "表.xlsx").exists()


# read


def test_read_prints_one_json_document_and_nothing_else(inbox: Path, capsys: Capture) -> None:
    assert zpb("read", inbox) == 3
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["schema"] == 1
    assert [one["path"] for one in document["files"]] == ["乙.xlsx", "加密.xlsx", "甲.xlsx"]
    assert [one["status"] for one in document["files"]] == ["ok", "unreadable", "ok"]
    assert [one["header"]["project"] for one in document["forms"]] == ["乙", "甲"]
    assert re.search(r"^加密\.xlsx：ZPB902 .*请.*另存。$", told.err, flags=re.M)


def test_read_gives_a_form_a_line(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "数据.jsonl"
    assert zpb("read", inbox / "甲.xlsx", inbox / "乙.xlsx", "--format", "jsonl", "-o", out) == 0
    lines = out.read_text("utf-8").splitlines()
    assert [json.loads(line)["source"]["path"] for line in lines] == ["乙.xlsx", "甲.xlsx"]
    assert "已读出 2 张表（2 个文件）" in capsys.readouterr().out


def test_what_read_wrote_is_what_new_takes(inbox: Path, tmp_path: Path) -> None:
    data, out = tmp_path / "数据.json", tmp_path / "又一份.xlsx"
    assert zpb("read", inbox / "甲.xlsx", "-o", data) == 0
    assert zpb("new", "national-project", "--data", data, "--calc", "values", "-o", out) == 0
    again = tmp_path / "再读.json"
    assert zpb("read", out, "-o", again) == 0
    first, second = (json.loads(path.read_text("utf-8"))["forms"][0] for path in (data, again))
    assert {**first, "source": None} == {**second, "source": None}


def test_the_output_of_read_is_no_input_the_next_time(inbox: Path) -> None:
    for _ in range(2):
        assert zpb("read", inbox, "-o", inbox / "读取结果.json") == 3
    files = json.loads((inbox / "读取结果.json").read_text("utf-8"))["files"]
    assert len(files) == 3


# merge


def test_merge_says_what_it_did(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "汇总.xlsx"
    assert zpb("merge", inbox, "-o", out, "--jobs", "1") == 3
    told = capsys.readouterr()
    assert told.out == f"已汇总 2 张表（2 个文件）→ {out}\n"
    assert told.err.startswith("加密.xlsx：ZPB902 ")
    assert is_own_output(out.read_bytes())


def test_merge_of_good_files_ends_with_0(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    (inbox / "加密.xlsx").unlink()
    assert zpb("merge", inbox, "-o", tmp_path / "汇总.xlsx") == 0
    assert capsys.readouterr().err == ""


def test_a_summary_is_replaced_by_the_next(inbox: Path) -> None:
    out = inbox / "汇总.xlsx"
    assert zpb("merge", inbox, "-o", out) == 3
    first = out.read_bytes()
    assert zpb("merge", inbox, "-o", out) == 3
    assert out.read_bytes() == first


@pytest.mark.parametrize("command", ["merge", "read"])
def test_a_filled_workbook_is_never_written_over(
    command: str, inbox: Path, capsys: Capture
) -> None:
    theirs = inbox / "甲.xlsx"
    before = theirs.read_bytes()
    assert zpb(command, inbox, "-o", theirs) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert theirs.read_bytes() == before


# Wrong calls


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("merg x -o y.xlsx", "您是否想用 merge？"),
        ("frobnicate", "可用：demo、layouts、new、read、merge"),
        ("merge x", "缺少参数：-o/--output"),
        ("merge x --ouput y.xlsx", "您是否想用 --output？"),
        ("merge -o y.xlsx", "缺少参数：PATH"),
        ("read x --jobs 0", "--jobs：「0」应是大于 0 的整数。"),
        ("read x --jobs 两", "「两」应是大于 0 的整数"),
        ("read x --jobs", "--jobs 后面要写一个值"),
        ("read x --format xml", "--format 不能是「xml」。可用：json、jsonl。"),
        ("new national-project -o x.xlsx --calc fast", "--calc 不能是「fast」"),
        ("layouts --form json", "您是否想用 --format？"),
        ("layouts --version=1", "不认识「--version=1」"),
        ("layouts extra", "多了「extra」"),
        ("--version=1", "--version 后面不能写值"),
    ],
)
def test_a_wrong_call_is_explained_in_chinese(call: str, words: str, capsys: Capture) -> None:
    assert zpb(*call.split()) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""
    assert not re.search(r"usage|error|argument|invalid|required", told.err)


@pytest.mark.parametrize(
    ("call", "command"),
    [
        ("check --formt json x", "zpb check"),
        ("addin doctor --formt json", "zpb addin doctor"),
        ("merge x", "zpb merge"),
        ("merg", "zpb"),
    ],
)
def test_a_slip_points_to_the_help_of_the_command_at_hand(
    call: str, command: str, capsys: Capture
) -> None:
    assert zpb(*call.split()) == 2
    assert f"详见：{command} --help\n" in capsys.readouterr().err


def test_the_program_alone_says_what_to_do_next(capsys: Capture) -> None:
    assert zpb() == 0
    said = capsys.readouterr().out
    assert all(
        word in said for word in ("zpb demo", "zpb check", "zpb merge", "zpb new", "zpb help")
    )


def test_help_is_that_of_all_or_of_one_command(capsys: Capture) -> None:
    assert zpb("help") == 0
    assert "退出码：" in capsys.readouterr().out
    assert zpb("help", "addin", "install") == 0
    assert "用法：zpb addin install" in capsys.readouterr().out
    assert zpb("help", "merg") == 2
    assert "您是否想用 merge？" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("河北", "hebei-project"),
        ("河北省", "hebei-project"),
        ("云南", "yunnan-project"),
        ("云南项目支出绩效自评表", "yunnan-project"),
        ("项目支出绩效自评表", "national-project"),
        ("项目支出绩效运行监控表", "national-monitoring"),
        ("hainan-project", "hainan-project"),
    ],
)
def test_a_layout_may_be_called_by_its_region_or_its_title(name: str, layout: str) -> None:
    assert get_layout(name).id == layout


def test_several_layouts_of_a_name_are_all_told(tmp_path: Path, capsys: Capture) -> None:
    assert zpb("new", "四川", "-o", tmp_path / "表.xlsx") == 2
    told = capsys.readouterr().err
    assert "「四川」有好几个版式：" in told
    assert "sichuan-department" in told
    assert zpb("new", "火星", "-o", tmp_path / "表.xlsx") == 2
    assert "没有名为 火星 的版式" in capsys.readouterr().err


def test_unknown_layouts_paths_and_endings_are_explained(tmp_path: Path, capsys: Capture) -> None:
    calls = {
        ("new", "national", "-o", "x.xlsx"): "您是否想用 national-project？",
        ("new", "national-project", "-o", "x.pdf"): "应以 .xlsx 结尾",
        ("merge", ".", "-o", "x.xls"): "应以 .xlsx 结尾",
        ("read", "没有这个文件"): "路径不存在",
        ("new", "national-project", "-o", "x.xlsx", "--data", "没有.json"): "数据文件打不开",
        ("new", "national-project", "-o", "没有/x.xlsx"): "文件夹不存在",
        ("merge", str(tmp_path), "-o", "x.xlsx"): "没有找到任何文件",
    }
    for call, words in calls.items():
        assert zpb(*call) == 2, call
        told = capsys.readouterr()
        assert words in told.err, call
        assert told.err.startswith("zpb：")
        assert told.err.count("\n") == 1, "one sentence, no traceback"


def test_help_is_in_chinese_and_names_every_option(capsys: Capture) -> None:
    assert zpb("--help") == 0
    text = capsys.readouterr().out
    assert text.startswith("用法：zpb")
    for name in ("layouts", "new", "read", "merge"):
        assert re.search(rf"^ +{name} +\S", text, flags=re.M)
        assert zpb(name, "--help") == 0
        page = capsys.readouterr().out
        assert page.startswith(f"用法：zpb {name}")
        assert not re.search(r"\b(usage|options|positional|show)\b", page)


def test_every_argument_has_a_chinese_explanation() -> None:
    [choices] = [
        action.choices
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    for parser in (build_parser(), *choices.values()):
        for action in parser._actions:
            explained = isinstance(action, argparse._SubParsersAction) or action.help
            assert explained, action
            assert CHINESE.search(str(action.help or "命令"))


def test_the_version_is_told(capsys: Capture) -> None:
    assert zpb("version") == 0
    assert capsys.readouterr().out == f"zpb {__version__}\n"
    assert zpb("--version") == 0
    assert capsys.readouterr().out == f"zpb {__version__}\n"


# Faults of the program, of the person, of the pipe


def test_a_fault_of_the_program_leaves_a_log_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def broken(_: argparse.Namespace) -> int:
        raise ZeroDivisionError("a fault on purpose")

    monkeypatch.setattr(commands, "layouts", broken)
    assert zpb("layouts") == 10
    told = capsys.readouterr().err
    assert "Traceback" not in told
    [log] = re.findall(r"详情已写入 (\S+\.log)", told)
    assert "ZeroDivisionError: a fault on purpose" in Path(log).read_text("utf-8")
    Path(log).unlink()


def test_an_interruption_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def interrupted(_: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "layouts", interrupted)
    assert zpb("layouts") == 130
    assert capsys.readouterr().err.strip() == "已取消。"


def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = f"{sys.executable} -m zipingbiao.cli layouts --format json | true"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="这个系统没有 /dev/full")
def test_an_output_that_is_full_is_told(formless: Path) -> None:
    (formless / "甲.xlsx").write_bytes(workbook(wrong_form()))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    for words in (["layouts"], ["read", str(formless)]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "zipingbiao.cli", *words],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment,
            )
        said = done.stderr.decode("utf-8")
        assert done.returncode == 2
        assert "标准输出写不进去（磁盘已满）" in said
        assert "Traceback" not in said
        assert "Exception" not in said


def test_a_closed_output_is_no_fault(tmp_path: Path) -> None:
    command = f"{sys.executable} -m zipingbiao.cli layouts >&- 2>&-"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    assert subprocess.run(["bash", "-c", command], env=environment).returncode == 0


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="这个系统没有 /dev/null")
@pytest.mark.parametrize("words", [("read",), ("check", "--format", "json")])
def test_a_device_is_no_place_for_a_result(
    words: tuple[str, ...], formless: Path, capsys: Capture
) -> None:
    assert zpb(*words, formless, "-o", "/dev/null") == 2
    assert "设备或管道" in capsys.readouterr().err


def test_chinese_is_utf8_on_any_console() -> None:
    done = process("layouts", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "项目支出绩效自评表" in done.stdout.decode("utf-8")


def test_help_needs_none_of_the_heavy_modules() -> None:
    heavy = "{'pandas', 'openpyxl', 'jinja2', 'xlrd', 'multiprocessing'}"
    script = (
        "import sys, zipingbiao.cli.arguments as c; c.build_parser(); "
        f"print({heavy} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
    )
    assert done.stdout.strip() == b"set()", done.stderr


def test_only_merge_needs_pandas(inbox: Path) -> None:
    script = (
        "import sys, zipingbiao.cli as c; c.main(sys.argv[1:]);"
        "sys.stderr.write(str('pandas' in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "read", str(inbox / "甲.xlsx")],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
    )
    assert done.stderr == b"False"


# Progress


def test_progress_shows_only_where_a_person_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for person in (True, False):
        monkeypatch.setattr(sys.stderr, "isatty", lambda person=person: person)
        with ProgressBar("读取", patience=0) as bar:
            bar(1, 4)
        told = capsys.readouterr().err
        assert ("1/4" in told) is person
        assert told.endswith("\r\x1b[K") is person


# Where there is no form


@pytest.fixture
def formless(tmp_path: Path) -> Path:
    """Files of other kinds, and a workbook without any form."""
    folder = tmp_path / "别的"
    (folder / "下级").mkdir(parents=True)
    for name in ("通知.docx", "下级/办法.docx"):
        (folder / name).write_bytes(hostile.docx())
    for number in range(7):
        (folder / f"照片{number}.jpg").write_bytes(b"\xff\xd8\xff" + bytes(50))
    (folder / "别的表.xlsx").write_bytes(hostile.xlsx())
    return folder


COMMANDS = [("read",), ("score",), ("check",), ("check", "--format", "json"), ("merge",)]


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("emptied", [False, True])
def test_no_form_at_all_is_never_called_right(
    words: tuple[str, ...], emptied: bool, formless: Path, capsys: Capture
) -> None:
    if emptied:
        (formless / "别的表.xlsx").unlink()
    more = ("-o", formless.parent / "汇总.xlsx") if words == ("merge",) else ()
    assert zpb(*words, formless, *more) == 3
    told = capsys.readouterr()
    assert "没有发现问题" not in told.out
    assert f"{9 if emptied else 10} 个文件里没有一张自评表" in told.err
    lines = told.err.splitlines()
    assert "下级/办法.docx、通知.docx：Word 文档里没有表格，未读取。" in lines
    names = "、".join(f"照片{number}.jpg" for number in range(5))
    assert f"{names} 等 7 个文件：图片，不是工作簿或 Word 文档，未读取。" in lines


def test_rules_that_were_not_asked_for_make_no_empty_list(formless: Path, tmp_path: Path) -> None:
    out = tmp_path / "标注"
    assert zpb("check", formless, "--select", "ZPB001", "--format", "xlsx", "-o", out) == 3
    assert not out.exists()


@pytest.mark.parametrize("words", COMMANDS)
def test_a_folder_without_any_file_is_a_wrong_call(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "空" / "~$甲.xlsx").write_bytes(b"lock")
    more = ("-o", tmp_path / "汇总.xlsx") if words == ("merge",) else ()
    assert zpb(*words, tmp_path / "空", *more) == 2


def test_forms_beside_other_files_are_enough(formless: Path, capsys: Capture) -> None:
    data = workbook(wrong_form())
    (formless / "甲.xlsx").write_bytes(data)
    assert zpb("read", formless) == 0
    assert "没有一张自评表" not in capsys.readouterr().err
