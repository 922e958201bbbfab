"""Slips of every command: told in Chinese, with what to do, and nothing is written."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from mistaken import workbook, wrong_form
from zipingbiao.cli import main

#: Calls that are wrong; a.xlsx is a form, t.txt a text, d a folder with a form and settings that
#: can't be read.
SLIPS = """
zpb chek
zpb --foo
zpb help nope
zpb version x
zpb completion
zpb completion fish
zpb demo
zpb demo d
zpb demo t.txt
zpb layouts x
zpb layouts --format xml
zpb new
zpb new xyz -o b.xlsx
zpb new 四川 -o b.xlsx
zpb new 河北
zpb new 河北 -o b.docx
zpb new 河北 -o nowhere/b.xlsx
zpb new 河北 -o t.txt/b.xlsx
zpb new 河北 -o b.xlsx --data none.json
zpb new 河北 -o b.xlsx --data bad.json
zpb new 河北 -o b.xlsx --data d
zpb new 河北 -o b.xlsx --calc x
zpb read
zpb read none
zpb read a.xlsx --jobs 0
zpb read a.xlsx --jobs x
zpb read a.xlsx --format x
zpb read a.xlsx --outpt x
zpb read a.xlsx -o nowhere/x.json
zpb merge a.xlsx
zpb merge none -o m.xlsx
zpb merge a.xlsx -o m.txt
zpb merge a.xlsx -o m.xlsx --roster t.txt
zpb merge a.xlsx -o m.xlsx --roster none.csv
zpb merge a.xlsx -o m.xlsx --roster d
zpb merge a.xlsx -o m.xlsx --previous d/a.xlsx
zpb merge a.xlsx -o m.xlsx --previous none.xlsx
zpb merge a.xlsx -o m.xlsx --previous d --previous a.xlsx
zpb merge a.xlsx -o m.xlsx --date 2026-13-01
zpb merge a.xlsx -o m.xlsx --date 2026-03-01
zpb merge a.xlsx -o m.xlsx --template none.xlsx
zpb merge a.xlsx -o m.xlsx --template a.xlsx
zpb merge a.xlsx -o m.xlsx --cache t.txt
zpb merge a.xlsx -o m.xlsx --tables t.txt
zpb merge a.xlsx -o m.xlsx --cluster foo
zpb merge a.xlsx -o m.xlsx --cluster http://x:1
zpb score none
zpb score a.xlsx --profile bad.toml
zpb score a.xlsx --profile own.toml
zpb score a.xlsx --profile none.toml
zpb score a.xlsx --profile nope
zpb check none
zpb check d
zpb check a.xlsx --select X1
zpb check a.xlsx --select
zpb check a.xlsx --ignore ZPB0001
zpb check a.xlsx --baseline bad.json
zpb check a.xlsx --baseline none.json
zpb check a.xlsx --since d
zpb check a.xlsx --since none
zpb check a.xlsx --diff
zpb check a.xlsx --format xlsx -o t.txt
zpb check a.xlsx --format docx -o t.txt
zpb check a.xlsx --format json -o nowhere/x.json
zpb check a.xlsx --deadline x
zpb check a.xlsx --severity bad
zpb explain
zpb explain X
zpb explain ZPB999
zpb export a.xlsx
zpb export a.xlsx -o d2 --format xls
zpb export a.xlsx --one a.xlsx
zpb export a.xlsx -o t.txt
zpb bind a.xlsx -o x.txt
zpb bind none -o x.xlsx
zpb report a.xlsx -o x.xlsx
zpb report a.xlsx -o x.docx --outline q
zpb learn t.txt -o q
zpb learn a.xlsx -o d
zpb learn none -o qq
zpb learn a.xlsx -o q --like nope
zpb serve --port 80
zpb serve --port x
zpb addin
zpb addin x
zpb addin build -o x.zip
zpb addin kit -o x.txt
zpb addin kit -o x.zip --python t.txt
zpb addin kit -o x.zip --python none.zip
"""
#: Names that are no English: of programs and formats, of what the user typed or may type.
NAMES = {
    *(
        "zpb",
        "Excel",
        "Word",
        "WPS",
        "ODS",
        "PDF",
        "JSON",
        "TOML",
        "CSV",
        "LibreOffice",
        "Python",
        "Dask",
    ),
    *("Windows", "embeddable", "package", "bit", "python", "org", "ZPB"),
    # what stands for a file or a folder in the usage
    *("PATH", "DIR", "FILE", "LAYOUT", "FOLDER"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files to stumble over."""
    home = tmp_path_factory.mktemp("slips")
    (home / "a.xlsx").write_bytes(workbook(wrong_form("校舍维修", "青山县第一中学")))
    (home / "d").mkdir()
    shutil.copy(home / "a.xlsx", home / "d")
    for name, text in (
        ("t.txt", "hello"),
        ("bad.json", "{"),
        ("bad.toml", "x = ["),
        ("own.toml", 'id = "x"\nfoo = 1\n'),
        ("d/zipingbiao.toml", "x = ["),
    ):
        (home / name).write_text(text, "utf-8")
    return home


#: What is no prose: quoted words, options, commands, paths and endings, lists of what there is.
NO_PROSE = re.compile(
    r"「[^」]*」|--?[a-z][a-z-]*|zpb( [a-z]+)*|\S*[/\\]\S*|[\w-]*\.[a-z]{2,4}\b|可用：[^。]*。"
    r"|您是否想用[^？]*？|[a-z]+(-[a-z0-9]+)+|例如：.*"
)


def english(text: str, line: str) -> list[str]:
    """The English words in what was said, but for names."""
    typed = set(re.findall(r"[A-Za-z]+", line))
    words = re.findall(r"[A-Za-z]{2,}", NO_PROSE.sub(" ", text))
    return [one for one in words if one not in NAMES | typed]


@pytest.mark.parametrize("line", SLIPS.split("\n")[1:-1])
def test_a_slip_is_told_in_chinese_and_nothing_is_written(
    line: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    try:
        status = main(shlex.split(line)[1:])
    except SystemExit as ended:
        status = int(ended.code or 0)
    out, err = capsys.readouterr()
    assert status == 2, out + err
    assert english(err, line) == []
    assert re.search(r"[。？]$|详见|例如", err.strip()), err
    assert re.search("请|可用|例如|见 zpb|您是否|要|应|只", err), err
    assert sorted(folder.rglob("*")) == before
