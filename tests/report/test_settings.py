"""``zipingbiao.toml``: what it may say, which file it speaks of, every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from zipingbiao.reading import SETTINGS_NAME
from zipingbiao.report.settings import load_settings, matches, settings_above

GOOD = """\
# 本市的设置
profile = "hebei"

[options.ZPB006]
tolerance = 1

[[ignore]]
rules = ["ZPB023", "deduction-unexplained"]
reason = "已批复"
files = "甲局/**"

[[ignore]]
rules = "ZPB040"
reason = "改过名"
sheets = ["Sheet1"]
cells = ["B4"]

[[files]]
match = ["乙局/*.xlsx", "丙*.xls"]
profile = "national"
options.ZPB006.tolerance = 5
"""


def written(folder: Path, text: str) -> Path:
    path = folder / SETTINGS_NAME
    path.write_text(text, "utf-8")
    return path


def test_all_that_it_may_say_is_understood(tmp_path: Path) -> None:
    mistakes: list[str] = []
    found = load_settings(written(tmp_path, GOOD), mistakes)
    assert mistakes == []
    first, second = found.waivers
    assert first.rules == ("ZPB023", "ZPB021")
    assert (first.files, first.line) == (("甲局/**",), 7)
    assert (second.sheets, second.cells, second.reason) == (("Sheet1",), ("B4",), "改过名")
    here, there = tmp_path / "甲局" / "a.xlsx", tmp_path / "乙局" / "a.xlsx"
    profiles = [found.profile_for(one) for one in (here, there)]
    assert [one.id for one in profiles if one] == ["hebei", "national"]
    assert found.options_for(here) == {"ZPB006": {"tolerance": 1}}
    assert found.options_for(there) == {"ZPB006": {"tolerance": 5}}
    assert found.options_for(tmp_path / "深" / "处" / "丙一.xls") == {"ZPB006": {"tolerance": 5}}


BAD = """\
profil = "hebei"
profile = "hebie"

[options.ZPB006]
tolerence = 1
tolerance = "1"

[options.ZPB999]

[options.ZPB001]
tolerance = 1

[[ignore]]
rules = ["ZPB02"]

[[ignore]]
rules = ["ZPB02x"]
reason = "  "
file = "a"

[[ignore]]
reason = "没有写规则"

[[files]]
options = 3
match = [1]
"""


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    mistakes: list[str] = []
    path = written(tmp_path, BAD)
    load_settings(path, mistakes)
    told = [one.removeprefix(f"{path}：") for one in mistakes]
    expected = [
        ("第 1 行：不认识「profil」", "您是否想用 profile？"),
        ("第 2 行：没有名为「hebie」的评分办法", "您是否想用 hebei？"),
        ("第 5 行：ZPB006 没有参数「tolerence」", "您是否想用 tolerance？"),
        ("第 6 行：「tolerance」：「1」不是数，数不加引号", "请改正。"),
        ("第 8 行：没有代码为「ZPB999」的规则", ""),
        ("第 11 行：ZPB001 没有参数「tolerance」", ""),
        ("第 13 行：缺少忽略的理由", 'reason = "…"'),
        ("第 18 行：缺少忽略的理由", ""),
        ("第 17 行：没有代码为「ZPB02x」的规则", ""),
        ("第 19 行：不认识「file」", "您是否想用 files？"),
        ("第 21 行：没有写忽略哪些规则", ""),
        ("第 25 行：「options」应写成", ""),
        ("第 26 行：「match」：「[1]」应是方括号里的几段文字", ""),
    ]
    for start, cure in expected:
        assert [one for one in told if one.startswith(start) and cure in one], (start, told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('profile = "a\n', "第 1 行：写法有误"),
        ("ignore = 3\n", "第 1 行：「ignore」应写成 [[ignore]]"),
        ('\nprofile = "hebei"\nprofile = "hebei"\n', "第 3 行：同一项写了两次"),
        (
            "\n\n[optoins.ZPB006]\ntolerance = 1\n",
            "第 3 行：不认识「optoins」。您是否想用 options？",
        ),
        (
            "[options.ZPB006]\ntolerance = -5\n",
            "第 2 行：「tolerance」：「-5」应在 0 到 1000000 之间",
        ),
        ("[options.ZPB011]\nfull = 0\n", "第 2 行：「full」：「0」应在 1 到 1000 之间"),
        ("[options.ZPB003]\nlimit = 50\n", "第 2 行：「limit」：「50」应在 100 到 1000 之间"),
        ("[options.ZPB078]\nshare = 500\n", "第 2 行：「share」：「500」应在 1 到 100 之间"),
        ("[options.ZPB060]\nsentences = 0\n", "第 2 行：「sentences」：「0」应是 2 到 100 的整数"),
        ('[[ignore]]\nreason = "x"\nrules = []\n', "第 3 行：「rules」：一个也没有写"),
        (
            '[[ignore]]\nreason = "x"\nrules = "ZPB001"\nfiles = []\n',
            "第 4 行：「files」：一个也没有写",
        ),
        (
            '[[ignore]]\nreason = "x"\nrules = "ZPB001"\ncells = ["4B"]\n',
            "「4B」不是单元格地址，应像 B4 那样写",
        ),
        ("profile = 3\n", "第 1 行：「profile」：「3」应是引号里的文字"),
        ('profile = "没有.toml"\n', "没有这个文件"),
    ],
)
def test_a_broken_file_is_told_of(text: str, words: str, tmp_path: Path) -> None:
    mistakes: list[str] = []
    load_settings(written(tmp_path, text), mistakes)
    assert any(words in one for one in mistakes), mistakes


def test_a_file_that_is_no_text_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / SETTINGS_NAME
    path.write_bytes(b"\xff\xfe\x00")
    mistakes: list[str] = []
    load_settings(path, mistakes)
    assert "UTF-8" in mistakes[0]


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("*.xlsx", "甲.xlsx", True),
        ("*.xlsx", "甲局/深/甲.xlsx", True),
        ("甲局/*.xlsx", "甲局/甲.xlsx", True),
        ("甲局/*.xlsx", "甲局/深/甲.xlsx", False),
        ("甲局/**", "甲局/深/甲.xlsx", True),
        ("**/甲.xlsx", "甲.xlsx", True),
        ("./甲局\\甲?.xlsx", "甲局/甲1.xlsx", True),
        ("甲.xlsx", "乙甲.xlsx", False),
        ("a+(b).xlsx", "a+(b).xlsx", True),
    ],
)
def test_patterns_mean_files(pattern: str, name: str, fits: bool) -> None:
    assert matches(name, [pattern]) is fits


def test_no_pattern_is_every_file() -> None:
    assert matches("甲.xlsx", [])


def test_the_nearest_settings_up_to_the_folder_count(tmp_path: Path) -> None:
    deep = tmp_path / "甲" / "乙"
    deep.mkdir(parents=True)
    outer = written(tmp_path, "").resolve()
    assert settings_above(deep, tmp_path) == outer
    assert settings_above(deep, tmp_path / "甲") is None
    inner = written(tmp_path / "甲", "").resolve()
    assert settings_above(deep, tmp_path) == inner
