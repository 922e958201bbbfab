"""What is sent back: names by unit, letters, lists; nothing of somebody else is written over."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from calls import zpb
from flawless import flawless
from inbox import encrypted
from mistaken import workbook, wrong_form
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.documents.word import read_docx
from zipingbiao.ooxml.origin import is_notice
from zipingbiao.ooxml.package import Package
from zipingbiao.places import FOLDER_VARIABLE
from zipingbiao.returning.ledger import load_ledger
from zipingbiao.returning.notice import notices

Capture = pytest.CaptureFixture[str]


def put(folder: Path, name: str, *forms: SelfEvaluation) -> None:
    """A workbook of forms."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook(*forms))


def words_of(path: Path) -> str:
    """All that stands in a Word document."""
    [sheet] = read_docx(Package.open(path.read_bytes()))
    return "\n".join(sheet.shown(address) for address in sheet.addresses)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two units with findings, one of them with two projects; one without; one not to be read."""
    folder = tmp_path / "报送"
    put(folder, "一/表.xlsx", wrong_form("甲/项目", "青山县甲局"))
    put(folder, "二/表.xlsx", wrong_form("乙项目", "青山县甲局"))
    put(folder, "三.xlsx", wrong_form("丙项目", "青山县丙局"))
    put(folder, "好.xlsx", flawless("全国统一格式"))
    (folder / "锁.xlsx").write_bytes(encrypted((folder / "三.xlsx").read_bytes()))
    return folder


def sent(inbox: Path, out: Path, *words: str) -> int:
    """The exit status of a sending of what matters here."""
    return zpb("check", inbox, "--select", "ZPB001,ZPB004", "--format", "xlsx", "-o", out, *words)


def test_copies_letters_and_lists_are_written(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "退回"
    assert sent(inbox, out, "--deadline", "2026-12-10") == 3
    assert "已退回 3 份、2 个单位" in capsys.readouterr().out
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [
            "退回清单.json", "退回清单.xlsx", "退回通知_青山县丙局.docx",
            "退回通知_青山县甲局.docx",
            "青山县丙局_丙项目.检查.xlsx", "青山县甲局_乙项目.检查.xlsx",
            "青山县甲局_甲 项目.检查.xlsx",
        ]
    )  # fmt: skip
    letter = words_of(out / "退回通知_青山县甲局.docx")
    assert "现退回2份，共有4个问题，其中错误4个、警告0个、提示0个" in letter
    assert "于2026年12月10日前交回" in letter
    assert "应为 85.69%" in letter
    assert "甲/项目" in letter
    assert "乙项目" in letter
    assert "丙项目" not in letter
    assert is_notice((out / "退回通知_青山县甲局.docx").read_bytes())


@pytest.mark.parametrize(
    ("without", "told", "untold"),
    [
        ((), ("现退回1份，共有2个问题", "请在退回的文件上改"), "请改本单位自己的原件"),
        (("cells",), ("现退回1份", "请改本单位自己的原件", "只有问题清单"), "已着色"),
        (("cells", "copy"), ("没有副本，请改原件", "请改本单位自己的原件"), "现退回"),
    ],
)
def test_a_letter_tells_of_what_was_written(
    without: tuple[str, ...], told: tuple[str, ...], untold: str, inbox: Path, tmp_path: Path
) -> None:
    out = tmp_path / "退回"
    sent(inbox, out)
    ledger = load_ledger(out)
    files = [one for one in ledger.files if one.path == "三.xlsx"]
    blank: dict[str, Any] = dict.fromkeys(without)
    less = tuple(replace(one, **blank) for one in files)
    [letter] = notices(replace(ledger, files=less))
    (tmp_path / "信.docx").write_bytes(letter.data)
    text = words_of(tmp_path / "信.docx")
    assert all(one in text for one in told)
    assert untold not in text


def test_workbooks_are_sent_back_beside_documents(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "退回"
    zpb("check", inbox, "--select", "ZPB001,ZPB004", "--format", "docx", "-o", out)
    assert "已退回 3 份、2 个单位；另有 1 份读不了，要重新报送" in capsys.readouterr().out
    assert len(list(out.glob("*.检查.xlsx"))) == 3


def test_the_list_tells_of_every_file(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "退回"
    sent(inbox, out)
    book = openpyxl.load_workbook(out / "退回清单.xlsx")
    assert book.sheetnames == ["退回清单", "按单位"]
    rows = list(book["退回清单"].iter_rows(min_row=4, values_only=True))
    assert [(row[4], row[5], row[8], row[9]) for row in rows] == [
        ("一/表.xlsx", 2, 2, "退回"),
        ("三.xlsx", 2, 2, "退回"),
        ("二/表.xlsx", 2, 2, "退回"),
        ("好.xlsx", 0, 0, "不退回"),
        ("锁.xlsx", 0, 0, "要重新报送"),
    ]
    units = list(book["按单位"].iter_rows(min_row=4, values_only=True))
    assert [(row[1], row[2], row[3], row[8]) for row in units] == [
        ("青山县甲局", 2, 4, "退回通知_青山县甲局.docx"),
        ("青山县丙局", 1, 2, "退回通知_青山县丙局.docx"),
    ]


def test_the_ledger_has_what_answers_are_known_by(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "退回"
    sent(inbox, out, "--severity", "error")
    data = json.loads((out / "退回清单.json").read_text("utf-8"))
    assert (data["schema"], data["severity"], data["deadline"]) == (2, "error", None)
    assert data["codes"] == ["ZPB001", "ZPB004"]
    one = data["files"][0]
    assert one["hash"] == hashlib.sha256((inbox / "一" / "表.xlsx").read_bytes()).hexdigest()
    assert one["copy_hash"] == hashlib.sha256((out / one["copy"]).read_bytes()).hexdigest()
    assert (one["unit"], one["project"], one["year"]) == ("青山县甲局", "甲/项目", 2023)
    first = one["findings"][0]
    assert (first["code"], first["severity"], first["field"]) == (
        "ZPB001",
        "error",
        "funds[0].rate",
    )
    assert first["printed"] == "85.90%"
    assert data["files"][3]["copy"] is None


def test_the_same_call_writes_the_same_bytes(inbox: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "一次", tmp_path / "两次"
    for out in (first, second, second):
        sent(inbox, out)
    assert {one.name: one.read_bytes() for one in first.iterdir()} == {
        one.name: one.read_bytes() for one in second.iterdir()
    }


def test_names_are_distinct_whatever_units_and_projects_are_called(tmp_path: Path) -> None:
    folder, out = tmp_path / "报送", tmp_path / "退回"
    names = [
        ("甲局", "A项目"),
        ("甲局", "a项目"),
        ("甲局", "Ａ项目"),
        ("../甲", "x" * 300),
        ("con", "项目"),
    ]
    for number, (unit, project) in enumerate(names):
        put(folder, f"{number}.xlsx", wrong_form(project, unit))
    put(folder, "同.xlsx", wrong_form("A项目", "甲局"), wrong_form("B项目", "甲局"))
    put(folder, "共.xlsx", wrong_form("A项目", "甲局"), wrong_form("B项目", "乙局"))
    sent(folder, out)
    copies = sorted(path.name for path in out.glob("*.检查.xlsx"))
    assert len(copies) == 7
    assert "甲局_A项目等2个项目.检查.xlsx" in copies
    assert "甲局等2个单位.检查.xlsx" in copies
    assert all(len(name.encode()) <= 255 and not set(name) & set('<>:"/\\|?*') for name in copies)
    assert [path.name for path in tmp_path.iterdir() if path not in (folder, out)] == []


def test_units_of_one_name_have_a_letter_each(tmp_path: Path, capsys: Capture) -> None:
    folder, out = tmp_path / "报送", tmp_path / "退回"
    for department in ("青山县教育局", "绿水县教育局"):
        form = wrong_form("食堂", "第一小学")
        form = replace(form, header=replace(form.header, department=department))
        put(folder, f"{department}.xlsx", form)
    sent(folder, out)
    assert "已退回 2 份、2 个单位" in capsys.readouterr().out
    assert sorted(path.name for path in out.glob("*.docx")) == [
        "退回通知_第一小学（绿水县教育局）.docx",
        "退回通知_第一小学（青山县教育局）.docx",
    ]
    again = tmp_path / "交回"
    again.mkdir()
    for path in out.glob("*.检查.xlsx"):
        (again / path.name).write_bytes(path.read_bytes())
    words = ("--select", "ZPB001,ZPB004", "--since", out, "--format", "json")
    zpb("check", again, *words)
    units = json.loads(capsys.readouterr().out)["since"]["units"]
    assert [one["unit"] for one in units] == [
        "第一小学（绿水县教育局）",
        "第一小学（青山县教育局）",
    ]


def test_what_we_wrote_is_no_input(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    sent(inbox, inbox / "退回")
    capsys.readouterr()
    sent(inbox, tmp_path / "再")
    data = json.loads((tmp_path / "再" / "退回清单.json").read_text("utf-8"))
    assert [one["path"] for one in data["files"]] == [
        "一/表.xlsx", "三.xlsx", "二/表.xlsx", "好.xlsx", "锁.xlsx",
    ]  # fmt: skip


def test_copies_of_an_earlier_sending_are_told(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "退回"
    sent(inbox, out)
    (inbox / "三.xlsx").unlink()
    capsys.readouterr()
    sent(inbox, out)
    told = capsys.readouterr().err
    assert "青山县丙局_丙项目.检查.xlsx：是上一次退回的" in told
    assert (out / "青山县丙局_丙项目.检查.xlsx").is_file()


def test_a_file_without_a_unit_has_no_letter(tmp_path: Path, capsys: Capture) -> None:
    form = wrong_form()
    nameless = replace(form, header=replace(form.header, unit=None, department=None))
    put(tmp_path / "报送", "无名.xlsx", nameless)
    sent(tmp_path / "报送", tmp_path / "退回")
    assert "无名.xlsx：没有读出单位，没有写退回通知" in capsys.readouterr().err
    assert (tmp_path / "退回" / "无名.检查.xlsx").is_file()
    assert not list((tmp_path / "退回").glob("*.docx"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--format", "xlsx", "-o", "退回", "--deadline", "2026-02-30"),
            "应是 2026-03-31 这样的日期",
        ),
        (
            ("--format", "xlsx", "-o", "退回", "--deadline", "2026-12"),
            "应是 2026-03-31 这样的日期",
        ),
        (("--format", "xlsx", "-o", "退回", "--deadline", "明天"), "「明天」应是"),
        (("--format", "xlsx", "-o", "退回", "--deadline", "2026-12-05 17:00"), "不写钟点"),
        (("--deadline", "2026-12-10"), "写不出退回通知"),
        (("--format", "xlsx", "-o", "一.xlsx", "--deadline", "2026-12-10"), "写不出退回通知"),
    ],
)
def test_a_wrong_deadline_is_told_in_a_sentence(
    words: tuple[str, ...],
    said: str,
    inbox: Path,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert zpb("check", inbox, *words) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""
    assert not (tmp_path / "退回").exists()


@pytest.mark.parametrize("name", ["退回清单.json", "退回清单.xlsx", "退回通知_青山县甲局.docx"])
def test_nothing_of_somebody_else_is_written_over(
    name: str, inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "退回"
    out.mkdir()
    (out / name).write_bytes(b"mine")
    assert sent(inbox, out) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == [name]


def test_a_broken_template_is_told_before_anything_is_written(
    inbox: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "自己的"
    (own / "notices").mkdir(parents=True)
    (own / "notices" / "return.docx").write_bytes(b"no Word")
    monkeypatch.setenv(FOLDER_VARIABLE, str(own))
    assert sent(inbox, tmp_path / "退回") == 2
    assert "退回通知的模板不是完好的 Word 文件" in capsys.readouterr().err
    assert not (tmp_path / "退回").exists()
