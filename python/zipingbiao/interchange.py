"""The model as plain data (JSON) and back: CONTRACT §2, schema 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

from zipingbiao import model
from zipingbiao.domain.years import is_year
from zipingbiao.errors import DataError, Fault, Place, shown
from zipingbiao.glossary import TERM_OF
from zipingbiao.values.text import plain

SCHEMA = 1

Data = dict[str, Any]

#: Fields of an indicator that only some layouts have; left out where they are empty.
_RARE = frozenset(
    {
        "operator",
        "causes",
        "improvement",
        "explanation",
        "criterion",
        "methods",
        "note",
        "forecast",
        "likelihood",
        "received",
        "headcount",
        "subordinates",
    }
)
_RECORDS: Mapping[str, type] = {
    "funds": model.FundLine,
    "goals": model.Goal,
    "groups": model.Group,
    "indicators": model.Indicator,
}
_TABLES: Mapping[str, type] = {
    "revenue": model.BudgetLine,
    "expenditure": model.BudgetLine,
    "tasks": model.Task,
    "payments": model.Payment,
}
_SINGLE: Mapping[str, type] = {"header": model.Header, "total": model.Total}
_ITEM = {
    "funds": "fund", "goals": "goal", "groups": "group", "indicators": "indicator",
    "revenue": "revenue", "expenditure": "expenditure", "tasks": "task", "payments": "payment",
    "header": "header", "total": "total",
}  # fmt: skip
_TEXT_KINDS = frozenset({"text", "shown", "unit", "operator"})


# Model → data


def reading_data(reading: model.Reading) -> Data:
    """A whole reading as data."""
    return {
        "schema": SCHEMA,
        "files": [file_data(record) for record in reading.files],
        "forms": [form_data(form) for form in reading.forms],
        "faults": [fault_data(fault) for fault in reading.faults],
    }


def file_data(record: model.FileRecord) -> Data:
    """One file's record."""
    return {
        "path": record.path,
        "status": record.status,
        "code": record.code,
        "message": record.message,
        "forms": record.forms,
        **({"statements": record.statements} if record.statements else {}),
    }


def fault_data(fault: Fault) -> Data:
    """One fault, with its place, as data."""
    place = fault.place
    return {
        "code": fault.code,
        "severity": fault.severity,
        "path": place.path,
        "sheet": place.sheet,
        "cell": place.cell,
        **({"place": place.spot} if place.spot else {}),
        "field": place.field,
        "printed": fault.printed,
        "message": fault.message,
    }


def form_data(form: model.SelfEvaluation) -> Data:
    """One form as data."""
    source = form.source
    return {
        "source": {
            "path": source.path,
            "sheet": source.sheet,
            "range": source.range,
            "hidden": source.hidden,
            **({"superseded_by": source.superseded_by} if source.superseded_by else {}),
        },
        "layout": form.layout,
        "kind": form.kind,
        "title": form.title,
        "year": form.year,
        "header": _record_data(form.header),
        **{name: [_record_data(row) for row in getattr(form, name)] for name in _RECORDS},
        "total": _record_data(form.total),
        "remarks": form.remarks,
        "tables": {
            name: [_record_data(row) for row in rows]
            for name in _TABLES
            if (rows := getattr(form.tables, name))
        },
        "cells": dict(form.cells),
    }


def _record_data(record: object) -> Data:
    found: Data = {}
    for one in fields(record):  # type: ignore[arg-type]  # only our own dataclasses come here
        value = getattr(record, one.name)
        if one.name in _RARE and value in (None, ()):
            continue
        found[one.name] = list(value) if isinstance(value, tuple) else value
    return found


# Data → model


