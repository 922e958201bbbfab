"""A plan that is used again gives exactly what a fresh look gives, whatever came before."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from template.distort import DISTORTIONS, LAYOUTS, Draft, Sample
from template.test_read import FIRST, READER, SAMPLES
from zipingbiao.interchange import form_data
from zipingbiao.layouts import build_reader
from zipingbiao.model import FundLine, SelfEvaluation
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.template.reading.read import FormReader
from zipingbiao.template.reading.telling import Teller

#: What somebody may type into a cell that held something else.
_TYPED = (
    *(None, None, " ", "其他", "待定", "总分", "合计", "注：x", "项目名称", "100%", 5, "小计", "0"),
    *("（2020年度）", "年度", "填报人：", "项目支出绩效自评表", "收入支出决算表", "项目资金（元）"),
    *("单位：元", "2021年", "主管部门：某局"),
    *("偏差原因：雨多；改进措施：早动工", "自评得分：90", "实际完成值：3", "金额单位：元"),
)


def everything(forms: list[SelfEvaluation]) -> list[Any]:
    return [(form_data(form), form.faults) for form in forms]


def fresh(draft: Draft) -> list[Any]:
    return everything(build_reader(LAYOUTS.values()).read(draft.sheet, "a.xlsx"))


@settings(max_examples=settings().max_examples // 2)
@given(
    sample=st.sampled_from(SAMPLES),
    names=st.lists(st.sampled_from(sorted(DISTORTIONS)), max_size=2),
    seed=st.integers(0, 3),
    typed=st.lists(
        st.lists(st.tuples(st.integers(0, 400), st.sampled_from(_TYPED)), max_size=4), max_size=3
    ),
)
def test_a_warm_reader_reads_as_a_fresh_one(
    sample: Sample, names: list[str], seed: int, typed: list[list[tuple[int, Any]]]
) -> None:
    draft = sample.draft
    for name in names:
        draft = DISTORTIONS[name](draft, random.Random(seed)) or draft
    assert everything(READER.read(draft.sheet, "a.xlsx")) == fresh(draft)
    for changes in typed:
        changed = draft
        places = sorted(draft.cells)
        for number, content in changes:
            changed = changed.put(places[number % len(places)], content)
        assert everything(READER.read(changed.sheet, "a.xlsx")) == fresh(changed)


def test_the_same_form_filled_otherwise_is_not_planned_anew(monkeypatch: Any) -> None:
    reader = build_reader(LAYOUTS.values())
    planned = []
    look = FormReader._fresh

    def counted(self: FormReader, *sheet: Any) -> Any:
        planned.append(1)
        return look(self, *sheet)

    monkeypatch.setattr(FormReader, "_fresh", counted)
    for sample in FIRST.values():
        draft = sample.draft
        for number in range(3):
            reader.read(draft.sheet, f"{number}.xlsx")
            figures = [p for p, cell in draft.cells.items() if isinstance(cell.value, int | float)]
            draft = draft.put(figures[-1], 1.5 + number)
    assert len(planned) == len(FIRST)


def test_labels_within_a_reason_do_not_make_a_form_another(monkeypatch: Any) -> None:
    reader = build_reader(LAYOUTS.values())
    draft = FIRST["national-project"].draft
    [form] = reader.read(draft.sheet, "a.xlsx")[:1]
    places = [place for name, place in form.cells.items() if name.endswith(".reason")]
    monkeypatch.setattr(FormReader, "_fresh", None)  # whoever needs it fails
    for place in places:
        changed = draft.put(cell_place(place), "偏差原因：雨多；改进措施：早动工")
        read = reader.read(changed.sheet, "a.xlsx")[0]
        reasons = {one.reason for one in read.indicators}
        assert "偏差原因：雨多；改进措施：早动工" in reasons
    assert len(places) > 3


_TELLER = Teller(READER._words)
_LABELS = sorted(READER._words.texts)
_SIGNS = (
    "： : （ ） 1. 一、 （一） * 2020 年度 表 自评 注 备注 填报人 负责人 小计 合计 ≥ % 目录 其中："
)
_PIECES = st.sampled_from(
    [
        " ",
        "\n",
        *_SIGNS.split(),
        *["单位：", "万元", "￥", "１", "～", "。", "附件"],
        "修路，铺桥",
        *_LABELS[::7],
    ]
)


@given(st.lists(_PIECES | st.text(max_size=3), max_size=6).map("".join))
@example("（2020年度）")
@example("其 他 资 金")
@example("绩效目标12")
@example("2项目名称")
@example("原因：雨多，路断。")
@example("其中：财政拨款")
@example("甲乙：项目负责人")
@example("第 1 分管领导")
def test_a_glance_never_misses_what_a_text_says(text: str) -> None:
    said = _TELLER.read(text) if text else None
    assert said is None or _TELLER.may_tell(text)
    assert _TELLER.told({"A1": text}) == ({} if said is None else {"A1": said})


@given(st.sampled_from(_LABELS), st.sampled_from(["", "：", " ", "（万元）", "\n", "*"]))
def test_every_label_says_something_however_it_is_written(label: str, behind: str) -> None:
    assert _TELLER.told({"B2": label + behind})


def test_words_where_an_amount_belongs_are_the_amount() -> None:
    layout = LAYOUTS["national-goals"]
    keys = layout.writer.capacity.fixed_keys["fund"]
    for text in ("待定", "见附件", None, "待定"):
        rows = tuple(FundLine(key, budget=text if key == keys[-1] else 3) for key in keys)
        data = layout.write([SelfEvaluation(layout.id, kind=layout.kind, funds=rows)], given=True)
        [sheet] = open_workbook_bytes(data.data, "a.xlsx").sheets
        [form] = READER.read(sheet, "a.xlsx")
        assert [one.budget for one in form.funds] == [3] * (len(keys) - 1) + [text]
