"""The data of a self-evaluation form: frozen, plain, standard library only.

Units: amounts in the form's own money unit (``Header.money_unit``), rates as fractions
(0.859 is 85.9%), points as points. ``None`` is a blank or a placeholder (—, /). A value that
nobody can read as a number stays the text that was printed.
Source: CONTRACT §2; 财预〔2020〕10号 and the forms named in each layout.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from zipingbiao.errors import Fault

#: Kinds of forms (CONTRACT §2): 绩效自评表, 绩效目标申报表, 绩效运行监控表.
SELF_EVALUATION, GOALS, MONITORING = KINDS = ("self-evaluation", "goals", "monitoring")

Number = int | float
#: A number, or the printed text where it cannot be read, or None where nothing stands.
Figure = int | float | str | None


@dataclass(frozen=True, slots=True)
class Header:
    """表头：项目、单位和金额单位。"""

    project: str | None = None
    department: str | None = None
    unit: str | None = None
    money_unit: str | None = None
    headcount: Figure = None
    subordinates: Figure = None


@dataclass(frozen=True, slots=True)
class FundLine:
    """项目资金的一行。"""

    source: str | None = None
    initial_budget: Figure = None
    budget: Figure = None
    received: Figure = None
    executed: Figure = None
    rate: Figure = None
    weight: Figure = None
    score: Figure = None
    forecast: Figure = None


@dataclass(frozen=True, slots=True)
class Goal:
    """一条年度目标及其完成情况。"""

    expected: str | None = None
    actual: str | None = None
    completion: Figure = None


@dataclass(frozen=True, slots=True)
class Group:
    """一级指标及其标签上印的分值，如「产出指标（70分）」。"""

    level1: str
    weight: Figure = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """一个绩效指标。``target`` 与 ``actual`` 是单元格里看到的文字。"""

    level1: str | None = None
    level2: str | None = None
    level3: str | None = None
    operator: str | None = None
    target: str | None = None
    actual: str | None = None
    completion: Figure = None
    weight: Figure = None
    score: Figure = None
    reason: str | None = None
    causes: tuple[str, ...] = ()
    improvement: str | None = None
    explanation: str | None = None
    criterion: str | None = None
    methods: tuple[str, ...] = ()
    note: str | None = None
    forecast: str | None = None
    likelihood: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """总分行。"""

    weight: Figure = None
    score: Figure = None


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """收支情况的一行（辽宁整体表）。"""

    name: str | None = None
    initial_budget: Figure = None
    budget: Figure = None
    executed: Figure = None
    rate: Figure = None


@dataclass(frozen=True, slots=True)
class Task:
    """年度主要任务的一行（辽宁整体表）。"""

    name: str | None = None
    project: str | None = None
    initial_budget: Figure = None
    budget: Figure = None
    executed: Figure = None
    rate: Figure = None


@dataclass(frozen=True, slots=True)
class Payment:
    """支付明细的一行。"""

    no: str | None = None
    item: str | None = None
    budget: Figure = None
    requested: Figure = None
    used: Figure = None
    rate: Figure = None


@dataclass(frozen=True, slots=True)
class Tables:
    """附在表内的明细表。"""

    revenue: tuple[BudgetLine, ...] = ()
    expenditure: tuple[BudgetLine, ...] = ()
    tasks: tuple[Task, ...] = ()
    payments: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """表从哪里读来：文件（相对路径）、工作表、区域、是否在隐藏的工作表上。

    ``superseded_by``: the file that counts in its place, where it was filed twice. ``spots``, of a
    form in a document: address → place as a person counts it.
    """

    path: str = ""
    sheet: str = ""
    range: str = ""
    hidden: bool = False
    superseded_by: str = ""
    spots: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def where(self) -> str:
        """Where in its file it stands, as a person says it."""
        spot = self.spots.get(self.range.partition(":")[0])
        return f"{spot}起" if spot else f"{self.sheet}!{self.range}"

    @property
    def counts(self) -> bool:
        """Whether it is merged."""
        return not self.hidden and not self.superseded_by


@dataclass(frozen=True, slots=True)
class SelfEvaluation:
    """一张绩效自评表。相等只看内容，不看来源。

    ``kind`` is one of `KINDS`. ``cells`` maps each non-null leaf (``indicators[0].score``) to
    the address it was read from.
    Where reading was asked to keep them, ``places`` has the cells of blank fields too,
    ``printed`` what stands in each cell as a person sees it, and ``computed`` names the fields
    whose cells hold formulas.
    """

    layout: str
    title: str | None = None
    year: int | None = None
    header: Header = Header()
    funds: tuple[FundLine, ...] = ()
    goals: tuple[Goal, ...] = ()
    groups: tuple[Group, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    total: Total = Total()
    remarks: str | None = None
    tables: Tables = Tables()
    source: Source = field(default=Source(), compare=False)
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    printed: Mapping[str, str] = field(default_factory=dict, compare=False)
    computed: Container[str] = field(default=frozenset(), compare=False)
    faults: tuple[Fault, ...] = field(default=(), compare=False)
    kind: str = SELF_EVALUATION

    @property
    def is_evaluation(self) -> bool:
        """Whether it is scored, checked and added up: no 目标申报表, no 运行监控表."""
        return self.kind == SELF_EVALUATION


@dataclass(frozen=True, slots=True)
class Paragraph:
    """文字的一段：内容、在数据里的位置、在哪一格、人怎样数它的位置。"""

    text: str
    field: str = ""
    cell: str | None = None
    spot: str = ""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """部门决算报表里的一个数：名称与口径（照文字词表）、多少元、末位是多少元、表名与单元格。"""

    name: str
    scope: str
    amount: int | float
    step: int | float
    title: str
    cell: str


@dataclass(frozen=True, slots=True)
class Prose:
    """一处连贯的文字：文件里表格以外的各段，或一张表自己的长文字（``project`` 是它的项目）。

    ``accounts``: what the department's final accounts beside the text say.
    """

    source: Source
    paragraphs: tuple[Paragraph, ...]
    project: str | None = None
    accounts: tuple[AccountLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file: status is ok, no-form, unreadable or skipped.

    ``statements``: how many numbers its running text tells, where they were asked for.
    """

    path: str
    status: str
    code: str | None = None
    message: str | None = None
    forms: int = 0
    statements: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from some paths: every file, every form, every fault."""

    files: tuple[FileRecord, ...] = ()
    forms: tuple[SelfEvaluation, ...] = ()
    faults: tuple[Fault, ...] = ()
