"""ZPB041 占位符或导出残留

检查什么
    文字里留着「[bookmark: _GoBack]」之类的导出残留、「（100字以内）」之类的填写说明、「指标 1：」
    「……」之类的占位符（后面写了真实名称的不算），「××」「XX县」「____」「【】」「N 人次」「待补充」
    之类没有填的空，或者重复的序号（目标 1：目标 1：）。

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
#: A name or a target that is only the form's own label.
_LABEL = re.compile(r"(?:指标|目标)\s*\d+\s*[:：]?|.*……|…+|\.{3,}", re.DOTALL)
#: A gap that somebody was to fill, wherever it stands.
_GAP = re.compile(
    r"[×╳Ｘ]{2,}|(?<![A-Za-zＡ-Ｚ])[Xx]{2,}(?![A-Za-z0-9])|[_＿﹍]{2,}|[*＊]{2,}|□{2,}|△{2,}|○{2,}|■{2,}"
    r"|(?<![A-Za-z])[NＮ](?=\s*(?:[个次人名项场户件期处台套份所亩公里]|万元|元|%))"
    r"|[（(]?待(?:填写?|补充|补录|核实后填)[)）]?|^待(?:定|核实|报)$|年\s{2,}月\s{2,}日|[【〔［\[]\s*[】〕］\]]"
)
#: Without any of these a form is clean; looking for them is quick.
_SIGNS = (
    *("[", "_x", "&", "{{", "HYPERLINK", "字", "填", "请在", "待", "…", "...", "指标", "目标"),
    *("XX", "xx", "Xx", "Ｘ", "×", "╳", "__", "＿", "﹍", "**", "＊", "□□", "△△", "○○", "■■"),
    *("N", "Ｎ", "年 ", "【", "〔", "［"),
)
_LEFT = "{what}里留着填写说明「{found}」，请删去。"
_EMPTY = "{what}「{printed}」还是表样的占位符，请填写或删去。"
_UNFILLED = "{what}里的「{found}」还没有填。"
_TWICE = "{what}的序号「{found}」重复了。"
_NAMES = {
    "remarks": "存在问题、原因及整改措施",
    "expected": "预期目标",
    "actual": "完成情况",
    "level3": "三级指标",
    "target": "指标值",
    "reason": "偏差原因",
    "improvement": "改进措施",
    "note": "备注",
    "title": "标题",
    "project": "项目名称",
    "department": "主管部门",
    "unit": "实施单位",
}
_HEAD = ("project", "department", "unit")
_ROW = ("level3", "target", "actual", "reason", "improvement", "note")


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
    for row, name, text in _texts(form):
        hit = _found(form, row + name, name, text)
        if hit is not None:
            yield hit


def _together(form: FormView) -> str:
    """All the texts at once."""
    one = form.form
    header = one.header
    texts = [one.title, one.remarks, header.project, header.department, header.unit]
    for goal in one.goals:
        texts += (goal.expected, goal.actual)
    for row in one.indicators:
        texts += (row.level3, row.target, row.actual, row.reason, row.improvement, row.note)
    return "\n".join(filter(None, texts))


def _texts(form: FormView) -> Iterator[tuple[str, str, str]]:
    """The texts of a form: where their record stands, the field's name, the text."""
    one = form.form
    yield from (("", name, text) for name in ("title", "remarks") if (text := getattr(one, name)))
    for name in _HEAD:
        if text := getattr(one.header, name):
            yield "header.", name, text
    for index, goal in enumerate(one.goals):
        for name in ("expected", "actual"):
            if text := getattr(goal, name):
                yield f"goals[{index}].", name, text
    for index, row in enumerate(one.indicators):
        for name in _ROW:
            if text := getattr(row, name):
                yield f"indicators[{index}].", name, text


def _found(form: FormView, path: str, name: str, text: str) -> Hit | None:
    what = _NAMES[name] if not (path.startswith("indicators") and name == "actual") else "完成值"
    if _RESIDUE.search(text):
        return _cleaned(form, path, what, text, _RESIDUE, WARN, None)
    if match := _INSTRUCTION.search(text):
        return form.hit(path, text, template=_LEFT, what=what, found=match[0])
    if _REPEATED.search(text):
        return _cleaned(form, path, what, text, _REPEATED, INFO, _TWICE)
    if name in ("level3", "target") and _LABEL.fullmatch(text.strip()):
        return form.hit(path, text, template=_EMPTY, doubts={path: None}, what=what)
    if match := _GAP.search(text):
        return form.hit(
            *(path, None),
            printed=text[:30],
            template=_UNFILLED,
            doubts={path: None},
            what=what,
            found=match[0],
        )
    return None


def _cleaned(
    form: FormView,
    path: str,
    what: str,
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
        *(path, text, clean),
        severity=severity,
        template=template,
        fix=fix,
        what=what,
        found=found,
    )
