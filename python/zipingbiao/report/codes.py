"""All codes: those of rules and those of files, cells and suppressions, with their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from zipingbiao.errors import CURES
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.finding import ERROR, WARN
from zipingbiao.rules.runner import code_of
from zipingbiao.template.tag import suggest


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
    if code in RULES:
        one = RULES[code]
        return Entry(code, one.slug, one.name, one.severity)
    page = FAULTS[code]
    return Entry(code, page.slug, page.name, page.severity)


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
