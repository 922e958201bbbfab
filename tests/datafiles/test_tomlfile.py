"""TOML files: the line of each key, every mistake at once, nothing that stops the program."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.datafiles import checks
from zipingbiao.datafiles.tomlfile import MistakenFile, TomlFile, load_toml
from zipingbiao.errors import TemplateError

BROKEN = tomllib.loads(Path(__file__).with_name("broken.toml").read_text("utf-8"))["case"]
#: Words of the cases that stand for much.
MUCH = {
    "NINES": "9" * 5000,
    "OPEN": "[" * 20_000,
    "TABLES": "{a=" * 20_000,
    "DOTS": "x." * 20_000 + "x",
}

GOOD = """\
# 说明 [不是段名]
profile = "hebei"

[options.ZPB006]
tolerance = 1

[[ignore]]
rules = [
    "a = 1",
    ["内层"],
]
reason = '''
files = "不是一项"
'''

[[ignore]]
"带 引号" . 'x.y'.z = 2

[[files]]
[files.options."ZPB001"]
a = { b = 1 }
[[files]]
[files.options]
b.c = 2
"""


def written(folder: Path, text: str | bytes) -> TomlFile:
    path = folder / "设置.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return TomlFile(path)


@pytest.mark.parametrize(
    ("way", "line"),
    [
        ("profile", 2),
        (("options", "ZPB006"), 4),
        (("options", "ZPB006", "tolerance"), 5),
        (("ignore", 0, "rules"), 8),
        (("ignore", 0, "reason"), 12),
        (("ignore", 0, "files"), 7),
        (("ignore", 1), 16),
        (("ignore", 1, "带 引号", "x.y", "z"), 17),
        (("files", 0, "options", "ZPB001", "a"), 21),
        (("files", 0, "options", "ZPB001", "a", "b"), 21),
        (("files", 1, "options", "b", "c"), 24),
        ("没有这一项", 1),
        ((), 1),
    ],
)
def test_each_key_has_its_line(way: str | tuple[str | int, ...], line: int, tmp_path: Path) -> None:
    for text in (GOOD, GOOD.replace("\n", "\r\n")):
        file = written(tmp_path, text)
        assert file.mistakes == []
        assert file.line_of(way) == line


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_all_that_is_wrong_is_told_at_once(case: dict[str, Any], tmp_path: Path) -> None:
    text = case["text"]
    for word, much in MUCH.items():
        text = text.replace(word, much)
    told = written(tmp_path, text).mistakes
    assert [one.line for one in told] == [line for line, _ in case["mistakes"]], told
    for one, (_, reason) in zip(told, case["mistakes"], strict=True):
        assert reason in one.reason
        assert len(str(one)) - len(one.path) < 100


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("甲 = 1".encode("gbk"), "不是 UTF-8 编码的文字"),
        ("a = 1".encode("utf-16"), "不是 UTF-8 编码的文字"),
        (b"PK\x03\x04\x00", "写法有误"),
        (b"a = 1\n" + b"#" * (1 << 20), "文件超过 1 MB"),
    ],
)
def test_what_is_no_text_is_told(content: bytes, reason: str, tmp_path: Path) -> None:
    (told,) = written(tmp_path, content).mistakes
    assert reason in told.reason
    assert told.cure


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("没有.toml", "没有这个文件"),
        ("甲\0.toml", "没有这个文件"),
        ("甲" * 300 + ".toml", "文件打不开"),
        ("", "文件打不开"),
    ],
)
def test_what_is_no_file_is_told(name: str, reason: str, tmp_path: Path) -> None:
    (told,) = TomlFile(tmp_path / name).mistakes
    assert (told.line, reason in told.reason) == (0, True)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert written(tmp_path, "\ufeffa = 1").data == {"a": 1}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('name = "县"', "词表里有一项写法不对。"),
        ('other = "1"', "词表缺少「name」。"),
        ("name = ", "词表写法有误。"),
        (None, "词表打不开（"),
    ],
)
def test_a_file_of_the_program_that_is_broken_is_told(
    content: str | None, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "words.toml"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(TemplateError) as caught:
        load_toml(path, "词表", lambda data: int(data["name"]))
    assert caught.value.reason.startswith(told)
    assert "重新安装" in str(caught.value)


def test_a_value_that_no_one_can_use_is_told_once(tmp_path: Path) -> None:
    file = written(tmp_path, "a = inf\nb = 甲\nc = [1e999]\n")
    assert file.checked("a", checks.number, file.data["a"]) is None
    assert file.checked("c", checks.texts, file.data["c"]) is None
    assert [one.line for one in file.mistakes] == [1, 2, 3]


def test_mistakes_beyond_fifty_are_counted(tmp_path: Path) -> None:
    file = written(tmp_path, "".join(f"名{n} = 1\n" for n in range(60)))
    assert len(file.mistakes) == 50
    file.refuse_unknown({f"k{n}": 1 for n in range(7)}, ())
    lines = str(MistakenFile(file.mistakes)).split("\n")
    assert (len(lines), lines[-1]) == (51, "……另有 7 处。")


PIECES = st.sampled_from(
    (
        *(
            "a",
            "b",
            "=",
            ".",
            ",",
            "\n",
            " ",
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            "\\",
            "#",
            "\r",
            "\0",
        ),
        *(
            '"',
            "'",
            '"""',
            "'''",
            "1",
            "9" * 40,
            "true",
            "nan",
            "1e999",
            "甲",
            "2020-01-01",
            "\\u0000",
        ),
    )
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_stops_the_reading(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = written(tmp_path_factory.getbasetemp(), text)
    last = text.count("\n") + 1
    assert all(0 <= one.line <= last for one in file.mistakes)
    try:
        sound = tomllib.loads(text.removeprefix("\ufeff"))
    except ValueError:
        assert file.mistakes
    else:
        assert file.data == sound or file.mistakes


NAMES = st.text(st.sampled_from("ab甲 .\"'"), max_size=3)


@given(st.lists(NAMES, min_size=1, max_size=8, unique=True), st.integers(0, 3))
def test_a_key_is_found_on_the_line_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], gap: int
) -> None:
    quoted = [f"'{name}'" if '"' in name else f'"{name}"' for name in names]
    kept = [(name, key) for name, key in zip(names, quoted, strict=True) if "'" not in name]
    text = "".join(f"{key} = [\n1,\n]{chr(10) * (gap + 1)}" for _, key in kept)
    file = written(tmp_path_factory.getbasetemp(), text)
    assert file.data.keys() == {name for name, _ in kept}
    assert [file.line_of(name) for name, _ in kept] == [1 + n * (3 + gap) for n in range(len(kept))]
