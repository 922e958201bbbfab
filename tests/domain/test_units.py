"""Names of units: what is one office is one, and what is another one is not."""

from __future__ import annotations

import pytest

from zipingbiao.domain.units import (
    Spot,
    likeness,
    places_agree,
    places_are_told,
    shared_pairs,
    unit_name,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("四川省峨边县教育局", "峨边彝族自治县教育局"),
        ("峨边彝族自治县教育局（本级）", "四川省峨边县教育局"),
        ("峨边县教育局机关", "峨边县教育局"),
        ("101001 峨边县教育局", "峨边县教育局（101001）"),
        ("抚顺市发展和改革委员会", "抚顺市发改委"),
        ("大英县人力资源和社会保障局", "大英县人社局"),
        ("大英县司法局部门", "大英县司法局"),
        ("昌吉回族自治州信访局", "昌吉州信访局"),
        ("新疆维吾尔自治区财政厅", "新疆维吾尔自治区财政厅（机关）"),
        ("中共峨边县委宣传部", "中国共产党峨边彝族自治县委员会宣传部"),
        ("中国人民政治协商会议峨边县委员会", "峨边县政协"),
        ("峨边县人民代表大会常务委员会办公室", "峨边县人大常委会办公室"),
        ("池州市贵池区棠溪镇人民政府", "贵池区棠溪镇政府"),
        ("重庆市梁平区林业局", "梁平区林业局"),
        ("乐山市市中区民政局", "市中区民政局"),
        ("银川市第六中学", "银川市六中"),
        ("银川市第二幼儿园", "银川市二幼"),
        ("峨边县　市场监督管理局", "峨边县市场监管局"),
        ("县教育局", "县教育局（本级）"),
        ("中共抚顺市委抚顺市人民政府信访局", "抚顺市信访局"),
        ("区委区政府信访办公室", "区信访办"),
        ("巴音郭楞蒙古自治州水利局", "巴音郭楞州水利局"),
        ("双江拉祜族佤族布朗族傣族自治县民政局", "双江县民政局"),
        ("长白朝鲜族自治县林业局", "吉林省长白县林业局"),
    ],
)
def test_two_ways_to_write_one_office(one: str, other: str) -> None:
    a, b = unit_name(one), unit_name(other)
    assert a.core == b.core
    assert places_agree(a, b)
    assert places_are_told(a, b, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("峨边县教育局", "沐川县教育局"),
        ("抚顺市教育局", "抚顺县教育局"),
        ("峨边县教育局", "峨边县体育局"),
        ("峨边县第一中学", "峨边县第二中学"),
        ("市教育局", "县教育局"),
        ("峨边县发展和改革局", "峨边县发展和改革委员会"),
        ("峨边县教育局（筹）", "峨边县教育局"),
        ("抚顺市市政管理处", "抚顺市政管理"),
        ("文化旅游局", "文化体育旅游局"),
    ],
)
def test_two_offices(one: str, other: str) -> None:
    a, b = unit_name(one), unit_name(other)
    assert not (a.core == b.core and places_agree(a, b))


@pytest.mark.parametrize(
    ("name", "place", "core"),
    [
        ("遂宁市市场监督管理局经开区分局", Spot("遂宁", "市"), "市场监督管理局经开区分局"),
        ("城市管理局", Spot("", ""), "城市管理局"),
        ("县市场监督管理局", Spot("", "县"), "市场监督管理局"),
        ("县级机关服务中心", Spot("", ""), "县级机关服务中心"),
        ("抚顺市市政管理处", Spot("抚顺", "市"), "市政管理处"),
        ("黔东南苗族侗族自治州林业局", Spot("黔东南", "州"), "林业局"),
        ("阿勒泰地区财政局", Spot("阿勒泰", "地区"), "财政局"),
        ("自治区财政厅", Spot("", "自治区"), "财政厅"),
        ("重庆市忠县教育局", Spot("忠", "县"), "教育局"),
        ("和县人民医院", Spot("和", "县"), "人民医院"),
        ("本县教育局", Spot("", ""), "本县教育局"),
        ("昌吉高新技术开发区管理委员会", Spot("", ""), "昌吉高新技术开发区管理委员会"),
        ("和平小学", Spot("", ""), "和平小学"),
        ("昌吉经济开发区管委会", Spot("", ""), "昌吉经济开发区管理委员会"),
        ("抚顺市", Spot("", ""), "抚顺市"),
        ("", Spot("", ""), ""),
    ],
)
def test_the_place_is_told_from_the_office(name: str, place: Spot, core: str) -> None:
    found = unit_name(name)
    assert (found.place, found.core) == (place, core)


def test_a_place_without_its_kind_is_known_where_it_is_spoken_of() -> None:
    assert unit_name("抚顺教育局").place == Spot("", "")
    assert unit_name("抚顺教育局", frozenset({"抚顺"})).place == Spot("抚顺", "")
    assert unit_name("抚顺一中", frozenset({"抚顺"})).place == Spot("抚顺", "")


@pytest.mark.parametrize("name", ["抚顺", "抚顺市", "抚顺局"])
def test_a_place_is_none_where_no_office_is_left_behind_it(name: str) -> None:
    assert unit_name(name, frozenset({"抚顺"})).places == ()


def test_of_two_places_the_one_that_says_more_is_meant() -> None:
    stems = frozenset({"甲山", "甲山峰", "乙水"})
    assert unit_name("甲山峰教育局", stems).place == Spot("甲山峰", "")


def test_a_place_goes_without_saying_where_there_is_but_one() -> None:
    bare, named, none = map(unit_name, ("县教育局", "峨边县教育局", "教育局"))
    assert places_are_told(bare, named, [Spot("峨边", "县")])
    assert places_are_told(bare, named, [Spot("峨边", "县"), Spot("乐山", "市")])
    assert not places_are_told(bare, named, [Spot("沐川", "县")])
    assert not places_are_told(none, named, [Spot("乐山", "市")])
    assert places_are_told(none, named, [])


def test_likeness_is_never_across_places() -> None:
    assert likeness(unit_name("峨边县教育局"), unit_name("沐川县教育局")) == 0
    assert likeness(unit_name("峨边县教育局"), unit_name("峨边县教育体育局")) == 0.9
    assert likeness(unit_name("峨边县教育局"), unit_name("峨边县水利局")) < 0.6
    assert shared_pairs("信访稳定经费", "信访稳定经费") == 1
