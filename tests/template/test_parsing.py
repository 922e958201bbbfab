"""What a cell of a template may say, and how its mistakes are told."""

from __future__ import annotations

import re

import pytest

from zipingbiao.errors import TemplateError
from zipingbiao.template.parsing import parse_pattern
from zipingbiao.template.tag import Tag


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("项目名称", ("项目名称",)),
        ("{{ year }}", (Tag("", "year"),)),
        ("（{{ year }}年度）", ("（", Tag("", "year"), "年度）")),
        ("{{header.project}}", (Tag("header", "project"),)),
        ('{{ funds["其他资金"].budget }}', (Tag("fund", "budget", "其他资金"),)),
        ("{{ goals[0].actual }}", (Tag("goal", "actual", only=True),)),
        ("{{ tables.tasks['合计'].rate }}", (Tag("task", "rate", "合计"),)),
        ("{{ indicator.level1|merge|points }}", (Tag("indicator", "level1", None, True, True),)),
        ("指标{{ indicator.no }}", ("指标", Tag("indicator", "no"))),
        ("{{ indicator.line }}", (Tag("indicator", "line"),)),
        ('{{ indicator.target|part("单位") }}', (Tag("indicator", "target", part="单位"),)),
        (
            '{{ indicator.level1|part("分值")|merge }}',
            (Tag("indicator", "level1", merge=True, part="分值"),),
        ),
        ("100%", ("100%",)),
        ("a { b } c", ("a { b } c",)),
    ],
)
def test_a_cell_is_literal_text_and_fields(text: str, pattern: tuple[object, ...]) -> None:
    assert parse_pattern(text) == pattern


def test_a_tick_names_its_word() -> None:
    (tag,) = parse_pattern('{{ indicator.causes|tick("经费保障") }}')
    assert isinstance(tag, Tag)
    assert (tag.term, tag.tick) == ("indicator.causes", "经费保障")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ indicator.scor }}", ("没有名为 indicator.scor 的字段", "indicator.score")),
        ("{{ foo.bar }}", ("没有名为 foo.bar 的字段",)),
        ("{{ funs['其他资金'].budget }}", ("没有名为 funs 的列表", "funds")),
        ("{{ indicator.level1|merg }}", ("没有名为 merg 的过滤器", "merge")),
        ("{{ indicator.level1|upper }}", ("没有名为 upper 的过滤器",)),
        ("{{ indicator.level1|merge(1) }}", ("过滤器 merge 的参数不对", "|merge")),
        ("{{ indicator.causes|tick }}", ("过滤器 tick 的参数不对", '|tick("经费保障")')),
        ('{{ indicator.causes|tick("雨天") }}', ("没有选项「雨天」", "经费保障")),
        ("{{ indicator.causes }}", ("indicator.causes 与 |tick 用法不符",)),
        ('{{ indicator.level1|tick("其他") }}', ("indicator.level1 与 |tick 用法不符",)),
        ('{{ indicator.target|part("分值") }}', ("没有叫作「分值」的部分", "符号、数值、单位")),
        ('{{ indicator.level3|part("单位") }}', ("没有叫作「单位」的部分",)),
        ("{{ indicator.target|part }}", ("过滤器 part 的参数不对", '|part("单位")')),
        ("{{ header.project|merge }}", ("不在重复行中",)),
        ("{{ indicator.level2|points }}", ("只有一级指标可以用 |points",)),
        ("{{ year }", ("「{{ year }」的写法有误", "成对")),
        ("{{ 第一 项 }}", ("写法有误",)),
        ("{{ }}", ("写法有误",)),
        ("{{ year }}{% for x in y %}", ("写法有误",)),
        ("{% for x in y %}{{ x }}{% endfor %}", ("{% for … %}", "自动重复")),
        ("{% if year %}有{% endif %}", ("{% if … %}",)),
        ("{# 说明 #}", ("注释", "批注")),
        ("{{ year }}{{ header.project }}", ("之间没有文字", "加上文字")),
        ("{{ 1 + 2 }}", ("只能写字段名", "Excel 公式")),
        ("{{ year + 1 }}", ("只能写字段名",)),
        ("{{ range(9) }}", ("只能写字段名",)),
        ("{{ funds[0].budget + 1 }}", ("只能写字段名",)),
        ("{{ cycler.__init__ }}", ("没有名为 cycler.__init__ 的字段",)),
        ("{{ cycler.__init__.__globals__ }}", ("只能写字段名",)),
        ("{{ header['project'] }}", ("只能写字段名",)),
        ("{{ ''.__class__ }}", ("只能写字段名",)),
        ("{{ self }}", ("没有名为 self 的字段",)),
    ],
)
def test_what_cannot_be_read_back_is_refused_in_chinese(text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_pattern(text)
    told = str(caught.value)
    assert all(word in told for word in words), told
    assert re.search("[a-z]{2,} [a-z]{2,}", told) is None, "no English"


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("｛｛ header.project ｝｝", "{{ header.project }}"),
        ("{｛ header.project }｝", "{{ header.project }}"),
        ("｛｛项目名称｝｝", "{{ 项目名称 }}"),
        ("{ header.project }", "{{ header.project }}"),
        ("{year}年度", "{{ year }}"),
        ("{ header.project|merge }", "{{ header.project }}"),
        ("${header.project}", "{{ header.project }}"),
        ("＄｛header.project｝", "{{ header.project }}"),
        ("#{header.project}", "{{ header.project }}"),
        ("<%= header.project %>", "{{ header.project }}"),
        ("[header.project]", "{{ header.project }}"),
        ("《indicator.level3》", "{{ indicator.level3 }}"),
        ("@header.unit", "{{ header.unit }}"),
        ("header.project", "{{ header.project }}"),
        ("｛｛ｈｅａｄｅｒ．ｕｎｉｔ｝｝", "{{ header.unit }}"),
        ("（{{ year }}年度，{ header.unit }）", "{{ header.unit }}"),
    ],
)
@pytest.mark.parametrize("free", [False, True])
def test_what_was_meant_as_a_field_is_never_printed(text: str, cure: str, free: bool) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_pattern(text, free)
    assert "写法却不对" in caught.value.reason
    assert caught.value.cure == f"请用半角的双花括号写作 {cure}。"


@pytest.mark.parametrize(
    "text",
    [
        "得分{注}",
        "{1}",
        "金额（￥）",
        "集合 {0, 1}",
        "www.example.com",
        "$100",
        "{}",
        "A|B",
        "[注]",
        "50%",
    ],
)
def test_braces_of_a_form_s_own_are_left_alone(text: str) -> None:
    assert parse_pattern(text) == (text,)


def test_only_the_first_of_a_list_stands_by_its_number() -> None:
    with pytest.raises(TemplateError, match=r"写作 funds\[0\]"):
        parse_pattern("{{ funds[1].budget }}")


def test_a_template_that_only_fills_may_use_any_names() -> None:
    assert parse_pattern("{{ row.whatever }}", True) == (Tag("row", "whatever"),)
    assert parse_pattern("{{ a }}{{ b }}", True) == (Tag("", "a"), Tag("", "b"))


@pytest.mark.parametrize("text", ["{{ row.a() }}", "{{ row.a|attr('x') }}", "{% set a = 1 %}"])
def test_it_cannot_run_anything_either(text: str) -> None:
    with pytest.raises(TemplateError):
        parse_pattern(text, True)