def forms_in(data: object) -> tuple[model.SelfEvaluation, ...]:
    """The forms in data: one form, a list of forms, or a whole document.

    Raises DataError naming the field.
    """
    if isinstance(data, Mapping) and "forms" in data:
        schema = data.get("schema", SCHEMA)
        if schema != SCHEMA:
            raise DataError(f"数据的 schema 是 {shown(schema)}，本程序只认识 {SCHEMA}。")
        data = data["forms"]
    items = data if isinstance(data, list) else [data]
    return tuple(
        form_from(item, f"forms[{n}]" if len(items) > 1 else "") for n, item in enumerate(items)
    )


def form_from(data: object, path: str = "") -> model.SelfEvaluation:
    """One form from data. Raises DataError naming the field."""
    known = {one.name for one in fields(model.SelfEvaluation)} - {
        "faults",
        "cells",
        "source",
        "places",
        "printed",
    }
    found = _mapping(data, path, known | {"cells", "source"})
    values: dict[str, Any] = {"layout": _text(found.get("layout"), f"{path}.layout") or ""}
    values["kind"] = _kind(found.get("kind"), _join(path, "kind"))
    values["title"] = _text(found.get("title"), _join(path, "title"))
    values["remarks"] = _text(found.get("remarks"), _join(path, "remarks"))
    values["year"] = _year(found.get("year"), _join(path, "year"))
    for name, record in _SINGLE.items():
        values[name] = _record(record, found.get(name) or {}, _join(path, name), _ITEM[name])
    for name, record in _RECORDS.items():
        values[name] = _rows(record, found.get(name) or [], _join(path, name), _ITEM[name])
    tables = _mapping(found.get("tables") or {}, _join(path, "tables"), set(_TABLES))
    values["tables"] = model.Tables(
        **{
            name: _rows(record, tables.get(name) or [], _join(path, f"tables.{name}"), _ITEM[name])
            for name, record in _TABLES.items()
        }
    )
    return model.SelfEvaluation(**values)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _mapping(data: object, path: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise DataError("这里应是一个对象（{ … }）。", Place(field=path or "forms"))
    unknown = sorted(set(data) - known)
    if unknown:
        cure = f"可用：{'、'.join(sorted(known))}。"
        raise DataError(
            f"没有名为 {shown(unknown[0])} 的字段。", Place(field=path or "forms"), cure
        )
    return data


def _rows(record: type, data: object, path: str, item: str) -> tuple[Any, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise DataError("这里应是一个列表（[ … ]）。", Place(field=path))
    return tuple(_record(record, row, f"{path}[{n}]", item) for n, row in enumerate(data))


def _record(record: type, data: object, path: str, item: str) -> Any:
    known = {one.name: one for one in fields(record)}
    found = _mapping(data, path, set(known))
    values = {
        name: _value(TERM_OF[f"{item}.{name}"].kind, value, f"{path}.{name}")
        for name, value in found.items()
        if value is not None
    }
    for name, one in known.items():
        if one.default is MISSING and name not in values:
            raise DataError("缺少这个字段。", Place(field=f"{path}.{name}"))
    return record(**values)


def _value(kind: str, value: object, path: str) -> Any:
    if kind == "ticks":
        return tuple(_words(value, path))
    if kind in _TEXT_KINDS:
        return _text(value, path)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise DataError("这里应是数字。", Place(field=path))
    return _text(value, path) if isinstance(value, str) else value


def _words(value: object, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        raise DataError("这里应是文字的列表。", Place(field=path))
    for word in value:
        yield _text(word, path) or ""


def _text(value: object, path: str) -> str | None:
    """Text as the model keeps it: trimmed, None for nothing. Numbers become their text."""
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise DataError("这里应是文字。", Place(field=path))
    return plain(value) or None


def _kind(value: object, path: str) -> str:
    if value is None:
        return model.SELF_EVALUATION
    if value not in model.KINDS:
        cure = f"可用：{'、'.join(model.KINDS)}。"
        raise DataError(f"没有名为「{value}」的表。", Place(field=path), cure)
    return str(value)


def _year(value: object, path: str) -> int | None:
    if value is None:
        return None
    if not is_year(value):
        raise DataError("年度应是四位整数，如 2020。", Place(field=path))
    return value
