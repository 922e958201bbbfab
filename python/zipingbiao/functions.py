"""The worksheet functions as plain Python: ``from zipingbiao import functions``.

``functions.ZPB_RATE(3.04, 8.02)`` gives 0.3791, as the cell ``=ZPB_RATE(C3,C2)`` does.
Standard library only.
"""

from __future__ import annotations

from zipingbiao.scoring.functions import (
    FUNCTIONS,
    ZPB_COMPLETION,
    ZPB_DEDUCT,
    ZPB_EXPLAIN,
    ZPB_RATE,
    ZPB_RATE_SCORE,
    ZPB_SCORE,
    ZPB_TOTAL,
)

__all__ = [
    "FUNCTIONS",
    "ZPB_COMPLETION",
    "ZPB_DEDUCT",
    "ZPB_EXPLAIN",
    "ZPB_RATE",
    "ZPB_RATE_SCORE",
    "ZPB_SCORE",
    "ZPB_TOTAL",
]
