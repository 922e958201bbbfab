"""ZPB041 占位符或导出残留

检查什么
    文字里留着「[bookmark: _GoBack]」之类的导出残留、「（100字以内）」之类的填写说明、「指标 1：」
    「……」「XX」之类的占位符，或者重复的序号（目标 1：目标 1：）。

依据
    财预〔2020〕10号附件填表说明；各地系统导出的表样。

为什么
    说明没有认真核对；公开以后很难看，系统也可能拒绝导入。

反例
    remarks = "[bookmark: _GoBack]加大救助力度，确保案件息诉罢访。"

正例
    remarks = "加大救助力度，确保案件息诉罢访。"

如何修改
    删去残留的文字；导出残留和重复的序号程序可以代删。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView

#: What programs leave behind; taken away safely.
_RESIDUE = re.compile(
    r"\[(?:bookmark|image|picture|comment)[^\]]{0,40}\]|_x000D_|&nbsp;|&#?\w{2,6};|HYPERLINK\s+\S+|\{\{.*?\}\}"
)
_REPEATED = re.compile(r"((?:目标|指标)\s*\d+\s*[:：、.]?)\s*(?=\1)")
_INSTRUCTION = re.compile(
    r"[（(](?:限|不超过|控制在)?\s*\d{2,4}\s*字(?:以内|左右|内)?[)）]|此处填写|请填写|请在此"
)
_PLACEHOLDER = re.compile(
    r"^(?:指标|目标)\s*\d+\s*[:：]?|……$|^…+$|^\.{3,}$|(?<![A-Za-z0-9])[XxＸ×]{2,}(?![A-Za-z0-9])"
)
#: Without any of these a form is clean; looking for them is quick.
_SIGNS = (
    "[",
    "_x",
    "&",
    "{{",
    "HYPERLINK",
    "字",
    "填写",
    "请在",
    "…",
    "...",
    "XX",
    "xx",
    "ＸＸ",
    "××",
    "1:",
    "1：",
    "1 :",
    "1、",
)
_LEFT = "{what}里留着填写说明「{found}」，请删去。"
_EMPTY = "{what}「{printed}」还是表样的占位符，请填写或删去。"
_TWICE = "{what}的序号「{found}」重复了。"
_NAMES = {
    "remarks": "存在问题、原因及整改措施",
    "expected": "预期目标",
    "actual": "完成情况",
    "level3": "三级指标",
    "target": "指标值",
    "reason": "偏差原因",
    "improvement": "改进措施",
    "title": "标题",
    "project": "项目名称",
}


@rule(
    "ZPB041",
    name="占位符或导出残留",
    severity=WARN,
    message="{what}里留着导出残留「{found}」，应删去。",
)
def residue_left(form: FormView) -> Iterator[Hit]:
    """What programs and blank forms leave in texts."""
    together = _together(form)
    if not any(sign in together for sign in _SIGNS):
        return
    for path, text in _texts(form):
        if _RESIDUE.search(text):
            yield _cleaned(form, path, text, _RESIDUE, WARN, None)
        elif match := _INSTRUCTION.search(text):
            yield form.hit(path, text, template=_LEFT, what=_name(path), found=match[0])
        elif _REPEATED.search(text):
            yield _cleaned(form, path, text, _REPEATED, INFO, _TWICE)
        elif _is_placeholder(path, text):
            yield form.hit(path, text, template=_EMPTY, what=_name(path))


def _together(form: FormView) -> str:
    """All the texts at once."""
    one = form.form
    texts = [one.title, one.header.project, one.remarks]
    for goal in one.goals:
        texts += (goal.expected, goal.actual)
    for row in one.indicators:
        texts += (row.level3, row.target, row.reason)
    return "\n".join(filter(None, texts))


def _texts(form: FormView) -> Iterator[tuple[str, str]]:
    one = form.form
    pairs = [("title", one.title), ("header.project", one.header.project), ("remarks", one.remarks)]
    for index, goal in enumerate(one.goals):
        pairs += [
            (f"goals[{index}].expected", goal.expected),
            (f"goals[{index}].actual", goal.actual),
        ]
    for item in form.items:
        row = item.source
        pairs += [
            (f"{item.path}.level3", row.level3),
            (f"{item.path}.target", row.target),
            (f"{item.path}.reason", row.reason),
        ]
    return ((path, text) for path, text in pairs if text)


def _cleaned(
    form: FormView,
    path: str,
    text: str,
    pattern: re.Pattern[str],
    severity: str,
    template: str | None,
) -> Hit:
    match = pattern.search(text)
    found = "" if match is None else match[0].strip()
    clean = pattern.sub("", text).strip()
    fix = form.fix(path, clean, "删去残留的文字")
    return form.hit(
        path,
        text,
        clean,
        severity=severity,
        template=template,
        fix=fix,
        what=_name(path),
        found=found,
    )


def _is_placeholder(path: str, text: str) -> bool:
    """Placeholders in names and targets; in a narrative …… is only punctuation."""
    match = _PLACEHOLDER.search(text)
    return match is not None and ("indicators" in path or match[0] == text)


def _name(path: str) -> str:
    return _NAMES.get(path.rpartition(".")[2], "文字")
