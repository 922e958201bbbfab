"""Read the forms on sheets.

The forms are found and planned once; where the next sheet has the same labels at the same places,
the plan is used again: most agencies fill in the same file. A plan is only used where a fresh
look would give the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zipingbiao.errors import Fault, Place
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.xlsx import XlsxSheet
from zipingbiao.template.reading.extract import Extractor
from zipingbiao.template.reading.finding import FIT_GOOD, Finder, Found
from zipingbiao.template.reading.forms import Form
from zipingbiao.template.reading.lexicon import Lexicon
from zipingbiao.template.reading.regions import Canvas
from zipingbiao.template.reading.telling import Sign, Teller
from zipingbiao.template.words import is_title
from zipingbiao.values.text import fold

#: So many sets of merged areas are remembered, with so many plans each.
_SETS_KEPT, _PLANS_KEPT = 512, 8
_TITLES_KEPT = 4096


@dataclass(frozen=True, slots=True)
class _SheetPlan:
    """How a sheet is read, and what must be the same for another sheet to be read so.

    ``told`` is what its texts say, by cell; ``loose`` cells hold something that no field takes;
    in ``filled`` ones something must stand; ``known`` are all cells that it knows of.
    """

    forms: tuple[Found, ...]
    told: Mapping[str, Sign]
    loose: Mapping[str, str]
    filled: frozenset[str]
    known: frozenset[str]
    entitled: tuple[tuple[bool, ...], ...]


class FormReader:
    """Reads the forms on sheets. Keeps the plans of the last sheets to use them again."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = tuple(forms)
        self._lexicon = Lexicon([form.shape for form in self._forms])
        self._teller = Teller(self._lexicon)
        self._entitles = lru_cache(_TITLES_KEPT)(self._which_entitle)
        self._plans: OrderedDict[tuple[str, ...], list[_SheetPlan]] = OrderedDict()

    def _which_entitle(self, title: str) -> tuple[bool, ...]:
        return tuple(form.entitles(title) for form in self._forms)

    def read(self, sheet: Sheet, path: str, *, printed: bool = False) -> list[SelfEvaluation]:
        """All forms on a sheet, from top to bottom and left to right.

        ``printed``: keep what stands in each cell as a person sees it.
        """
        plan = self._plan(sheet)
        return [self._extract(sheet, found, path, printed) for found in plan.forms]

    def _extract(self, sheet: Sheet, found: Found, path: str, printed: bool) -> SelfEvaluation:
        extractor = Extractor(sheet, found.plan, path)
        form = extractor.read(found.form.layout, found.form.title, printed=printed)
        if found.plan.fit >= FIT_GOOD:
            return form
        place = Place(path, sheet.name, found.plan.area.address)
        reason = f"按最接近的版式 {found.form.layout} 读取，栏目吻合 {found.plan.fit:.0%}。"
        fault = Fault("ZPB911", place, reason, severity="warn")
        return replace(form, faults=(fault, *form.faults))

    # Plans

    def _plan(self, sheet: Sheet) -> _SheetPlan:
        told = self._teller.told(texts_of(sheet))
        known = self._plans.get(sheet.merges)
        if known is not None:
            self._plans.move_to_end(sheet.merges)
            for plan in known:
                if self._same(sheet, told, plan):
                    return plan
        plan = self._fresh(sheet, told)
        if plan.forms and all(found.plan.reusable for found in plan.forms):
            self._keep(sheet.merges, plan)
        return plan

    def _keep(self, merges: tuple[str, ...], plan: _SheetPlan) -> None:
        plans = self._plans.setdefault(merges, [])
        plans.append(plan)
        del plans[:-_PLANS_KEPT]
        while len(self._plans) > _SETS_KEPT:
            self._plans.popitem(last=False)

    def _same(self, sheet: Sheet, told: Mapping[str, Sign], plan: _SheetPlan) -> bool:
        """Whether a fresh look at this sheet would give the same plan."""
        if told != plan.told or not plan.known.issuperset(sheet.addresses):
            return False
        shown, loose = sheet.shown, self._teller.loose
        return (
            all(fold(shown(address)) for address in plan.filled)
            and all(
                (now := shown(address)) == text or loose(now) == loose(text)
                for address, text in plan.loose.items()
            )
            and self._entitled(sheet, plan.forms) == plan.entitled
        )

    def _entitled(self, sheet: Sheet, forms: Sequence[Found]) -> tuple[tuple[bool, ...], ...]:
        """For each form found, which layouts its title fits."""
        return tuple(self._entitles(found.plan.title_text(sheet)) for found in forms)

    def _fresh(self, sheet: Sheet, told: Mapping[str, Sign]) -> _SheetPlan:
        forms = Finder(self._forms, self._lexicon, Canvas(sheet)).found()
        used = {address for one in forms for address in one.plan.addresses}
        loose = {
            address: sheet.shown(address) for address in sheet.addresses if address not in used
        }
        return _SheetPlan(
            forms=forms,
            told=told,
            loose=loose,
            filled=frozenset(address for one in forms for address in one.plan.filled),
            known=frozenset({*used, *loose}),
            entitled=self._entitled(sheet, forms),
        )


def texts_of(sheet: Sheet) -> Mapping[str, str]:
    """The cells that hold text, with their texts."""
    if isinstance(sheet, XlsxSheet):
        return sheet.worded()
    cells = ((address, sheet.value(address)) for address in sheet.addresses)
    return {address: text for address, text in cells if isinstance(text, str)}


__all__ = ["Form", "FormReader", "is_title"]
