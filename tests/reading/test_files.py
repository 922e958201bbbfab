"""From folders to forms: every file listed, every form read, nothing stops the rest."""

from __future__ import annotations

import dataclasses
import hashlib
import random
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ooxml import hostile
from template.test_read import FIRST, SAMPLES
from zipingbiao.errors import CallError
from zipingbiao.interchange import reading_data
from zipingbiao.layouts import form_reader
from zipingbiao.model import Reading
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.reading import Found, discover, gather, pool, read_all, read_file_forms, read_paths


def filled(name: str, **changes: Any) -> bytes:
    """The sample workbook of a layout with its first form."""
    sample = FIRST[name]
    form = dataclasses.replace(sample.form, **changes)
    return sample.layout.write([form], given=True).data


FILLED = {name: filled(name) for name in FIRST}


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder as a finance office gets it."""
    for place, (name, data) in enumerate(FILLED.items()):
        put(tmp_path, f"{place % 2}/{name}.xlsx", data)
    put(tmp_path, "坏.xlsx", FILLED["hebei-project"][:3000])
    put(tmp_path, "空.xlsx", b"")
    put(tmp_path, "通知.docx", hostile.docx())
    put(tmp_path, "照片.jpg", b"\xff\xd8\xff" + bytes(50))
    put(tmp_path, "别的表.xlsx", hostile.xlsx())
    put(tmp_path, "错名.xls", filled("national-project", year=2019))
    put(tmp_path, "~$0.xlsx", b"lock")
    put(tmp_path, "Thumbs.db", b"litter")
    put(tmp_path, ".git/a.xlsx", b"hidden")
    return tmp_path


def status(found: Reading) -> dict[str, tuple[str, str | None]]:
    return {record.path: (record.status, record.code) for record in found.files}


def test_every_file_is_listed_with_what_became_of_it(inbox: Path) -> None:
    found = read_paths([inbox], jobs=1)
    expected: dict[str, tuple[str, str | None]] = {
        f"{place % 2}/{name}.xlsx": ("ok", None) for place, name in enumerate(FILLED)
    }
    expected |= {
        "别的表.xlsx": ("no-form", "ZPB906"),
        "坏.xlsx": ("unreadable", "ZPB903"),
        "照片.jpg": ("skipped", None),
        "空.xlsx": ("unreadable", "ZPB904"),
        "通知.docx": ("skipped", None),
        "错名.xls": ("ok", "ZPB905"),
    }
    assert status(found) == expected
    assert [record.path for record in found.files] == sorted(expected)
    assert len(found.forms) == len(FILLED) + 1
    for record in found.files:
        assert (record.message or "").endswith("。") or record.status == "ok"


def test_every_fault_names_its_file_and_says_what_to_do(inbox: Path) -> None:
    found = read_paths([inbox], jobs=1)
    assert {fault.code for fault in found.faults} >= {"ZPB903", "ZPB904", "ZPB905", "ZPB906"}
    for fault in found.faults:
        assert fault.place.path
        assert fault.message.endswith("。")
        assert fault.cure in fault.message


def test_the_order_and_the_number_of_processes_change_nothing(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_WORTH_PROCESSES", 1)
    files = discover([inbox])
    one = reading_data(gather(read_all(files, 1)))
    assert reading_data(gather(read_all(files, 2))) == one
    shuffled = random.Random(3).sample(files, len(files))
    again = {each.record.path: each for each in read_all(shuffled, 1)}
    assert reading_data(gather(again[path] for path in sorted(again))) == one


def test_progress_is_told_file_by_file(inbox: Path) -> None:
    told: list[tuple[int, int]] = []
    count = len(discover([inbox]))
    read_paths([inbox], 1, progress=lambda *numbers: told.append(numbers))
    assert told == [(number, count) for number in range(1, count + 1)]


def test_what_is_printed_is_kept_where_that_is_asked_for(inbox: Path) -> None:
    path = put(inbox, "一.xlsx", FILLED["national-project"])
    (plain,) = read_paths([path], 1).forms
    (form,) = read_paths([path], 1, printed=True).forms
    assert (dict(plain.places), dict(plain.printed)) == ({}, {})
    assert set(form.cells) < set(form.places)
    assert form.printed["funds[0].rate"] == "100.00%"


def test_the_collector_is_left_as_it_was(inbox: Path) -> None:
    import gc

    assert gc.isenabled()
    read_paths([inbox], 1)
    assert gc.isenabled()


# --- finding files


def test_files_are_found_downwards_and_each_once(inbox: Path) -> None:
    names = [found.name for found in discover([inbox, inbox / "0", inbox])]
    assert len(names) == len(set(names)) == len(FILLED) + 6
    assert not any(name.startswith(("~$", ".")) for name in names)


def test_a_single_file_goes_by_its_name(inbox: Path) -> None:
    assert [found.name for found in discover([inbox / "坏.xlsx"])] == ["坏.xlsx"]


def test_a_path_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(CallError) as caught:
        discover([tmp_path / "缺"])
    assert "缺" in str(caught.value)


def test_left_out_files_are_no_inputs(inbox: Path) -> None:
    out = inbox / "坏.xlsx"
    assert all(found.path != out for found in discover([inbox], exclude=[out]))


# --- one file


def one(path: Path) -> Any:
    return read_file_forms(Found(path, path.name), form_reader())


def test_the_checksum_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", FILLED["hebei-project"])
    assert one(path).sha256 == hashlib.sha256(FILLED["hebei-project"]).hexdigest()


def test_a_form_on_a_hidden_sheet_is_listed_with_a_warning(tmp_path: Path) -> None:
    source = put(tmp_path, "a.xlsx", FILLED["sichuan-project"])
    book = openpyxl.load_workbook(source)
    book.active.sheet_state = "hidden"
    book.create_sheet("说明")["A1"] = "见隐藏表"
    book.active = 1
    book.save(source)
    found = one(source)
    assert [form.source.hidden for form in found.forms] == [True]
    assert [fault.code for fault in found.faults] == ["ZPB912"]
    assert found.faults[0].place.sheet == found.forms[0].source.sheet


def test_every_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    layout = FIRST["national-project"].layout
    forms = [sample.form for sample in SAMPLES if sample.layout is layout]
    path = put(tmp_path, "a.xlsx", layout.write(forms, given=True).data)
    assert list(one(path).forms) == forms
    assert len({form.source.sheet for form in one(path).forms}) == len(forms)


def test_a_file_that_vanishes_meanwhile_is_unreadable(tmp_path: Path) -> None:
    record = one(tmp_path / "缺.xlsx").record
    assert (record.status, record.code) == ("unreadable", "ZPB903")


def test_an_agency_s_file_is_not_touched(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", FILLED["liaoning-department"])
    path.chmod(0o444)
    before = path.stat()
    read_paths([path], 1)
    after = path.stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def test_the_same_forms_come_from_a_sheet_drawn_by_openpyxl(tmp_path: Path) -> None:
    for name, data in FILLED.items():
        path = put(tmp_path, f"{name}.xlsx", data)
        book = openpyxl.load_workbook(path, data_only=True)
        book.save(path)
        (form,) = one(path).forms
        assert form == FIRST[name].form


@pytest.mark.parametrize("name", FILLED)
def test_a_form_stays_the_same_when_its_workbook_is_read_from_bytes(name: str) -> None:
    (sheet,) = open_workbook_bytes(FILLED[name], "a.xlsx").sheets
    (form,) = form_reader().read(sheet, "a.xlsx")
    assert form == FIRST[name].form
    assert dataclasses.asdict(form.source)["path"] == "a.xlsx"


def test_reference_files_are_read_in_full(shared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "agency"
    shutil.copytree(shared / "agency", folder, ignore=shutil.ignore_patterns("truth"))
    found = read_paths([folder], 1)
    assert {record.status for record in found.files} == {"ok"}
    assert sum(record.forms for record in found.files) == len(found.forms) == 16
    assert {fault.code for fault in found.faults} <= {"ZPB017", "ZPB908", "ZPB910"}
