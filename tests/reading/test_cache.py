"""A cache spares work and nothing else: the summary is that of an undisturbed run."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mistaken import workbook, wrong_form
from zipingbiao import program
from zipingbiao.errors import CallError
from zipingbiao.merge.summary import merge_paths
from zipingbiao.reading import Found, cache, parts
from zipingbiao.reading.cache import NAME
from zipingbiao.reading.files import FileReading, read_file_forms
from zipingbiao.template.reading.read import FormReader

Merge = Callable[[], list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some files that can be read, one twice, one that can't."""
    folder = tmp_path / "报送"
    folder.mkdir()
    for name in ("甲", "乙", "丙", "丁"):
        (folder / f"{name}.xlsx").write_bytes(workbook(wrong_form(name)))
    shutil.copy(folder / "丙.xlsx", folder / "丙 副本.xlsx")
    (folder / "坏.xlsx").write_bytes(b"PK")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read, as they are read."""
    names: list[str] = []

    def reading(
        found: Found, reader: FormReader, *, printed: bool = False, texts: bool = False
    ) -> FileReading:
        names.append(found.name)
        return read_file_forms(found, reader, printed=printed, texts=texts)

    monkeypatch.setattr(parts, "read_file_forms", reading)
    return names


def merged(folder: Path, *, plain: bool = False) -> tuple[bytes, list[str]]:
    """The summary, and what is told of the cache."""
    out = folder.parent / ("plain.xlsx" if plain else "out.xlsx")
    found = merge_paths([folder], out, 1, cache=None if plain else folder.parent / "缓存")
    return out.read_bytes(), [one for one in found.warnings if "缓存" in one]


def test_what_did_not_change_is_not_read_again(folder: Path, read: list[str]) -> None:
    expected, _ = merged(folder, plain=True)
    assert merged(folder) == (expected, [])
    read.clear()
    assert merged(folder) == (expected, [])
    assert read == ["坏.xlsx"]
    (folder / "乙.xlsx").write_bytes(workbook(replace(wrong_form("乙"), year=2031)))
    (folder / "甲.xlsx").rename(folder / "戊.xlsx")
    read.clear()
    found = merged(folder)
    assert sorted(read) == ["乙.xlsx", "坏.xlsx", "戊.xlsx"]
    assert found == merged(folder, plain=True)


def test_an_interrupted_run_goes_on(
    folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merge_paths(
            [folder], folder.parent / "out.xlsx", 1, interrupt, cache=folder.parent / "缓存"
        )
    before = set(read)
    read.clear()
    found = merged(folder)
    assert not (before - {"坏.xlsx"}) & set(read[1:])
    assert found == merged(folder, plain=True)


def broken(file: Path) -> None:
    file.write_bytes(b"SQLite" + file.read_bytes()[6:9000])


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def other(file: Path) -> None:
    with sqlite3.connect(file) as store:
        store.execute("UPDATE about SET program = 'x'")
    store.close()


@pytest.mark.parametrize("spoil", [broken, half, other])
def test_a_cache_of_another_version_or_half_written_is_made_anew(
    folder: Path, read: list[str], spoil: Callable[[Path], None]
) -> None:
    expected, _ = merged(folder)
    spoil(folder.parent / "缓存" / NAME)
    found, [told] = merged(folder)
    assert found == expected
    assert told.endswith("已重新建立。")
    read.clear()
    assert merged(folder) == (expected, [])
    assert read == ["坏.xlsx"]


def test_a_part_that_was_changed_is_read_again(folder: Path, read: list[str]) -> None:
    expected, _ = merged(folder)
    with sqlite3.connect(folder.parent / "缓存" / NAME) as store:
        store.execute("UPDATE pages SET page = zeroblob(9) WHERE part = 1 AND name = 'form'")
    store.close()
    read.clear()
    assert merged(folder) == (expected, [])
    assert len(read) == 2


def test_another_program_reads_all_anew(
    folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    merged(folder)
    monkeypatch.setattr(cache, "program_digest", lambda: "another")
    read.clear()
    _, [told] = merged(folder)
    assert "另一版本" in told
    assert len(read) == 6


def test_a_cache_in_use_is_left_alone(folder: Path) -> None:
    expected, _ = merged(folder)
    store = sqlite3.connect(folder.parent / "缓存" / NAME, isolation_level=None)
    store.execute("BEGIN EXCLUSIVE")
    found, [told] = merged(folder)
    store.close()
    assert found == expected
    assert "正被另一次运行使用" in told


def test_a_disk_that_is_full_is_told_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, _ = merged(folder, plain=True)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(cache.PartCache, "_add", full)
    found, [told] = merged(folder)
    assert found == expected
    assert "磁盘已满" in told


def test_what_nobody_needs_does_not_stay_for_ever(folder: Path) -> None:
    merged(folder)
    for year in range(2000, 2030):
        (folder / "乙.xlsx").write_bytes(workbook(replace(wrong_form("乙"), year=year)))
        merged(folder)
    with sqlite3.connect(folder.parent / "缓存" / NAME) as store:
        [(count,)] = store.execute("SELECT count(*) FROM parts")
    store.close()
    assert count <= 12


def test_a_cache_among_the_inputs_is_no_input(folder: Path) -> None:
    out = folder.parent / "out.xlsx"
    for _ in range(2):
        found = merge_paths([folder], out, 1, cache=folder)
        assert [one for one in found.readings if "缓存" in one.record.path] == []


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    with pytest.raises(CallError, match="缓存的文件夹建不了"):
        merge_paths([folder], folder.parent / "out.xlsx", 1, cache=folder / "甲.xlsx")


def test_a_template_is_part_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = program.program_digest.__wrapped__
    monkeypatch.setenv("ZPB_TEMPLATES", str(tmp_path))
    (tmp_path / "layout.toml").write_text("id = 1")
    before = digest()
    assert digest() == before
    (tmp_path / "layout.toml").write_text("id = 2")
    assert digest() != before
