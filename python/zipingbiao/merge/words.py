"""What the summary says in Chinese: categories, states, severities, fields."""

from __future__ import annotations

from collections.abc import Mapping

from zipingbiao.model import GOALS, MONITORING

#: The categories of forms, by a word in the title of their layout; a project's form has many.
PAYMENTS, WHOLE, PROJECT = "支付明细", "部门整体", "项目支出"
_CATEGORIES = ((PAYMENTS, PAYMENTS), ("整体", WHOLE), ("", PROJECT))
OTHER_CATEGORY = "其他"
#: The categories of forms that go with a self-evaluation: they are listed, and nowhere added up.
COMPANIONS: Mapping[str, str] = {GOALS: "绩效目标", MONITORING: "运行监控"}

#: What 首页 says where it can't be told who has not filed, or what changed.
NO_ROSTER, NO_PREVIOUS = "未提供名单", "未提供上次的汇总"
#: What 首页, 较上次 and 对比底稿 say where the checker did not look; what 问题清单 adds.
UNCHECKED = "没有检查"
UNCHECKED_NOTE = "汇总时没有检查，只列读取文件时发现的问题。"
NAMELESS = "（没有写单位）"

STATES: Mapping[str, str] = {
    "ok": "已汇总",
    "no-form": "没有自评表",
    "unreadable": "无法读取",
    "skipped": "已跳过",
}
ONLY_HIDDEN = "未汇总（隐藏）"
ONLY_TWICE = "未汇总（重复）"
SEVERITIES: Mapping[str, str] = {"error": "错误", "warn": "警告", "info": "提示"}


def category_of(layout_title: str) -> str:
    """支付明细, 部门整体, or 项目支出."""
    return next(name for word, name in _CATEGORIES if word in layout_title)


def told_category(title: str | None) -> str:
    """The category that the title of a form of no known layout tells, else 其他."""
    words = [*(word for word, _ in _CATEGORIES if word), "项目"]
    return category_of(title) if title and any(word in title for word in words) else OTHER_CATEGORY
