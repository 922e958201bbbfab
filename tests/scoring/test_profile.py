"""Profiles: what the shipped ones say, how a user's own extends one, and all mistakes at once."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.errors import ZpbError
from zipingbiao.places import FOLDER_VARIABLE, template_folders
from zipingbiao.scoring.profile import in_force, load_profile, profile_names
from zipingbiao.scoring.profile_keys import SETTINGS
from zipingbiao.scoring.profile_reading import ProfileError

CASES = tomllib.loads(Path(__file__).with_name("profile.toml").read_text("utf-8"))["case"]
SHIPPED = (
    *("anhui", "beijing", "chongqing-department", "guangxi", "hebei", "hebei-2020", "hubei"),
    *("hunan-department", "liaoning", "national", "ningxia", "platform-city", "shandong"),
    *("shanghai", "sichuan", "sichuan-department", "xinjiang", "yunnan"),
)


def mine(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


# The shipped ones


def test_the_shipped_profiles_are_found_by_name() -> None:
    assert profile_names() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_every_value_of_a_shipped_profile_has_its_source(name: str) -> None:
    profile = load_profile(name)
    assert profile.id == name
    assert profile.region
    assert profile.basis
    assert profile.years
    assert [key for key in (*SETTINGS, "weights") if not profile.source_of(key)] == []


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("national", "rate_denominator", "budget"),
        ("national", "reverse", "shortfall"),
        ("national", "bands", (
            ("达成年度指标", 0.8),
            ("部分达成年度指标并具有一定效果", 0.6),
            ("未达成年度指标且效果较差", 0),
        )),
        ("national", "over_achievement", 1.3),
        ("national", "step_rounding", None),
        ("national", "step_count", "floor"),
        ("national", "ratings", (("优", 90), ("良", 80), ("中", 60), ("差", 0))),
        ("national", "caps", ()),
        ("hebei", "over_achievement", 1.2),
        ("hebei", "reverse", "shortfall"),
        ("hubei", "reverse", "quotient"),
        ("sichuan", "low_rate", 0.9),
        ("sichuan-department", "low_rate", 0.9),
        ("yunnan", "money_unit", "元"),
        ("beijing", "rate_denominator", "initial_budget"),
        ("shandong", "rate_denominator", "initial_budget"),
        ("shandong", "reverse", "quotient"),
        ("platform-city", "over_deduction", 2),
        ("platform-city", "caps", ((0.5, 59), (0.6, 69), (0.7, 79), (0.8, 89))),
        ("shanghai", "money_unit", "元"),
    ],
)  # fmt: skip
def test_a_profile_says_what_its_notice_says(name: str, field: str, value: object) -> None:
    assert getattr(load_profile(name), field) == value


@pytest.mark.parametrize(
    ("name", "level1", "names", "weight"),
    [
        ("national", "产出指标", ("产出指标",), 50),
        ("national", "产出", ("产出指标",), 50),
        ("hebei", "产出指标", ("产出指标",), 70),
        ("ningxia", "项目效益", ("项目效益",), 35),
        ("chongqing-department", "绩效指标", ("绩效指标",), 90),
        ("hubei", "满意度指标", ("效益指标", "满意度指标"), 40),
        ("liaoning", "社会效应", ("社会效应",), 20),
        ("sichuan-department", "绩效结果应用", ("绩效结果应用",), 30),
    ],
)
def test_a_group_has_its_weight_alone_or_with_others(
    name: str, level1: str, names: tuple[str, ...], weight: float
) -> None:
    assert load_profile(name).group_of(level1) == (names, weight)


def test_an_unknown_group_has_none() -> None:
    assert load_profile().group_of("管理指标") is None


# Years


def test_no_year_of_a_region_has_two_profiles() -> None:
    for one, other in combinations(map(load_profile, SHIPPED), 2):
        if (one.region, one.subject) == (other.region, other.subject):
            years = range(2000, 2050)
            assert not any(one.covers(year) and other.covers(year) for year in years)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_open_ended_says_why(name: str) -> None:
    """A profile that is proven by forms of some years covers these and no others."""
    assert len(load_profile(name).years) == (1 if name in ("national", "guangxi") else 2)


@pytest.mark.parametrize(
    ("name", "year", "used"),
    [
        ("beijing", 2016, "beijing"),
        ("hebei", 2020, "hebei-2020"),
        ("hebei-2020", 2023, "hebei"),
        ("hebei", 2022, "national"),
        ("beijing", 2015, "national"),
        ("beijing", 2017, "national"),
        ("beijing", None, "beijing"),
        ("national", 2019, "national"),
        ("national", 2040, "national"),
    ],
)
def test_a_profile_is_for_its_years(name: str, year: int | None, used: str) -> None:
    assert in_force(load_profile(name), year) is load_profile(used)


def test_another_profile_of_the_region_takes_its_years(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profiles").mkdir()
    texts = {
        "jia": 'region = "甲省"\nyears = [2018, 2019]\n',
        "jia-new": 'region = "甲省"\nyears = [2020]\n',
        "jia-newer": 'region = "甲省"\nyears = [2022, 2023]\n',
        "jia-department": 'region = "甲省"\nsubject = "department"\nyears = [2021]\n',
        "jia-any": 'region = "甲省"\n',
    }
    for name, text in texts.items():
        mine(tmp_path / "profiles", f'id = "{name}"\nextends = "national"\n{text}', f"{name}.toml")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    asked = [("jia", year) for year in (2017, 2018, 2021, 2022, 2024)]
    asked += [("jia-newer", 2019), ("jia-department", 2019), ("jia-any", 1999)]
    assert [in_force(load_profile(name), year).id for name, year in asked] == [
        *("national", "jia", "jia-new", "jia-newer", "jia-new"),
        *("jia", "national", "jia-any"),
    ]


@pytest.mark.parametrize(
    ("years", "text"),
    [
        ((), "各年"),
        ((2020,), "2020 年起"),
        ((2016, 2016), "2016 年"),
        ((2020, 2022), "2020—2022 年"),
    ],
)
def test_years_are_said_in_words(years: tuple[int, ...], text: str) -> None:
    assert replace(load_profile(), years=years).years_text == text


# A user's own


def test_a_users_own_file_says_only_what_differs(tmp_path: Path) -> None:
    text = 'extends = "hubei"\nover_deduction = 2\ncaps = [[50, 59], [60, 69]]\n'
    profile = load_profile(mine(tmp_path, text))
    assert (profile.id, profile.title) == ("mine", "mine")
    assert (profile.over_deduction, profile.caps) == (2, ((0.5, 59), (0.6, 69)))
    assert (profile.reverse, profile.rate_digits) == ("quotient", 4)
    assert profile.source_of("reverse") == load_profile("hubei").source_of("reverse")
    assert profile.source_of("caps") == ""


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = mine(tmp_path, 'extends = "national"\n')
    assert load_profile(str(path)).rounding == "half_up"
    mine(tmp_path, 'extends = "national"\nrounding = "truncate"\n')
    assert load_profile(str(path)).rounding == "truncate"


def test_a_file_may_extend_one_beside_it(tmp_path: Path) -> None:
    mine(tmp_path, 'extends = "national"\nlate = "zero"\n', "base.toml")
    path = mine(tmp_path, 'extends = "./base.toml"\npoints_digits = 1\n')
    assert (load_profile(path).late, load_profile(path).points_digits) == ("zero", 1)


def test_a_users_folder_of_templates_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profiles").mkdir()
    mine(tmp_path / "profiles", 'extends = "national"\nid = "ours"\n', "ours.toml")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert template_folders()[0] == tmp_path
    assert load_profile("ours").id == "ours"
    assert "ours" in profile_names()


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "national"\n', "utf-8-sig")
    assert load_profile(path).reverse == "shortfall"


def test_a_profile_is_kept() -> None:
    assert load_profile("hubei") is load_profile("hubei")


# Mistakes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_all_mistakes_are_told_at_once(case: dict[str, Any], tmp_path: Path) -> None:
    path = mine(tmp_path, case["text"])
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    assert isinstance(caught.value, ZpbError)
    told = caught.value.mistakes
    assert [mistake.line for mistake in told] == [line for line, _, _ in case["mistakes"]]
    lines = str(caught.value).split("\n")
    for line, mistake, (number, reason, cure) in zip(lines, told, case["mistakes"], strict=True):
        assert reason in mistake.reason
        assert cure in mistake.cure
        assert Path(mistake.path).name == "mine.toml"
        assert line == f"{mistake.path}：第 {number} 行：{mistake.reason}。{mistake.cure}"


def test_mistakes_of_the_extended_file_are_told_too(tmp_path: Path) -> None:
    mine(tmp_path, 'extends = "national"\nlate = "?"\n', "base.toml")
    path = mine(tmp_path, 'extends = "./base.toml"\nequal = "?"\n')
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    places = [(Path(one.path).name, one.line) for one in caught.value.mistakes]
    assert places == [("mine.toml", 2), ("base.toml", 2)]


def test_a_profile_that_extends_none_must_say_everything(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile(mine(tmp_path, 'reverse = "quotient"\n'))
    missing = {*SETTINGS, "weights"} - {"reverse"}
    assert {one.reason for one in caught.value.mistakes} == {f"缺少「{key}」" for key in missing}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("natoinal", "没有名为「natoinal」的评分办法。您是否想用 national？"),
        ("某地", "没有名为「某地」的评分办法。可用：anhui、"),
        ("/没有/这个.toml", "/没有/这个.toml：没有这个文件。请检查路径和权限。"),
    ],
)
def test_a_profile_that_is_not_there_is_named(name: str, words: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile(name)
    assert words in str(caught.value)


def test_a_file_of_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes('title = "办法"\n'.encode("gbk"))
    with pytest.raises(ProfileError, match=r"不是 UTF-8 编码的文字。请另存为 UTF-8。"):
        load_profile(path)
