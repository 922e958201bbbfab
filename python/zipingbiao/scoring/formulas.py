"""The functions that the formulas of a form may call: those of Excel and our own."""

from __future__ import annotations

from zipingbiao.ooxml.evaluate_functions import EXCEL
from zipingbiao.scoring.functions import FUNCTIONS

#: What the evaluator is given wherever a form's formulas are computed.
FORM_FUNCTIONS = EXCEL.and_also({one.name: (one.cell_signature, one) for one in FUNCTIONS.values()})
