"""The forms of ``rules/provinces`` that have nothing wrong, as data, each by its name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from zipingbiao.interchange import form_from
from zipingbiao.model import SelfEvaluation

_PLACE = Path(__file__).parent / "rules" / "provinces"
_SIGN = "正确-"
COLUMNS = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason")


def right_form(path: Path) -> dict[str, Any]:
    """A form without a flaw, its rows spelt out."""
    data = tomllib.loads(path.read_text("utf-8"))
    del data["findings"]
    if (rows := data.pop("rows", None)) is not None:
        data["indicators"] = [
            {name: value for name, value in zip(COLUMNS, row, strict=True) if value != ""}
            for row in rows
        ]
    return {"layout": "national-project", **data}


#: 全国统一格式, 辽宁整体 …
FORMS = {
    path.stem.removeprefix(_SIGN): right_form(path)
    for path in sorted(_PLACE.glob(f"{_SIGN}*.toml"))
}


def flawless(name: str) -> SelfEvaluation:
    """One of them as a form that a workbook can hold: without rows that say nothing."""
    data = {key: value for key, value in FORMS[name].items() if key != "without"}
    rows = [one for one in data.get("indicators", ()) if one.get("target") != "/"]
    return form_from({**data, "indicators": rows})
