from __future__ import annotations

import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooxml import hostile
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.foreign import apart, wire, worker
from zipingbiao.ooxml.foreign.apart import ReadingProcess
from zipingbiao.ooxml.grid import CellError, PlainCell, PlainSheet

_SHEET = hostile.OldSheet("Sheet1")
_SHEET.text(0, 0, "自评表")
_XLS = hostile.xls(_SHEET)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(["#N/A", "#DIV/0!"]).map(CellError),
)
_CELLS = st.builds(PlainCell, _SCALARS, st.text(), st.booleans())


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    process = ReadingProcess()
    yield process
    process.close()


def _pid(process: ReadingProcess) -> int:
    assert process._process is not None
    return process._process.pid


@given(st.dictionaries(st.text(), _CELLS, max_size=4), st.text(), st.booleans())
def test_sheets_arrive_as_they_were_sent(
    cells: dict[str, PlainCell], name: str, hidden: bool
) -> None:
    sheets = (PlainSheet(name, cells, ("A1:B2",), hidden), PlainSheet("乙", {}))
    received = wire.decode(wire.encode(sheets))
    assert received == sheets
    for place, cell in cells.items():
        assert type(received[0].value(place)) is type(cell.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"1", b"{}", b'{"sheets": [{}]}', b"\xff"])
def test_what_is_no_answer_is_told_from_one(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"answer|Expecting|decode"):
        wire.decode(content)


def test_a_frame_that_is_cut_short_is_none() -> None:
    stream = io.BytesIO()
    wire.write_frame(stream, b"abc")
    whole = stream.getvalue()
    assert wire.read_frame(io.BytesIO(whole)) == b"abc"
    assert [wire.read_frame(io.BytesIO(whole[:end])) for end in range(len(whole))] == [None] * 11


def test_one_process_serves_many_files(process: ReadingProcess) -> None:
    first = process.read("xls", _XLS)
    pid = _pid(process)
    assert process.read("xls", _XLS) == first
    assert process.read("ods", hostile.ods("<table:table/>"))[0].cells == {}
    assert process.read("xlsb", hostile.xlsb({"甲": (0, [], [])}))[0].name == "甲"
    assert _pid(process) == pid


def test_a_refusal_arrives_as_one_and_the_process_lives_on(process: ReadingProcess) -> None:
    with pytest.raises(UnreadableFile) as caught:
        process.read("ods", hostile.laughing_ods())
    assert caught.value.code == "ZPB903"
    pid = _pid(process)
    assert process.read("xls", _XLS)[0].value("A1") == "自评表"
    assert _pid(process) == pid


def test_a_process_that_died_is_started_anew(process: ReadingProcess) -> None:
    process.read("xls", _XLS)
    os.kill(_pid(process), signal.SIGKILL)
    # It may be seen dead only after the next request, which then fails.
    answers = [_answer(process) for _ in range(2)]
    assert answers[0] in {"自评表", "ZPB903"}
    assert answers[1] == "自评表"


def _answer(process: ReadingProcess) -> object:
    try:
        return process.read("xls", _XLS)[0].value("A1")
    except UnreadableFile as error:
        return error.code


def test_a_process_that_ends_without_an_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    process = ReadingProcess()
    monkeypatch.setattr(apart, "_MODULE", "this")  # answers nothing and ends
    with pytest.raises(UnreadableFile) as caught:
        process.read("xls", _XLS)
    assert caught.value.code == "ZPB903"
    monkeypatch.undo()
    process.close()


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    process = ReadingProcess(seconds=0.2)
    _start_as(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(UnreadableFile, match=r"0\.2 秒") as caught:
        process.read("xls", _XLS)
    assert caught.value.code == "ZPB907"
    monkeypatch.undo()
    process.close()


def _start_as(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    def start() -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        search = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", program]
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, env=search)

    monkeypatch.setattr(apart, "_start", start)


def test_a_process_that_talks_nonsense_is_no_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps({"nonsense": True}).encode()
    frame = len(content).to_bytes(8, "big") + content
    _start_as(monkeypatch, f"import os; os.write(1, {frame!r}); input()")
    process = ReadingProcess()
    with pytest.raises(UnreadableFile, match="没有得到结果"):
        process.read("xls", _XLS)
    process.close()


def test_a_file_that_takes_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource", reason="系统不能限制内存")
    name = worker.__name__
    limited = (
        f"import {name} as w; limit = w.limit_memory; w.limit_memory = lambda: limit(200 << 20)"
    )
    _start_as(monkeypatch, f"{limited}; w.main()")
    process = ReadingProcess()
    cell = f"<table:table-cell><text:p>{'长' * 15_000_000}</text:p></table:table-cell>"
    table = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    with pytest.raises(UnreadableFile, match="内存") as caught:
        process.read("fods", hostile.content_xml(table, root="document").encode())
    assert caught.value.code == "ZPB907"
    assert process.read("xls", _XLS)[0].value("A1") == "自评表"
    process.close()


def test_memory_that_runs_out_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(kind: str, data: bytes) -> tuple[PlainSheet, ...]:
        raise MemoryError

    monkeypatch.setattr(worker, "read", greedy)
    assert worker.OUT_OF_MEMORY in json.loads(worker.answer("xls", b""))["reason"]


def _read_in_pool(_: int) -> tuple[int, object]:
    value = apart.read_apart("xls", _XLS)[0].value("A1")
    return _pid(apart._own()), value


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="没有 fork")
def test_each_process_of_a_pool_has_its_own() -> None:
    own, _ = _read_in_pool(0)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        answers = pool.map(_read_in_pool, range(8), chunksize=1)
    assert {value for _, value in answers} == {"自评表"}
    assert own not in {pid for pid, _ in answers}
    assert _read_in_pool(0) == (own, "自评表"), "the pool must leave ours alone"
    apart.close()


def test_nothing_is_left_running_at_the_end() -> None:
    program = (
        "import sys; from zipingbiao.ooxml.foreign import apart\n"
        "data = sys.stdin.buffer.read()\n"
        "apart.read_apart('xls', data); print(apart._own()._process.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=_XLS,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == b""
    end = time.monotonic() + 60
    while _is_there(int(done.stdout)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _is_there(int(done.stdout))


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
