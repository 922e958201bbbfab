"""Which unit of a list a form is of: known by its name, shown where it is merely like one."""

from __future__ import annotations

import pytest

from zipingbiao.domain.owners import Filer
from zipingbiao.merge.filing import CALLED, NAMED, WRITTEN, Known, Matcher

COUNTY = (
    Known("峨边县教育局", "峨边县教育局", ("教局",)),
    Known("峨边县水利局"),
    Known("峨边县卫生健康局", "", ("卫生局",)),
    Known("峨边县教育局（本级）", "峨边县教育局"),
    Known("峨边县第一小学", "峨边县教育局"),
    Known("峨边县文化体育和旅游局"),
)


def found(known: tuple[Known, ...], *filers: str | Filer) -> list[tuple[str, str, list[str]]]:
    """Of each filer: the unit, by what it is known, which it may be."""
    asked = [Filer(one) if isinstance(one, str) else one for one in filers]
    matches = Matcher(known).match_all(asked)
    return [
        ("" if m.number is None else known[m.number].name, m.by, [known[n].name for n in m.near])
        for m in (matches[one] for one in asked)
    ]


@pytest.mark.parametrize(
    ("filer", "unit", "by"),
    [
        ("峨边县 教育局", "峨边县教育局", NAMED),
        ("峨边县教育局（本级）", "峨边县教育局（本级）", NAMED),
        ("【教局】", "", ""),
        ("教局", "峨边县教育局", CALLED),
        ("卫生局", "峨边县卫生健康局", CALLED),
        ("四川省峨边彝族自治县教育局", "峨边县教育局", WRITTEN),
        ("县教育局", "峨边县教育局", WRITTEN),
        ("教育局", "峨边县教育局", WRITTEN),
        ("县教育局机关", "峨边县教育局（本级）", WRITTEN),
        ("县卫健局", "峨边县卫生健康局", WRITTEN),
        ("峨边县文体旅局", "峨边县文化体育和旅游局", WRITTEN),
        ("水利局（本级）", "峨边县水利局", WRITTEN),
    ],
)
def test_a_unit_is_known_by_its_names(filer: str, unit: str, by: str) -> None:
    assert found(COUNTY, filer)[0][:2] == (unit, by)


@pytest.mark.parametrize(
    ("filer", "near"),
    [
        ("峨边县教育体育局", ["峨边县教育局"]),
        ("峨边县文旅局", ["峨边县文化体育和旅游局"]),
        ("沐川县教育局", []),
        ("峨边县第二小学", []),
        ("峨边县财政局", []),
    ],
)
def test_what_is_merely_alike_is_shown(filer: str, near: list[str]) -> None:
    [(unit, _, shown)] = found(COUNTY, filer)
    assert unit == ""
    assert shown[:1] == near


def test_where_two_places_are_spoken_of_a_bare_name_is_nobody() -> None:
    known = (Known("峨边县教育局"), Known("沐川县水利局"))
    assert found(known, "县教育局") == [("", "", ["峨边县教育局"])]
    assert found(known, "教育局") == [("", "", ["峨边县教育局"])]
    city = (Known("抚顺市教育局"), Known("抚顺县教育局"))
    assert found(city, "抚顺教育局")[0][0] == ""
    assert found(city, "市教育局")[0][0] == "抚顺市教育局"


def test_two_places_are_never_one_unit_of_a_list_without_places() -> None:
    known = (Known("教育局"), Known("水利局"))
    one, other = found(known, "峨边县教育局", "沐川县教育局")
    assert one == other == ("", "", ["教育局"])
    assert found(known, "峨边县教育局", "县教育局")[0][0] == "教育局"


def test_units_of_one_name_are_told_apart_by_their_department() -> None:
    known = (Known("第一小学", "峨边县教育局"), Known("第一小学", "峨边县民族局"))
    by_department = Filer("第一小学", "四川省峨边县教育局")
    matches = Matcher(known).match_all([by_department, Filer("第一小学"), Filer("第一小学", "丙")])
    assert matches[by_department].number == 0
    assert matches[Filer("第一小学")].number is None
    assert matches[Filer("第一小学")].near == (0, 1)
    assert matches[Filer("第一小学", "丙")].number is None


def test_a_name_that_two_units_share_is_nobody() -> None:
    known = (Known("甲局", "", ("局",)), Known("乙局", "", ("局",)))
    assert found(known, "局") == [("", "", ["甲局", "乙局"])]


def test_a_form_of_several_units_is_of_none_and_shows_them() -> None:
    [(unit, _, near)] = found(COUNTY, "县教育局、峨边县水利局")
    assert (unit, near) == ("", ["峨边县教育局", "峨边县水利局"])


def test_a_seal_beside_the_name_is_no_part_of_it() -> None:
    assert found(COUNTY, "峨边县水利局（盖章）", "峨边县水利局（公章）")[0][0] == "峨边县水利局"
