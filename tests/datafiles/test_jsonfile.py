"""JSON files: their data, or one sentence why there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from zipingbiao.datafiles.jsonfile import load_json
from zipingbiao.errors import DataError


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a": ', "第 1 行第 7 列写法有误"),
        (b'[1,\n2,\n"a\x00"]', "第 3 行第 3 列写法有误"),
        ('{"a": "甲"}'.encode("gbk"), "不是 UTF-8 文字"),
        ('{"a": 1}'.encode("utf-16"), "不是 UTF-8 文字"),
        (b"", "第 1 行第 1 列写法有误"),
        (b"[" * 100_000, "括号套得太深"),
        (b'{"a":' * 100_000, "括号套得太深"),
        (b"9" * 5000, "「9999999999999999999…」位数太多"),
        (b"[-" + b"9" * 301 + b"]", "位数太多"),
        (b"1e999", "「1e999」太大"),
        (b'{"a": NaN}', "「NaN」不是数"),
        (b"[-Infinity]", "「-Infinity」不是数"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "「c」写了两次"),
    ],
    ids=str,
)
def test_what_is_no_data_is_told_in_a_sentence(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "数据.json"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load_json(path, "数据文件")
    assert str(caught.value).startswith(f"{path}：数据文件")
    assert words in str(caught.value)
    assert len(str(caught.value)) - len(str(path)) < 60


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="数据文件打不开"):
        load_json(tmp_path, "数据文件")


def test_data_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "数据.json"
    path.write_text('\ufeff{"a": [1, 0.1, -2e3, "甲", null, true], "b": {}}', "utf-8")
    assert load_json(path, "数据文件") == {"a": [1, 0.1, -2000, "甲", None, True], "b": {}}
