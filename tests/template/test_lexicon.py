"""Labels are known however they are written, and found where they stand."""

from __future__ import annotations

import pytest

from template.distort import drawn
from template.test_read import FIRST, READER
from zipingbiao.template.reading.align import align, likely
from zipingbiao.template.reading.anchors import spoken
from zipingbiao.template.reading.lexicon import LabelMap
from zipingbiao.template.reading.regions import Canvas, Window
from zipingbiao.template.words import clean_source

NATIONAL = next(n for n, form in enumerate(READER._forms) if form.layout == "national-project")
SHAPE = READER._forms[NATIONAL].shape


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("全年执行数（B）", "全年执行数"),
        ("其中：当年财政拨款", "当年财政拨款"),
        ("一、基本情况", "基本情况"),
        ("1.项目名称：", "项目名称"),
        ("（二）预算执行情况", "预算执行情况"),
        ("*主管部门", "主管部门"),
        ("【项目名称】", "项目名称"),
        ("一级指标", "一级指标"),
        ("1-7月执行数", "1-7月执行数"),
        ("（万元）", "万元"),
    ],
)
def test_what_is_around_the_words_of_a_label_does_not_count(text: str, words: str) -> None:
    assert spoken(text) == words


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("其中：财政资金", "财政资金"),
        (" 单位：其他 资金：", "其他资金"),
        ("上年结转资金（含结余）", "上年结转资金（含结余）"),
    ],
)
def test_the_label_of_a_fund_is_the_name_of_its_source(text: str, source: str) -> None:
    assert clean_source(text) == source


def test_labels_are_found_in_their_order() -> None:
    draft = FIRST["national-project"].draft
    rows = LabelMap(READER._lexicon, Canvas(draft.sheet)).rows(NATIONAL, Window())
    assert likely(SHAPE, rows) == 1
    found = align(SHAPE, rows)
    assert found.fit == 1
    assert list(found.rows.values()) == sorted(found.rows.values())


def test_a_head_with_other_columns_in_it_is_still_the_head() -> None:
    draft = drawn([("三级指标", "年度指标值", "上年完成值", "实际完成值", "复核分", "得分")])
    rows = LabelMap(READER._lexicon, Canvas(draft.sheet)).rows(NATIONAL, Window())
    texts = {SHAPE.labels[n].text for n in align(SHAPE, rows).found}
    assert texts == {"三级指标", "年度指标值", "实际完成值", "得分"}


@pytest.mark.parametrize(
    "word", ["上年完成值", "复核分", "财政审定评分", "度量单位", "指标性质", "佐证资料"]
)
def test_columns_of_other_forms_are_no_labels_of_the_national_one(word: str) -> None:
    assert SHAPE.lookup.get(word) is None


def test_no_wording_belongs_to_two_labels_of_one_head() -> None:
    for form in READER._forms:
        for band in form.shape.bands:
            texts: dict[str, set[str]] = {}
            for label in band:
                for text in label.texts:
                    texts.setdefault(text, set()).add(label.text)
            assert [text for text, labels in texts.items() if len(labels) > 1] == [], form.layout
