"""Write the demonstration: the workbooks, the roster, last year's summary, what to try."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from zipingbiao.demo.forms import LAYOUT, Filed, forms_of
from zipingbiao.demo.plan import Plan, load_plan
from zipingbiao.demo.planting import planted
from zipingbiao.errors import OutputError, Place, system_reason
from zipingbiao.layouts import get_layout
from zipingbiao.merge.summary import merge_paths
from zipingbiao.saving import write_beside

#: What stands in the folder.
FILED, ROSTER, GUIDE = "报送", "应报单位名单.csv", "先看这里.txt"
PAST, PREVIOUS = "去年报送", "去年汇总.xlsx"


def write_demo(folder: Path, progress: Callable[[int, int], None] | None = None) -> Plan:
    """Write it to a folder that is new or empty. Raises OutputError where it is neither."""
    plan = load_plan()
    _make(folder)
    faults = {one.number: one.kind for one in plan.faults}
    filed = list(forms_of(plan, plan.year))
    for number, one in enumerate(filed, 1):
        form = planted(one.form, faults[number]) if number in faults else one.form
        _write(folder / FILED / one.name, one._replace(form=form))
        if progress:
            progress(number, len(filed))
    write_beside(folder / ROSTER, _roster(plan).encode("utf-8-sig"))
    _write_previous(folder, plan)
    write_beside(folder / GUIDE, guide(folder, plan).encode("utf-8-sig"))
    return plan


def _make(folder: Path) -> None:
    try:
        if folder.is_dir() and any(folder.iterdir()):
            cure = "请换一个新的文件夹，或先把它清空。"
            raise OutputError("文件夹里已有东西，没有写入。", Place(str(folder)), cure)
        (folder / FILED).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"无法建立文件夹（{system_reason(error)}）。"
        raise OutputError(reason, Place(str(folder)), "请换一个位置。") from None


def _write(path: Path, one: Filed) -> None:
    write_beside(path, get_layout(LAYOUT).write([one.form], given=True).data)


def _roster(plan: Plan) -> str:
    lines = ["主管部门,单位,简称", *(",".join(one) for one in (*plan.units, *plan.absent))]
    return "\r\n".join(lines) + "\r\n"


def _write_previous(folder: Path, plan: Plan) -> None:
    """Last year's forms and their summary: nearly all projects of this year, at lower amounts."""
    (folder / PAST).mkdir()
    for one in list(forms_of(plan, plan.year - 1))[:-2]:
        _write(folder / PAST / one.name, one)
    merge_paths([folder / PAST], folder / PREVIOUS, 1)


def commands_to_try(folder: Path) -> list[tuple[str, str]]:
    """What to type, and what it does."""
    filed = f'"{folder / FILED}"'
    return [
        (f"zpb check {filed}", "检查：哪一格有什么问题，怎么改"),
        (
            f'zpb merge {filed} -o "{folder / "汇总.xlsx"}" --roster "{folder / ROSTER}" '
            f'--previous "{folder / PREVIOUS}"',
            "汇总：打开 汇总.xlsx 看首页；谁没有报送、与去年相比变了什么都在里面",
        ),
        (
            f'zpb check {filed} --format xlsx -o "{folder / "退回"}"',
            "退回：每个有问题的单位一份退回通知和标注好的副本",
        ),
        (f'zpb bind {filed} -o "{folder / "成册.xlsx"}"', "成册：所有的表合成一本，前面有目录"),
        (f"zpb score {filed}", "评分：每个得分是怎样算出来的"),
    ]


def guide(folder: Path, plan: Plan) -> str:
    """What stands in the folder, what to try, and where the faults are."""
    count = len(plan.units) * len(plan.kinds)
    filed = list(forms_of(plan, plan.year))
    lines = [
        f"这是「自评表」的演示：{len(plan.units)} 个单位 {plan.year} 年的 {count} 份表，都是编的。",
        "",
        "可以依次试这五条命令：",
        *(f"  {command}\r\n      {told}" for command, told in commands_to_try(folder)),
        "",
        f"{count} 份里藏着 {len(plan.faults)} 处问题，检查应能全部找到：",
        *(f"  {filed[one.number - 1].name}：{one.told}（{one.code}）" for one in plan.faults),
        "",
        f"名单上有 {len(plan.absent)} 个单位没有报送："
        f"{'、'.join(one.name for one in plan.absent)}。",
    ]
    return "\r\n".join(lines) + "\r\n"
