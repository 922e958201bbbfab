"""Forms of provinces that have no layout here, and tables that are no self-evaluations, drawn.

Columns as in published forms; content made up. A reader may decline them, or read them with the
nearest layout: then every field that it gives must be what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from template.distort import Draft, drawn
from zipingbiao.ooxml.grid import Scalar

Row = Sequence[Scalar]

_FIVE = (
    ("产出指标", "数量指标", "培训场次", "≥20", "场", "22", 10, 10),
    ("产出指标", "质量指标", "验收合格率", "100", "%", "100", 10, 10),
    ("产出指标", "时效指标", "完成时间", "12月底前", "—", "12月20日", 10, 9),
    ("效益指标", "社会效益指标", "覆盖人次", "5000", "人次", "5200", 30, 28.5),
    ("满意度指标", "服务对象满意度指标", "学员满意度", "≥90", "%", "95", 10, 10),
)


@dataclass(frozen=True)
class Province:
    """A drawn form: what each field of an indicator, a fund line, the header truly is.

    ``truth`` has for each field of the model what may be read there, all rows together.
    """

    name: str
    draft: Draft
    truth: Mapping[str, frozenset[str]]


def _texts(values: Sequence[Scalar]) -> frozenset[str]:
    return frozenset("" if value is None else str(value) for value in values)


def _truth(**columns: Sequence[Scalar]) -> dict[str, frozenset[str]]:
    return {name.replace("__", "."): _texts(values) for name, values in columns.items()}


_LEVELS = {
    "indicator.level1": _texts([row[0] for row in _FIVE]),
    "indicator.level2": _texts([row[1] for row in _FIVE]),
    "indicator.level3": _texts([row[2] for row in _FIVE]),
    "indicator.target": _texts([row[3] for row in _FIVE]),
    "indicator.actual": _texts([row[5] for row in _FIVE]),
    "indicator.weight": _texts([row[6] for row in _FIVE]),
    "indicator.score": _texts([row[7] for row in _FIVE]),
}


def _province(
    name: str,
    rows: Sequence[Row],
    head: Row,
    pick: Sequence[Scalar],
    tail: Sequence[Row] = (),
    **truth: Sequence[Scalar],
) -> Province:
    """A form whose indicators take the columns of `_FIVE` by number; words stand as they are."""
    table = [[_cell(row, one) for one in pick] for row in _FIVE]
    draft = drawn([*rows, head, *table, *tail])
    return Province(name, draft, {**_LEVELS, **_truth(**truth)})


def _cell(row: Sequence[Scalar], one: Scalar) -> Scalar:
    return row[one] if isinstance(one, int) else one


_HEADER: tuple[Row, ...] = (
    ("项目名称", "干部培训", None, None, None, None, None),
    ("主管部门", "市人社局", None, "实施单位", "市培训中心", None, None),
)
_HEADER_TRUTH: dict[str, Sequence[Scalar]] = {
    "header__project": ["干部培训"],
    "header__department": ["市人社局"],
    "header__unit": ["市培训中心"],
}
_GOALS: tuple[Row, ...] = (
    ("年度总体目标", "预期目标", None, None, "实际完成情况", None, None),
    (None, "办好全年培训。", None, None, "培训如期办完。", None, None),
)


def provinces() -> list[Province]:
    """All drawn forms."""
    return [
        _province(
            "湖北",
            [
                ("2021年度干部培训项目自评表",),
                ("单位名称：市人社局", None, None, "填报日期：2022年3月1日"),
                ("项目名称", "干部培训", None, None, None, None),
                ("主管部门", "市人社局", None, "项目实施单位", "市培训中心", None),
                ("项目类别", "1、部门预算项目 √ 2、市直专项 □", None, None, None, None),
                (
                    "预算执行情况（万元）（20分）",
                    None,
                    "预算数（A）",
                    "执行数（B）",
                    "执行率（B/A）",
                    "得分（20分*执行率）",
                ),
                (None, "年度财政资金总额", 120, 90, "75%", 15),
            ],
            (
                "年度绩效目标1（80分）",
                "一级指标",
                "二级指标",
                "三级指标",
                "年初目标值（A）",
                "实际完成值（B）",
                "得分",
            ),
            [None, 0, 1, 2, 3, 5, 7],
            [
                ("总分", None, None, None, None, None, 82.5),
                ("偏差大或目标未完成原因分析", "进度偏慢"),
                ("改进措施及结果应用方案", "加快支付"),
            ],
            **_HEADER_TRUTH,
            fund__budget=[120],
            fund__executed=[90],
            fund__rate=["0.75"],
            fund__score=[15],
            total__score=[82.5],
        ),
        _province(
            "云南公开14表",
            [
                ("项目支出绩效自评表",),
                ("公开14表", None, None, None, "金额单位：元"),
                *_HEADER,
                (
                    "项目资金（元）",
                    None,
                    "年初预算数",
                    "全年预算数",
                    "全年执行数",
                    "分值",
                    "执行率",
                    "得分",
                ),
                (None, "年度资金总额", 1200000, 1200000, 900000, 10, "75.00%", 7.5),
                (None, "其中：当年财政拨款", 1200000, 1200000, 900000, "—", "75.00%", "—"),
                *_GOALS,
            ],
            (
                "绩效指标",
                "一级指标",
                "二级指标",
                "三级指标",
                "指标性质",
                "指标值",
                "度量单位",
                "实际完成值",
                "分值",
                "得分",
                "偏差原因分析及改进措施",
            ),
            [None, 0, 1, 2, "≥", 3, 4, 5, 6, 7, None],
            [
                ("其他需要说明事项", "无"),
                ("总分", None, None, None, None, None, None, None, 100, 92.5, "优"),
            ],
            **_HEADER_TRUTH,
            fund__initial_budget=[1200000],
            fund__budget=[1200000],
            fund__executed=[900000],
            fund__rate=["0.75"],
            fund__weight=[10],
            fund__score=[7.5],
            header__money_unit=["元"],
            total__weight=[100],
            total__score=[92.5],
        ),
        _province(
            "北京",
            [
                ("项目支出绩效自评表（2016年度）",),
                *_HEADER,
                (
                    "项目资金（万元）",
                    None,
                    "年初预算数（A）",
                    "全年执行数（B）",
                    "分值（10分）",
                    "执行率（B/A）",
                    "得分",
                    "得分计算方法",
                ),
                (None, "年度资金总额", 120, 90, 10, "75%", 7.5, "执行率×分值"),
                *_GOALS,
            ],
            (
                "绩效指标",
                "一级指标",
                "二级指标",
                "三级指标",
                "分值",
                "年度指标值（A）",
                "全年实际值（B）",
                "得分计算方法",
                "得分",
                "未完成原因分析",
            ),
            [None, 0, 1, 2, 6, 3, 5, "按比例计分", 7, None],
            [("总分", None, None, None, 100, None, None, None, 92.5)],
            **_HEADER_TRUTH,
            header__money_unit=["万元"],
            fund__initial_budget=[120],
            fund__executed=[90],
            fund__weight=[10],
            fund__rate=["0.75"],
            fund__score=[7.5],
            total__weight=[100],
            total__score=[92.5],
        ),
        _province(
            "新疆2023",
            [
                ("项目支出绩效自评表",),
                ("（2023年度）",),
                *_HEADER,
                (
                    "资金来源",
                    "年初预算数",
                    "全年预算数",
                    "全年执行数",
                    "分值权重",
                    "执行率",
                    "得分",
                ),
                ("年度资金总额", 120, 120, 90, 10, "75%", 7.5),
                *_GOALS,
            ],
            (
                "绩效指标",
                "一级指标",
                "二级指标",
                "三级指标",
                "指标值",
                "指标值设置依据",
                "上年完成值",
                "指标分值权重",
                "指标赋分规则",
                "佐证资料",
                "指标实际完成值",
                "完成率",
                "指标得分",
                "偏差原因分析及改进措施",
            ),
            [None, 0, 1, 2, 3, "工作计划", "18", 6, "直线法", "签到表", 5, "100%", 7, None],
            [("总分", None, None, None, None, None, None, 100, None, None, None, None, 92.5)],
            **_HEADER_TRUTH,
            fund__initial_budget=[120],
            fund__budget=[120],
            fund__executed=[90],
            fund__weight=[10],
            fund__rate=["0.75"],
            fund__score=[7.5],
            total__weight=[100],
            total__score=[92.5],
        ),
        _province(
            "宁夏银川",
            [
                ("银川市本级部门项目支出绩效自评表",),
                *_HEADER,
                ("自评得分", 88, None, "财政审定评分", 85),
                (
                    "项目资金（万元）",
                    None,
                    "年初预算数",
                    "全年预算数",
                    "全年执行数",
                    "分值",
                    "执行率",
                    "得分",
                ),
                (None, "年度资金总额", 120, 120, 90, 10, "75%", 7.5),
            ],
            (
                "绩效指标",
                "一级指标",
                "二级指标",
                "三级指标",
                "参考分值",
                "指标值（A）",
                "全年实际值（B）",
                "得分",
                "财政审定评分",
                "未完成原因分析及改进措施",
            ),
            [None, 0, 1, 2, 6, 3, 5, 7, 6.5, None],
            [("合计", None, None, None, 100, None, None, 92.5, 90)],
            **_HEADER_TRUTH,
            fund__initial_budget=[120],
            fund__budget=[120],
            fund__executed=[90],
            fund__weight=[10],
            fund__rate=["0.75"],
            fund__score=[7.5],
            total__weight=[100],
            total__score=[92.5],
        ),
        _province(
            "四川0013zp",
            [
                ("部门预算项目支出绩效自评表",),
                ("报表编号：510000_0013zp",),
                ("项目名称", "51000023Y00001-干部培训"),
                ("主管部门", "市人社局", None, "实施单位（盖章）", "市培训中心"),
                (
                    "项目基本情况",
                    "1.项目年度目标",
                    "办好全年培训。",
                    None,
                    "年度目标完成情况",
                    "培训如期办完。",
                ),
                (None, "2.项目实施内容及过程概述", "按计划实施。"),
                (
                    "预算执行情况（10分）",
                    None,
                    "年初预算",
                    "调整后预算数",
                    "预算执行数",
                    "预算执行率",
                    "权重",
                    "得分",
                    "原因",
                ),
                (None, "总额", 120, 120, 90, "75%", 10, 7.5, None),
                (None, "其中：财政资金", 120, 120, 90, "75%", None, None, None),
                (None, "财政专户管理资金", None, None, None, None, None, None, None),
            ],
            (
                "绩效指标（90分）",
                "一级指标",
                "二级指标",
                "三级指标",
                "指标性质",
                "指标值",
                "度量单位",
                "完成值",
                "权重",
                "得分",
                "未完成原因分析",
            ),
            [None, 0, 1, 2, "≥", 3, 4, 5, 6, 7, None],
            [
                ("合计", None, None, None, None, None, None, None, 100, 92.5),
                ("评价结论", "良好。"),
                ("存在问题", "无"),
                ("改进措施", "无"),
                ("项目负责人：王某", None, None, "财务负责人：李某"),
            ],
            header__project=["51000023Y00001-干部培训"],
            header__department=["市人社局"],
            header__unit=["市培训中心"],
            fund__initial_budget=[120],
            fund__budget=[120],
            fund__executed=[90],
            fund__rate=["0.75"],
            fund__weight=[10],
            fund__score=[7.5],
            total__weight=[100],
            total__score=[92.5],
        ),
        _province(
            "重庆整体",
            [
                ("2022年度部门整体绩效自评表",),
                ("部门名称", "市林业局", None, "自评总分", 96.85),
                (
                    "年初预算数",
                    "全年（调整）预算数",
                    "全年执行数",
                    "执行率",
                    "执行率权重",
                    "执行率得分",
                ),
                (4764453.11, 4764453.11, 4614453.11, "96.85%", 10, 9.68),
                ("年初绩效目标", None, "全年（调整）绩效目标", None, "全年目标实际完成情况"),
                ("办好全年培训。", None, "办好全年培训。", None, "培训如期办完。"),
            ],
            (
                "指标名称",
                "计量单位",
                "指标性质",
                "指标值",
                "指标权重（分）",
                "全年完成值",
                "指标得分（分）",
                "说明",
            ),
            [2, 4, "≥", 3, 6, 5, 7, None],
            header__unit=["市林业局"],
        ),
        _province(
            "湖南整体",
            [
                ("2021年度部门整体支出绩效自评表",),
                ("预算单位名称", "县林业局"),
                (
                    "年度预算申请（万元）",
                    None,
                    "年初预算数",
                    "全年预算数",
                    "全年执行数",
                    "分值",
                    "执行率",
                    "得分",
                ),
                (None, "年度资金总额", 120, 120, 90, 10, "75%", 7.5),
                ("按收入性质分", None, None, None, "按支出性质分", None, None, None),
                ("其中：一般公共预算", None, 120, None, "其中：基本支出", None, 80, None),
                ("政府性基金拨款", None, 0, None, "项目支出", None, 40, None),
                *_GOALS,
            ],
            (
                "绩效指标",
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值",
                "实际完成值",
                "分值",
                "得分",
                "偏差原因分析及改进措施",
            ),
            [None, 0, 1, 2, 3, 5, 6, 7, None],
            [("总分", None, None, None, None, None, 100, 92.5)],
            header__unit=["县林业局"],
            fund__initial_budget=[120],
            fund__budget=[120],
            fund__executed=[90],
            fund__weight=[10],
            fund__rate=["0.75"],
            fund__score=[7.5],
            total__weight=[100],
            total__score=[92.5],
        ),
        _province(
            "湖南衡山",
            [
                ("县级专项资金绩效目标自评表",),
                *_HEADER,
                ("项目资金（万元）", None, "全年预算数（A）", "全年执行数（B）", "执行率（B/A）"),
                (None, "年度资金总额", 120, 90, "75%"),
                *_GOALS,
            ],
            (
                "绩效指标",
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值",
                "全年完成值",
                "未完成原因和改进措施",
            ),
            [None, 0, 1, 2, 3, 5, None],
            **_HEADER_TRUTH,
            fund__budget=[120],
            fund__executed=[90],
            fund__rate=["0.75"],
        ),
        _province(
            "河北官方",
            [
                ("2020年度预算项目绩效自评表",),
                ("一、基本情况", "项目名称", "干部培训", None, "是否为专项资金", "否"),
                (None, "实施（主管）单位", "市人社局", None, "金额单位", "万元"),
                (
                    "二、预算执行情况",
                    "预算安排情况（调整后）",
                    None,
                    "资金到位情况",
                    None,
                    "资金执行情况",
                    None,
                    "预算执行进度（%）",
                ),
                (None, "预算数：", 120, "到位数：", 100, "执行数：", 90, 75),
                (None, "其中：财政资金", 120, "其中：财政资金", 100, "其中：财政资金", 90, None),
                (None, "其他", None, "其他", None, "其他", None, None),
                (
                    "三、目标完成情况",
                    "年度预期目标",
                    None,
                    None,
                    "具体完成情况",
                    None,
                    None,
                    "总体完成率（%）",
                ),
                (None, "办好全年培训。", None, None, "培训如期办完。", None, None, 100),
                (
                    "四、年度绩效指标完成情况",
                    "一级指标",
                    "二级指标",
                    "三级指标",
                    "预期指标值",
                    None,
                    None,
                    "单项指标实际完成值",
                    "单项指标完成情况",
                    "自评得分",
                ),
            ],
            (
                None,
                None,
                None,
                None,
                "符号",
                "值",
                "单位（文字描述）",
                None,
                None,
                "单项指标得分",
                "权重占比（%）",
                "单项指标折算得分",
            ),
            [None, 0, 1, 2, "≥", 3, 4, 5, "完成", 7, 6, 5.5],
            [("自评总分", None, None, None, None, None, None, None, None, 92.5)],
            header__project=["干部培训"],
            header__department=["市人社局"],
            header__money_unit=["万元"],
            fund__budget=[120],
            fund__received=[100],
            fund__executed=[90],
            fund__rate=["0.75"],
            total__score=[92.5],
        ),
    ]


def no_forms() -> dict[str, Draft]:
    """Tables that lie beside self-evaluations and are none."""
    return {
        "绩效目标申报表": drawn(
            [
                ("项目支出绩效目标申报表",),
                ("（2024年度）",),
                *_HEADER,
                ("项目资金（万元）", None, "年度资金总额", 120),
                (None, None, "其中：财政拨款", 120),
                (None, None, "其他资金", None),
                ("总体目标", "办好全年培训。"),
                (
                    "绩效指标",
                    "一级指标",
                    "二级指标",
                    "三级指标",
                    "指标性质",
                    "指标值",
                    "度量单位",
                    "权重（%）",
                ),
                *[(None, *row[:3], "≥", row[3], row[4], row[6]) for row in _FIVE],
            ],
            name="申报表",
        ),
        "申报表（同栏）": drawn(
            [
                ("项目支出绩效目标申报表（2024年度）",),
                *_HEADER,
                (
                    "项目资金（万元）",
                    None,
                    "年初预算数",
                    "全年预算数",
                    "全年执行数",
                    "分值",
                    "执行率",
                    "得分",
                ),
                (None, "年度资金总额", 120, 120, None, 10),
                *_GOALS,
                (
                    "绩效指标",
                    "一级指标",
                    "二级指标",
                    "三级指标",
                    "年度指标值",
                    "实际完成值",
                    "分值",
                    "得分",
                ),
                *[(None, *row[:4], None, row[6], None) for row in _FIVE],
            ]
        ),
        "绩效运行监控表": drawn(
            [
                ("项目支出绩效目标运行监控表",),
                ("（2024年1-7月）",),
                *_HEADER,
                (
                    "项目资金（万元）",
                    None,
                    "年初预算数",
                    "1-7月执行数",
                    "1-7月执行率",
                    "全年预计执行数",
                ),
                (None, "年度资金总额", 120, 60, "50%", 120),
                (
                    "绩效指标",
                    "一级指标",
                    "二级指标",
                    "三级指标",
                    "年度指标值",
                    "1-7月执行情况",
                    "全年预计完成情况",
                    "偏差原因分析",
                ),
                *[(None, *row[:4], row[5], row[3], None) for row in _FIVE],
            ],
            name="监控表",
        ),
        "决算表": drawn(
            [
                ("收入支出决算总表",),
                ("公开01表",),
                ("部门：市人社局", None, None, "金额单位：万元"),
                ("收入", None, None, "支出"),
                ("项目", "行次", "金额", "项目", "行次", "金额"),
                ("一、财政拨款收入", 1, 120, "一、基本支出", 1, 80),
                ("本年收入合计", 2, 120, "二、项目支出", 2, 40),
            ]
        ),
        "资金使用台账": drawn(
            [
                ("专项资金使用台账",),
                ("序号", "项目名称", "预算金额", "申请金额", "使用金额", "收款单位"),
                (1, "办公费", 10, 10, 10, "某公司"),
                (2, "差旅费", 22, 22, 22, "某公司"),
                ("合计", None, 32, 32, 32),
            ]
        ),
        "自评情况汇总": drawn(
            [
                ("2024年度项目支出绩效自评情况汇总表",),
                ("序号", "项目名称", "主管部门", "全年预算数", "全年执行数", "执行率", "自评得分"),
                (1, "干部培训", "市人社局", 120, 90, "75%", 92.5),
            ]
        ),
        "目录": drawn(
            [
                ("目录",),
                (1, "项目支出绩效自评表（干部培训）"),
                (2, "项目支出绩效自评表（道路维修）"),
                (3, "部门整体绩效自评表"),
                (4, "支付明细表"),
            ],
            name="目录",
        ),
        "填报说明": drawn(
            [
                ("填报说明",),
                ("1.请各单位按要求填写项目支出绩效自评表，不得改动表样。",),
                ("2.年度指标值、实际完成值、分值、得分均须填写，项目名称与批复一致。",),
                ("3.自评表经单位负责人签字盖章后报送。",),
            ],
            name="填报说明",
        ),
        "封面": drawn(
            [
                ("2024年度项目支出绩效自评表",),
                ("项目名称：干部培训",),
                ("主管部门：市人社局（盖章）",),
                ("填报日期：2025年1月",),
            ],
            name="封面",
        ),
    }
