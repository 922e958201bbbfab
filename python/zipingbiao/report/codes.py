"""All codes: those of rules and those of files, cells and suppressions, with their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from zipingbiao.errors import CURES, suggest
from zipingbiao.rules.finding import ERROR, INFO, WARN
from zipingbiao.rules.rulebook import RULES
from zipingbiao.rules.runner import code_of


class Entry(NamedTuple):
    """A code: its slug, its name, how severe it is where its rule says nothing else."""

    code: str
    slug: str
    name: str
    severity: str


class FaultPage(NamedTuple):
    """What is told of a code that is no rule's: slug, name, severity, what it means."""

    slug: str
    name: str
    severity: str
    meaning: str


UNEXPLAINED, UNUSED_NOTE, UNUSED_ENTRY, UNKNOWN = "ZPB920", "ZPB921", "ZPB922", "ZPB923"

#: The codes that are no rules. CONTRACT §1: they keep their meaning for ever.
FAULTS: Mapping[str, FaultPage] = {
    "ZPB901": FaultPage(
        "not-a-workbook", "不是工作簿", ERROR, "文件内容与 Excel、WPS 表格、ODS 都不符，没有读取。"
    ),
    "ZPB902": FaultPage("encrypted", "文件加密", ERROR, "文件加了打开密码，没有读取。"),
    "ZPB903": FaultPage("damaged", "文件损坏", ERROR, "文件已损坏或不完整，没有读取。"),
    "ZPB904": FaultPage("empty-file", "空文件", ERROR, "文件是空的。"),
    "ZPB905": FaultPage(
        "misnamed", "扩展名不符", WARN, "扩展名与真实格式不符，已按真实格式照常读取。"
    ),
    "ZPB906": FaultPage("no-form", "没有自评表", WARN, "文件里没有认得出的绩效自评表。"),
    "ZPB907": FaultPage("over-limit", "超过上限", ERROR, "文件过大，超出安全上限，没有读取。"),
    "ZPB908": FaultPage(
        "not-a-number", "读不成数字", ERROR, "应是数字的地方读不成数字，留下原文，不当成 0。"
    ),
    "ZPB909": FaultPage(
        "error-value", "错误值", ERROR, "单元格里是错误值，如 #DIV/0!，该格没有值。"
    ),
    "ZPB910": FaultPage(
        "value-not-stored", "公式没有结果", ERROR, "公式没有保存计算结果，该格没有值。"
    ),
    "ZPB911": FaultPage(
        "loose-fit", "版式不完全相合", WARN, "与任何版式都不完全相合，按最接近的版式读取。"
    ),
    "ZPB912": FaultPage("hidden-form", "表在隐藏的工作表上", WARN, "读出，但不汇总。"),
    "ZPB913": FaultPage(
        "region-not-read", "一块没有读出", ERROR, "这一块像自评表，却没有认出来，没有读取。"
    ),
    "ZPB914": FaultPage(
        "too-many-forms",
        "表太多",
        ERROR,
        "一个工作表里像自评表的地方太多，或有内容的行太多，只读了前面的。",
    ),
    "ZPB930": FaultPage(
        "column-not-read",
        "一栏没有读取",
        ERROR,
        "表里有一栏不认识，或没有对应的字段，或另有一栏作准，下面的内容没有读取。",
    ),
    "ZPB931": FaultPage(
        "number-not-read", "数没有读取", ERROR, "表里有一个数不在任何认识的栏目下，没有读取。"
    ),
    "ZPB932": FaultPage(
        "text-not-read", "文字没有读取", INFO, "表里有文字不在任何认识的栏目下，没有读取。"
    ),
    "ZPB933": FaultPage(
        "two-columns-alike",
        "两栏像同一项",
        ERROR,
        "几栏的名称像是同一项，分不出取哪一栏，都没有读取。",
    ),
    "ZPB934": FaultPage(
        "unknown-label", "不认识的栏目", WARN, "表里有一个栏目名称不认识，说明里有最接近的一个。"
    ),
    "ZPB935": FaultPage(
        "outside-the-form", "表外的内容", INFO, "表外有栏目名称或文字，没有当作表的内容。"
    ),
    "ZPB936": FaultPage(
        "picture-in-cell", "单元格里是图片", WARN, "单元格里是图片，没有文字，该格没有值。"
    ),
    "ZPB937": FaultPage(
        "scaled-by-format",
        "数字格式换了单位",
        WARN,
        "格内存的数与看到的不同，是数字格式换算的；按看到的读取。",
    ),
    "ZPB938": FaultPage(
        "footnote-mark", "数后带注号", INFO, "数后面的 ①、² 一类注号不是数的一部分，没有读入。"
    ),
    "ZPB939": FaultPage(
        "read-by-likeness", "按近似的栏目读取", WARN, "没有见过这个栏目名称，按近似的一个读取。"
    ),
    "ZPB940": FaultPage(
        "changes-tracked",
        "文档带有修订",
        WARN,
        "Word 文档里有没定下来的修订；按接受全部修订后的文字读取。",
    ),
    "ZPB941": FaultPage(
        "read-from-pdf",
        "由 PDF 读出",
        WARN,
        "这张表由 PDF 的线条和文字的位置读出，栏目和数可能有错，请与原件核对。",
    ),
    "ZPB942": FaultPage(
        "page-not-read",
        "PDF 有页没有读",
        WARN,
        "PDF 里有的页是图片、文字认不出，或太复杂，没有读。",
    ),
    "ZPB943": FaultPage(
        "hidden-text", "文档里有隐藏的文字", WARN, "Word 文档里有设为隐藏的文字，看不见，没有读取。"
    ),
    "ZPB944": FaultPage(
        "indicators-without-group",
        "指标没有一级指标",
        WARN,
        "开头的几个指标没有一级指标，下面的才有；一级指标可能写在几行的中间。",
    ),
    UNEXPLAINED: FaultPage(
        "ignore-without-reason",
        "忽略没有理由",
        WARN,
        "批注要求忽略一个问题而没有写理由，没有照办。",
    ),
    UNUSED_NOTE: FaultPage(
        "unused-ignore", "忽略没有用上", WARN, "批注要求忽略的问题已不存在，或不在这个单元格。"
    ),
    UNUSED_ENTRY: FaultPage(
        "unused-ignore-entry",
        "设置里的忽略没有用上",
        WARN,
        "zipingbiao.toml 要求忽略的问题，在它说的文件里一个也没有。",
    ),
    UNKNOWN: FaultPage(
        "unknown-ignore", "忽略的代码不存在", WARN, "批注要求忽略的代码不存在，没有照办。"
    ),
}

