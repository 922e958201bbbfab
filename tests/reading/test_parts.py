"""Parts: of each file little stays in memory, and nothing of what is told is lost."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mistaken import workbook, wrong_form
from ooxml.hostile import unzipped, zipped
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import FileReading, Found, Parts, inputs, pool, read_all, read_parts
from zipingbiao.reading.parts import Maker

Gist = tuple[str, int]


def begin() -> Maker[Gist]:
    return made


def made(found: Found, reading: FileReading) -> tuple[Gist, dict[str, bytes]]:
    """The gist has the number of indicators, the pages the projects."""
    projects = "、".join(form.header.project or "" for form in reading.forms)
    count = sum(len(form.indicators) for form in reading.forms)
    return (found.name, count), {"projects": projects.encode(), "name": found.name.encode()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files, one twice, and one that was filed anew."""
    folder = tmp_path / "报送"
    folder.mkdir()
    for name in ("甲", "乙", "丙"):
        (folder / f"{name}.xlsx").write_bytes(workbook(wrong_form(name)))
    shutil.copy(folder / "丙.xlsx", folder / "丙 副本.xlsx")
    # The same workbook, zipped anew with a part that says nothing.
    data = unzipped((folder / "乙.xlsx").read_bytes())
    (folder / "乙 新.xlsx").write_bytes(zipped({**data, "docProps/more.xml": b"<a/>"}))
    (folder / "坏.xlsx").write_bytes(b"PK")
    return folder


def parts_of(folder: Path, jobs: int = 1) -> Parts[Gist]:
    return read_parts(inputs([folder]), begin, "汇总", jobs)


def slim(form: SelfEvaluation) -> SelfEvaluation:
    return SelfEvaluation(form.layout, source=form.source, kind=form.kind)


def test_brief_readings_say_of_files_what_whole_ones_say(folder: Path) -> None:
    whole = read_all(inputs([folder]), 1)
    with closing(parts_of(folder)) as parts:
        for brief, one in zip(parts.readings, whole, strict=True):
            assert brief.record == one.record
            assert (brief.sha256, brief.cure, brief.twin) == (one.sha256, one.cure, one.twin)
            assert [form.source for form in brief.forms] == [form.source for form in one.forms]
            assert not any(form.indicators or form.funds for form in brief.forms)
        faults = [fault for one in whole for fault in one.faults if fault.code != one.record.code]
        assert parts.told() == (tuple(faults[:20]), len(faults))
        assert faults


def test_what_was_made_is_found_again_by_file_and_name(folder: Path) -> None:
    with closing(parts_of(folder)) as parts:
        names = [name for name, _ in parts.gists]
        assert names == [one.record.path for one in parts.readings]
        for number, name in enumerate(names):
            assert parts.page(number, "name").decode() == name
            assert parts.page(number, "nothing") == b""
        assert parts.page(names.index("甲.xlsx"), "projects").decode() == "甲"
        listed = [name for number, name in enumerate(names) if parts.is_listed_only(number)]
        assert listed == ["丙.xlsx"]
        more = {name: parts.more_faults(number) for number, name in enumerate(names)}
        assert [one.code for one in more.pop("乙.xlsx") or more.pop("乙 新.xlsx")] == ["ZPB057"]


def test_the_number_of_processes_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_WORTH_PROCESSES", 1)
    with closing(parts_of(folder, 1)) as one, closing(parts_of(folder, 2)) as two:
        assert one.readings == two.readings
        assert one.gists == two.gists
        assert one.told() == two.told()
        for number in range(len(one.gists)):
            assert one.page(number, "projects") == two.page(number, "projects")


def test_pages_are_gone_when_the_parts_are_closed(folder: Path) -> None:
    with closing(parts_of(folder)) as parts:
        pass
    with pytest.raises(ValueError, match="closed"):
        parts.page(0, "name")


def test_a_form_in_brief_keeps_what_it_is_filed_for(folder: Path) -> None:
    with closing(parts_of(folder)) as parts:
        [form] = next(one for one in parts.readings if one.record.path == "甲.xlsx").forms
        assert form.header.project == "甲"
        assert form.cells["header.project"]
        assert replace(slim(form), year=form.year, header=form.header) == form
