"""The list of findings that an output of ours holds: how it is called, and known again."""

from __future__ import annotations

import re

from zipingbiao.ooxml.grid import Sheet

#: The sheet that lists findings; nobody fills it in.
LIST_NAME = "问题清单"
#: How the second line of a list ends that the add-in puts beside the forms.
OWN_LIST = "（「自评表」列出；点「清除标记」时，本工作表一并删去。）"
#: The heads of its columns in a document, by which it is known there.
LIST_HEADS = ("序号", "程度", "代码", "问题", "位置", "栏目", "印作", "应为", "说明")
_LIST = re.compile(rf"{LIST_NAME}(?:（\d+）)?")


def is_list_name(name: str) -> bool:
    """Whether a sheet or a heading is that of our list."""
    return bool(_LIST.fullmatch(name))


def is_own_list(sheet: Sheet) -> bool:
    """Whether a sheet is a list of ours: that of the findings, or one that the add-in has made."""
    return is_list_name(sheet.name) or sheet.shown("A2").endswith(OWN_LIST)