_FAULT = re.compile(r"(?:ZPB)?(9\d\d)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s,，、;；]+")


def entry_of(code: str) -> Entry:
    """What is told of a code in lists. Raises KeyError for one that there is not."""
    one = FAULTS.get(code) or RULES[code]
    return Entry(code, one.slug, one.name, one.severity)


def entries() -> list[Entry]:
    """All codes in order."""
    return [entry_of(code) for code in sorted({*RULES, *FAULTS})]


def known_code(text: str) -> str | None:
    """The code that a text names, by number or slug; None where there is none."""
    match = _FAULT.fullmatch(text.strip())
    if match and f"ZPB{match[1]}" in FAULTS:
        return f"ZPB{match[1]}"
    slugs = (code for code, page in FAULTS.items() if page.slug == text.strip().lower())
    return code_of(text) or next(slugs, None)


def offer(text: str) -> str:
    """What to say of a code that there is not: a near one."""
    near = {code: None for code in (*RULES, *FAULTS)}
    slugs = dict.fromkeys(entry.slug for entry in entries())
    said = suggest(text.upper(), near) if text.upper().startswith("ZPB") else suggest(text, slugs)
    return said if said.startswith("您") else "全部代码见 zpb explain --all。"


def codes_in(words: Iterable[str], mistakes: list[str], where: str = "") -> set[str]:
    """The codes in some texts, separated by commas or blanks; mistakes are collected."""
    found = set()
    for text in (one for word in words for one in _SEPARATOR.split(word) if one):
        code = known_code(text)
        if code is None:
            mistakes.append(f"{where}没有代码为「{text}」的规则。{offer(text)}")
        else:
            found.add(code)
    return found


def cure_of(code: str) -> str:
    """What to do about a code that is no rule's."""
    return CURES[code]
