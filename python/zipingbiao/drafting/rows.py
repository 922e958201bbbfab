"""A form as plain data for the outlines: texts as they are printed, `Missing` where nothing is.

Every name is explained in ``NAMES``; docs/自评报告.md shows the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.figures import added, is_number, number, sum_of
from zipingbiao.domain.totals import adds_up, fund_listings
from zipingbiao.domain.wording import is_reason
from zipingbiao.drafting.missing import Missing
from zipingbiao.errors import ZpbError
from zipingbiao.glossary import TERM_OF
from zipingbiao.model import FundLine, Payment, SelfEvaluation
from zipingbiao.rules.rows import Item
from zipingbiao.rules.scores import completion_share
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.rules.zpb044 import missed_count
from zipingbiao.scoring.execution import rate, rating_of
from zipingbiao.scoring.profile import Profile
from zipingbiao.values.numbers import Number

Fact = object
Facts = dict[str, Fact]

#: Decimals of an amount: 元 and 分 in 亿元. What lies behind is the noise of binary fractions.
_DIGITS = 8
_ENDS = "。；;. \n"

#: What a report may name of a form.
FORM_NAMES: Mapping[str, str] = {
    "title": "表的标题",
    "year": "年度",
    "project": "项目名称",
    "department": "主管部门",
    "unit": "实施单位；部门整体表是部门（单位）",
    "money_unit": "金额单位",
    "fund": "资金总额一行，各栏见「资金」；没有资金表时为空",
    "sources": "资金来源各行，各栏见「资金」；没有金额的行不在内",
    "goals": "年度总体目标各条，各栏见「目标」",
    "indicators": "全部指标，各栏见「指标」；扣分项、加分项不在内",
    "levels": "一级指标各类，各栏见「一级指标」",
    "deviations": "有偏差的指标：得分低于分值，或没有达到目标值",
    "deductions": "扣了分的扣分项，各栏见「指标」",
    "payments": "支付明细各行，各栏见「支付明细」；没有时为空",
    "tasks": "年度主要任务各行，各栏见「收支与任务」",
    "expenditure": "支出各行，各栏见「收支与任务」",
    "revenue": "收入各行，各栏见「收支与任务」",
    "scored": "各指标有没有分值和得分（是、否，用在 {% if %} 里）",
    "completes": "各指标有没有完成程度（是、否）",
    "judged": "是不是每个指标的分值、得分都有，说得出有没有失分（是、否）",
    "score": "总分",
    "rating": "总分的等级：优、良、中、差",
    "remarks": "存在问题、原因及下一步整改措施",
}
FUND_NAMES: Mapping[str, str] = {
    "source": "资金来源",
    "initial_budget": "年初预算数",
    "budget": "全年预算数",
    "received": "到位数",
    "executed": "全年执行数",
    "unspent": "全年预算数减全年执行数",
    "rate": "执行率，由程序按金额计算",
    "weight": "分值",
    "score": "得分",
}
GOAL_NAMES: Mapping[str, str] = {"expected": "预期目标", "actual": "实际完成情况"}
INDICATOR_NAMES: Mapping[str, str] = {
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标；没有三级的是二级指标",
    "target": "年度指标值",
    "actual": "实际完成值",
    "measured": "有没有年度指标值或实际完成值（是、否）；只按得分评的没有",
    "completion": "完成程度",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因及改进措施",
}
LEVEL_NAMES: Mapping[str, str] = {
    "name": "一级指标",
    "weight": "这一类的分值，表上没有印的是各指标的合计",
    "score": "这一类的得分合计",
    "indicators": "这一类的指标，各栏见「指标」",
    "deviations": "这一类里有偏差的指标",
}
PAYMENT_NAMES: Mapping[str, str] = {
    "no": "序号",
    "item": "项目名称；合计行是「合计」",
    "budget": "预算金额",
    "requested": "申请金额",
    "used": "使用金额",
    "rate": "使用比例，由程序按金额计算",
}
LINE_NAMES: Mapping[str, str] = {
    "name": "名称",
    "project": "对应项目（只有任务有）",
    "initial_budget": "年初预算数",
    "budget": "全年预算数",
    "executed": "全年执行数",
    "rate": "执行率，由程序按金额计算",
}


def text(value: str | None, what: str) -> Fact:
    """A text as it is, or that it is missing."""
    return value.strip() if value and value.strip(" /—-") else Missing(what)


def figure(value: object, what: str) -> Fact:
    """A number as it is printed; what nobody can read as one must be written anew."""
    if is_number(value):
        return show_number(value, _DIGITS)
    return Missing(f"{what}（表上印作「{value}」）" if value else what)


def share(value: object, what: str) -> Fact:
    """A rate in per cent, or a word such as 完成."""
    if is_number(value):
        return show_rate(value)
    return text(str(value), what) if value else Missing(what)


class FormFacts:
    """What a form says, for an outline."""

    def __init__(self, form: SelfEvaluation, profile: Profile) -> None:
        self.form = form
        self._view = FormView(form, profile)
        self._profile = self._view.profile

    def facts(self, payments: Sequence[Payment], year: int | None) -> Facts:
        """All of it. ``payments`` and ``year`` are those of the forms beside, where it has none."""
        form, head = self.form, self.form.header
        tables = form.tables
        unit = text(head.unit or head.department, TERM_OF["header.unit"].chinese)
        return {
            "title": text(form.title, TERM_OF["title"].chinese),
            "year": form.year or year or Missing(TERM_OF["year"].chinese),
            "project": text(head.project, TERM_OF["header.project"].chinese),
            "department": text(head.department, TERM_OF["header.department"].chinese),
            "unit": unit,
            "money_unit": text(head.money_unit, TERM_OF["header.money_unit"].chinese),
            **self._money(),
            "goals": [
                {
                    "expected": text(one.expected, "预期目标"),
                    "actual": text(one.actual, "实际完成情况"),
                }
                for one in form.goals
            ],
            **self._results(),
            "payments": [self._payment(one) for one in tables.payments or payments],
            "tasks": [self._line(one, one.project) for one in tables.tasks],
            "expenditure": [self._line(one) for one in tables.expenditure],
            "revenue": [self._line(one) for one in tables.revenue],
            "remarks": text(form.remarks if is_reason(form.remarks) else None, "存在的问题及原因"),
        }

    # Money

    @property
    def total(self) -> FundLine | None:
        """The line of all money."""
        listings = fund_listings(self.form.funds)
        return self.form.funds[listings[0][0]] if listings else None

    def _money(self) -> Facts:
        total, funds = self.total, self.form.funds
        listings = fund_listings(funds)
        parts = [funds[index] for index in listings[0][1]] if listings else list(funds)
        filled = [one for one in parts if _has_amount(one)]
        return {
            "fund": self._fund(total) if total else Missing("资金总额"),
            "sources": [self._fund(one) for one in filled],
        }

    def _fund(self, line: FundLine) -> Facts:
        amounts = ("initial_budget", "budget", "received", "executed")
        budget, executed = number(line.budget), number(line.executed)
        unspent = None if budget is None or executed is None else added([budget, -executed])
        known = {name: figure(getattr(line, name), FUND_NAMES[name]) for name in amounts}
        return {
            "source": text(line.source, FUND_NAMES["source"]),
            **known,
            "unspent": figure(unspent, "结余数"),
            "rate": self.rate_of(line.executed, getattr(line, self._profile.rate_denominator)),
            "weight": figure(line.weight, "分值"),
            "score": figure(line.score, "得分"),
        }

    def rate_of(self, executed: object, budget: object, what: str = "执行率") -> Fact:
        """The rate of two amounts, as scoring computes it."""
        if not is_number(executed) or not is_number(budget):
            return Missing(what)
        try:
            found = rate(executed, budget, self._profile)
        except ZpbError:
            found = None
        return share(found, what)

    def _payment(self, one: Payment) -> Facts:
        what = TERM_OF["payment.item"].chinese
        total = one.no if adds_up(one.no) else None
        return {
            "no": "" if total else text(one.no, TERM_OF["payment.no"].chinese),
            "item": text(one.item or total, what),
            "budget": figure(one.budget, PAYMENT_NAMES["budget"]),
            "requested": figure(one.requested, PAYMENT_NAMES["requested"]),
            "used": figure(one.used, PAYMENT_NAMES["used"]),
            "rate": self.rate_of(one.used, one.budget, "使用比例"),
        }

    def _line(self, line: object, project: str | None = None) -> Facts:
        read = {name: getattr(line, name) for name in ("initial_budget", "budget", "executed")}
        under = read[self._profile.rate_denominator]
        return {
            "name": text(getattr(line, "name"), LINE_NAMES["name"]),  # noqa: B009
            "project": text(project, "对应项目"),
            **{name: figure(value, LINE_NAMES[name]) for name, value in read.items()},
            "rate": self.rate_of(read["executed"], under),
        }

    # Results

    def _results(self) -> Facts:
        view, total = self._view, self.form.total
        counted = [(item, self._indicator(item)) for item in view.counted]
        lost = [item for item in view.items if item.is_deduction and item.score]
        score = number(total.score)
        return {
            "indicators": [facts for _, facts in counted],
            "levels": list(_levels(view, counted)),
            "deviations": [facts for item, facts in counted if deviates(item)],
            "deductions": [self._indicator(item) for item in lost],
            "scored": any(item.score is not None for item in view.counted),
            "completes": any(item.source.completion is not None for item in view.counted),
            "judged": all(None not in (one.score, one.weight) for one in view.counted),
            "score": figure(total.score, "总分"),
            "rating": Missing("评价等级") if score is None else rating_of(score, self._profile),
        }

    def _indicator(self, item: Item) -> Facts:
        one = item.source
        # Some are judged by their points alone, some have theirs with their level only.
        measured = bool(one.target or one.actual) or one.score is None
        shared = item.weight is None and self._view.level1_weight(one.level1 or "") is not None
        return {
            "level1": text(one.level1, INDICATOR_NAMES["level1"]),
            "level2": text(one.level2, INDICATOR_NAMES["level2"]),
            "name": text(one.level3 or one.level2 or one.level1, "指标名称"),
            "target": text(one.target, INDICATOR_NAMES["target"]) if measured else "",
            "actual": text(one.actual, INDICATOR_NAMES["actual"]) if measured else "",
            "measured": measured,
            "completion": share(one.completion, "完成程度"),
            "weight": "" if shared else figure(item.weight, "分值"),
            "score": figure(one.score, "得分"),
            "reason": self._reason(item),
        }

    def _reason(self, item: Item) -> Fact:
        one = item.source
        said = [*one.causes, *filter(is_reason, (one.reason, one.improvement, one.note))]
        texts = dict.fromkeys(str(each).strip(_ENDS) for each in said)
        return "；".join(texts) if texts else Missing(INDICATOR_NAMES["reason"])


def deviates(item: Item) -> bool:
    """Whether an indicator earned less than it could, or did not reach its target.

    Where nobody can tell either, its printed completion says so.
    """
    if item.score is not None and item.weight is not None and below(item.score, item.weight):
        return True
    if item.met is not None:
        return not item.met
    if missed_count(item.source.target, item.source.actual):
        return True
    due = completion_share(item)
    done = number(item.source.completion) if due is None else due
    return item.score is None and done is not None and below(done, 1)


def _has_amount(line: FundLine) -> bool:
    return any(one is not None for one in (line.budget, line.received, line.executed))


def _levels(view: FormView, counted: Iterable[tuple[Item, Facts]]) -> Iterable[Facts]:
    """The first levels, each with its indicators, in the order in which they come."""
    groups: dict[str | None, list[tuple[Item, Facts]]] = {}
    for item, facts in counted:
        groups.setdefault(item.source.level1, []).append((item, facts))
    for name, rows in groups.items():
        printed = view.level1_weight(name or "")
        weight = _all([item.weight for item, _ in rows]) if printed is None else printed
        yield {
            "name": text(name, LEVEL_NAMES["name"]),
            "weight": figure(weight, "分值合计"),
            "score": figure(_all([item.score for item, _ in rows]), "得分合计"),
            "indicators": [facts for _, facts in rows],
            "deviations": [facts for item, facts in rows if deviates(item)],
        }


def _all(numbers: Sequence[Number | None]) -> Number | None:
    """The sum where every number is known."""
    return None if None in numbers else sum_of(numbers)
