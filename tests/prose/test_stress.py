"""Text that nobody wrote to be read is gone through, whatever it holds."""

from __future__ import annotations

import pytest

from zipingbiao.model import Source
from zipingbiao.rules.prose_view import prose_of
from zipingbiao.rules.runner import Checker

STRANGE = {
    "brackets": "（" * 2_000 + "5万元",
    "digits": "1" * 20_000 + "万元",
    "comparisons": "甲比乙多" * 3_000 + "5万元，增长5%",
    "one sentence": "支出5万元，占5%，" * 500,
    "openers": "其中：甲5万元，" * 500,
    "changes": "基本支出增加5万元，增长5%；" * 300,
    "commas": "1," * 5_000,
    "control signs": "支出\x00\ufffc5万元\ud800，占5%",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_text_breaks_nothing(text: str) -> None:
    Checker().check_prose([prose_of(text, Source("怪.txt"))], [])
