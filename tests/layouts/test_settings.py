"""layout.toml: what it may say, what it takes from the layout it extends, how mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from zipingbiao.datafiles.tomlfile import MistakenFile
from zipingbiao.layouts import form_reader
from zipingbiao.layouts.kept import Kept
from zipingbiao.layouts.layout import Layout
from zipingbiao.layouts.settings import read_settings
from zipingbiao.places import FOLDER_VARIABLE

BASE = """
id = "province"
title = "项目支出绩效自评表"
region = "某省"
years = [2020]
basis = "某财预〔2020〕1号"
sources = ["某市公开"]
profile = "hubei"
money_unit = "元"
blank = "blank.json"
requires = ["三级指标"]

[blanks]
"—" = ["indicator.reason"]

[aliases]
"全年预算数" = ["预算数", "调整预算数"]
"""
COUNTY = """
id = "county"
title = "县级项目绩效自评表"
region = "某县"
years = [2021, 2023]
basis = "某县财〔2021〕2号"
look = "unverified"
extends = "province"

[aliases]
"三级指标" = ["指标名称"]
"""


def write(folder: Path, **texts: str) -> Path:
    """Layouts with nothing but their settings; the folder of the last."""
    for name, text in texts.items():
        made = folder / name
        made.mkdir(exist_ok=True)
        (made / "layout.toml").write_text(text, "utf-8")
    return made


def layout(folder: Path) -> Layout:
    """The layout in a folder."""
    said, files = read_settings(folder)
    return Layout(
        **said,
        kept=Kept(folder, said, files),
        reader=lambda layout: form_reader({layout.id: layout}),
    )


def test_a_layout_says_only_what_differs(tmp_path: Path) -> None:
    county = layout(write(tmp_path, province=BASE, county=COUNTY))
    assert (county.profile, county.money_unit, county.blank) == ("hubei", "元", "blank.json")
    assert county.inherited == ({"全年预算数": ("预算数", "调整预算数")},)
    assert county.aliases == {"三级指标": ("指标名称",)}
    assert [file.parent.name for file in county.kept.files] == ["county", "province"]


def test_what_is_true_of_one_form_only_is_not_inherited(tmp_path: Path) -> None:
    county = layout(write(tmp_path, province=BASE, county=COUNTY))
    assert (county.basis, county.years) == ("某县财〔2021〕2号", (2021, 2023))
    assert county.look == "unverified"
    assert (county.sources, county.requires, county.blanks) == ((), (), {})


def test_a_users_own_layout_may_extend_an_official_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    own = COUNTY.replace('"province"', '"national-project"')
    said, files = read_settings(write(tmp_path, county=own))
    assert files[-1].parent.name == "national-project"
    assert any("全年执行数" in group for group in said["inherited"])


def test_the_nearest_layout_of_a_chain_says_what_holds(tmp_path: Path) -> None:
    town = COUNTY.replace('"county"', '"town"').replace('"province"', '"county"')
    county = 'profile = "sichuan"\n' + COUNTY
    said, _ = read_settings(write(tmp_path, province=BASE, county=county, town=town))
    assert (said["profile"], said["money_unit"]) == ("sichuan", "元")
    assert [list(group) for group in said["inherited"]] == [["三级指标"], ["全年预算数"]]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("years = [2021, 2023]", "years = [1, 2, 3]", ("第 5 行", "years", "起止两个年份")),
        ("years = [2021, 2023]", 'years = "去年"', ("第 5 行", "去年", "[2020, 2022]")),
        ('basis = "某县财〔2021〕2号"', "basis = 1", ("第 6 行", "basis", "引号里的文字")),
        ('look = "unverified"', 'look = "official?"', ("第 7 行", "official / unverified")),
        (
            'look = "unverified"',
            'kind = "goal"',
            ("第 7 行", "self-evaluation / goals / monitoring"),
        ),
        ('look = "unverified"', 'requires = "三级指标"', ("第 7 行", "方括号")),
        ('["指标名称"]', '"指标名称"', ("第 11 行", "三级指标", "方括号")),
        ('["指标名称"]', '["指标名称", ""]', ("第 11 行", "方括号")),
        ('title = "', 'titel = "', ("第 3 行", "titel", "title")),
        ('region = "某县"\n', "", ("缺少 region",)),
        ('region = "某县"\n', 'title = ""\n', ("第 4 行", "同一项写了两次")),
        ('id = "county"', "id = county", ("第 2 行", "第 6 列")),
        ("[aliases]", "[aliases", ("第 10 行", "写法有误")),
        ('extends = "province"', 'extends = "provinces"', ("第 8 行", "您是否想用 province？")),
        ('extends = "province"', 'extends = "county"', ("第 8 行", "绕了回来")),
    ],
)
def test_mistakes_are_told_with_their_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, words: tuple[str, ...]
) -> None:
    assert old in COUNTY
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    folder = write(tmp_path, province=BASE, county=COUNTY.replace(old, new))
    with pytest.raises(MistakenFile) as caught:
        read_settings(folder)
    assert caught.value.place.path == str(folder / "layout.toml")
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_all_mistakes_are_told_at_once_those_of_the_extended_layout_too(tmp_path: Path) -> None:
    province = BASE.replace('"元"', "1").replace("blank =", "blanc =")
    county = COUNTY.replace("[2021, 2023]", "2023.5").replace('"某县"', "7")
    with pytest.raises(MistakenFile) as caught:
        read_settings(write(tmp_path, province=province, county=county))
    told = [(Path(one.path).parent.name, one.line) for one in caught.value.mistakes]
    assert told == [("county", 4), ("county", 5), ("province", 9), ("province", 10)]


def test_layouts_that_extend_each_other_are_told(tmp_path: Path) -> None:
    province = BASE + ""
    province = province.replace('id = "province"', 'id = "province"\nextends = "county"')
    with pytest.raises(MistakenFile, match="绕了回来"):
        read_settings(write(tmp_path, province=province, county=COUNTY))
