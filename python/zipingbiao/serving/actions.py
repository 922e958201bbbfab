"""What the page's buttons do: plain data in, plain data out."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any

from zipingbiao.errors import CallError, Place, shown
from zipingbiao.reading import LEDGER_NAME
from zipingbiao.report.answering import Answer, answer_of
from zipingbiao.serving import looking
from zipingbiao.serving.desk import Desk, DeskFile, Done, Result
from zipingbiao.serving.jobs import DONE, Job, cancel
from zipingbiao.serving.service import Service
from zipingbiao.values.serial import typed_day
from zipingbiao.values.text import fold

Data = dict[str, Any]
#: The findings of a check of all files, as the command line writes them.
FINDINGS = "检查.json"
#: What no path and no text of a command can hold.
_UNSAYABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
#: What can be put beside the files.
ASIDE = ("roster", "previous", "ledger")


def state(service: Service) -> Data:
    """All that the page shows when it is opened."""
    desk = service.desk
    files = sorted(desk.files.values(), key=lambda one: (fold(one.name), one.name))
    job = service.jobs.latest
    return {
        "files": [_file(one) for one in files],
        "results": [_result(one) for one in desk.results.values() if one.path.is_file()],
        "job": job_state(job) if job else None,
        "home": str(desk.home) if desk.home else None,
        "aside": {kind: path.name for kind, path in desk.aside.items()},
    }


def _file(one: DeskFile) -> Data:
    changes = one.done.changes if one.done else ()
    name = {"key": one.key, "name": one.name}
    return {**name, "mended": bool(changes), "answered": bool(one.answers)}


def _done(one: DeskFile) -> Data:
    """What was changed in a file."""
    if one.done is None:
        return {"changes": [], "left": [], "result": None}
    changes, left, result = one.done
    there = _result(result) if result.path.is_file() else None
    return {"changes": list(changes), "left": list(left), "result": there}


def _result(one: Result) -> Data:
    return {
        "key": one.key,
        "name": one.name,
        "size": one.path.stat().st_size,
        "home": str(one.home) if one.home else None,
    }


def open_path(service: Service, given: Mapping[str, Any]) -> Data:
    """Put down the files of a folder that the user names."""
    text = _text(given, "path").strip().strip('"')
    if not text:
        raise CallError("没有写路径。", cure="请写文件夹的完整路径。")
    count, left = service.desk.open(Path(text))
    return {**state(service), "opened": count, "left": left}


def put_aside(service: Service, kind: str, name: str, stream: IO[bytes]) -> Data:
    """Keep what goes with the files: a list of units, the last summary, the ledger of a round."""
    if kind not in ASIDE:
        raise CallError("不知道这是什么文件。", Place(shown(name)), "请刷新页面后再试。")
    service.desk.put_aside(kind, LEDGER_NAME if kind == "ledger" else name, stream)
    return state(service)


def take_aside(service: Service, kind: str) -> Data:
    """Take it away again."""
    service.desk.take_aside(kind)
    return state(service)


# One file


def look(service: Service, key: str) -> Data:
    """The forms of a file, drawn and checked."""
    one = service.desk.file(key)
    seen = service.worker.call(looking.look, str(one.path), one.name)
    own = {answer[:3]: answer for answer in one.answers}
    for told in seen["answered"]:
        told["own"] = own.pop((told["sheet"], told["cell"], told["code"]), None) is not None
    gone = {"message": "这个单元格已没有这个问题，这句可以收回。", "own": True}
    seen["answered"] += [{**answer._asdict(), **gone} for answer in own.values()]
    return {**_file(one), **_done(one), **seen}


def mend(service: Service, key: str, given: Mapping[str, Any]) -> Data:
    """Mend some findings of a file, or (``keys`` null) all; what was changed before stays so."""
    one = service.desk.file(key)
    keys = given.get("keys")
    if keys is not None and not (isinstance(keys, list) and all(isinstance(k, str) for k in keys)):
        raise CallError("没有说明要修正哪些。", cure="请刷新页面后再试。")
    chosen = None if keys is None or one.chosen is None else [*one.chosen, *keys]
    return _changed(service, one, chosen, one.answers)


def answer(service: Service, key: str, given: Mapping[str, Any]) -> Data:
    """Write down why a finding is right as it is; without a reason, take that back."""
    one = service.desk.file(key)
    sheet, cell, code, reason = (_text(given, name) for name in ("sheet", "cell", "code", "reason"))
    others = [told for told in one.answers if told[:3] != (sheet, cell, code)]
    if reason or others == one.answers:
        others.append(answer_of(sheet, cell, code, reason))
    return _changed(service, one, one.chosen, others)


def _changed(
    service: Service, one: DeskFile, chosen: list[str] | None, answers: list[Answer]
) -> Data:
    """A file anew from its bytes as they came; where that fails it stays as it is."""
    desk = service.desk
    file = looking.Original(str(desk.keep_original(one)), str(one.path), one.name)
    out = desk.out_folder() / f"mended{one.path.suffix}"
    done = service.worker.call(looking.change_file, file, chosen, answers, str(out))
    if not out.is_file():
        _undo(desk, one)
        return {**look(service, one.key), "left": done["left"]}
    shutil.copyfile(out, one.path)
    name = PurePosixPath(one.name).with_name(done["copy"])
    made = desk.made(out, str(name), one.top)
    one.chosen, one.answers = chosen, answers
    one.done = Done(done["changes"], done["left"], made)
    return look(service, one.key)


def undo(service: Service, key: str) -> Data:
    """Take back all that was changed in a file."""
    one = service.desk.file(key)
    _undo(service.desk, one)
    return look(service, key)


def _undo(desk: Desk, one: DeskFile) -> None:
    if one.original is not None:
        shutil.copyfile(one.original, one.path)
    if one.done is not None:
        desk.unmake(one.done.result)
    one.chosen, one.answers, one.original, one.done = [], [], None, None


def learn(service: Service, key: str) -> Data:
    """Learn the layout of a filled form; the user's own layouts get one more."""
    one = service.desk.file(key)
    return {"told": service.worker.call(looking.learn_layout, str(one.path))}


# New forms


def layouts(service: Service) -> list[Data]:
    """The layouts there are."""
    return service.worker.call(looking.layout_list)


def blank_sheet(service: Service, layout: str) -> Data:
    """How a layout looks."""
    return service.worker.call(looking.blank_sheet, layout)


def new(service: Service, layout: str) -> Data:
    """Make a blank form."""
    desk = service.desk
    out = desk.out_folder() / "new.xlsx"
    name = service.worker.call(looking.write_blank, layout, str(out))
    return _result(desk.made(out, name, desk.home))


# Long work


def start(service: Service, given: Mapping[str, Any]) -> Data:
    """Start the work that is named by its kind."""
    kind = _text(given, "kind")
    if kind not in _WORDS:
        raise CallError(f"没有「{shown(kind)}」这项工作。", cure="请刷新页面后再试。")
    if not service.desk.files:
        raise CallError("还没有放入文件。", cure="请先把文件或文件夹拖进来。")
    title, words = _WORDS[kind]
    out = service.desk.out_folder()
    asked = words(service.desk, out, given)
    made = _aside(service.desk.inputs, out)
    aside = (made, "汇总.xlsx") if kind == "merge" else None
    return job_state(service.jobs.start(kind, title, asked, out, aside))


def _aside(inputs: Path, out: Path) -> Path:
    """Where a summary is written: its links lead to the files from where they stand."""
    return inputs / f".{out.name}.xlsx"


def _merge(desk: Desk, out: Path, given: Mapping[str, Any]) -> Sequence[str]:
    words = ["merge", str(desk.inputs), "-o", str(_aside(desk.inputs, out))]
    more = [(name, desk.aside.get(name)) for name in ("roster", "previous")]
    return [*words, *(word for name, path in more if path for word in (f"--{name}", str(path)))]


def _check(desk: Desk, out: Path, given: Mapping[str, Any]) -> Sequence[str]:
    return ["check", str(desk.inputs), "--format", "json", "-o", str(out / FINDINGS)]


def _send_back(desk: Desk, out: Path, given: Mapping[str, Any]) -> Sequence[str]:
    day = _text(given, "deadline")
    if day and typed_day(day) is None:
        raise CallError("交回期限不是日期。", Place(shown(day)), "请写成 2026-03-15。")
    late = ["--deadline", day] if day else []
    return ["check", str(desk.inputs), "--format", "xlsx", "-o", str(out / "退回"), *late]


def _compare(desk: Desk, out: Path, given: Mapping[str, Any]) -> Sequence[str]:
    ledger = desk.aside.get("ledger")
    if ledger is None:
        cure = f"请先选退回时写出的 {LEDGER_NAME}。"
        raise CallError("没有退回清单，不知道要核对什么。", cure=cure)
    words = ["check", str(desk.inputs), "--since", str(ledger.parent), "--format", "xlsx"]
    return [*words, "-o", str(out / "交回情况.xlsx")]


def _bind(desk: Desk, out: Path, given: Mapping[str, Any]) -> Sequence[str]:
    title = _text(given, "title").strip()
    ending = "pdf" if _text(given, "format") == "pdf" else "xlsx"
    words = ["bind", str(desk.inputs), "-o", str(out / f"成册.{ending}")]
    return [*words, f"--title={title[:_LONGEST_TITLE]}"] if title else words


def _export(desk: Desk, out: Path, given: Mapping[str, Any]) -> Sequence[str]:
    ending = "pdf" if _text(given, "format") == "pdf" else "docx"
    if _text(given, "into") == "one":
        return ["export", str(desk.inputs), "--one", str(out / f"导出.{ending}")]
    return ["export", str(desk.inputs), "--format", ending, "-o", str(out / "导出")]


_LONGEST_TITLE = 100
#: Kind → what is said of it, the words of the command line.
_WORDS: Mapping[str, tuple[str, Callable[[Desk, Path, Mapping[str, Any]], Sequence[str]]]] = {
    "check": ("检查", _check),
    "merge": ("汇总", _merge),
    "return": ("退回", _send_back),
    "compare": ("对比", _compare),
    "bind": ("成册", _bind),
    "export": ("导出", _export),
}


def job_state(job: Job) -> Data:
    """How far a job is, or what came of it."""
    far = job.how_far
    return {
        "key": job.key,
        "kind": job.kind,
        "title": job.title,
        "phase": job.phase,
        "text": job.text,
        "progress": list(far) if far else None,
    }


def job(service: Service, key: str) -> Data:
    """How far a job is; its results, when it has some."""
    found = service.jobs.job(key)
    data = job_state(found)
    if found.phase == DONE and found.kind != "check":
        known = {one.path: one for one in service.desk.results.values()}
        paths = [path for path in found.out.rglob("*") if path.is_file()]
        fresh = any(path not in known for path in paths)
        made = service.desk.made_in(found.out) if fresh else [known[one] for one in sorted(paths)]
        data["results"] = [_result(one) for one in made]
    return data


def stop_job(service: Service, key: str) -> Data:
    """Cancel a job."""
    found = service.jobs.job(key)
    cancel(found)
    return job_state(found)


def findings(service: Service, key: str) -> Data:
    """What a check of all files has found: the files, and the findings by file."""
    found = service.jobs.job(key)
    path = found.out / FINDINGS
    if found.phase != DONE or found.kind != "check" or not path.is_file():
        raise CallError("检查还没有结果。", cure="请等它做完。")
    data = json.loads(path.read_text("utf-8"))
    return {"files": data["files"], "findings": data["findings"], "counts": data["counts"]}


def save(service: Service, key: str) -> Data:
    """Write a result beside the inputs."""
    return {"saved": str(service.desk.save(service.desk.result(key)))}


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise CallError(f"「{name}」应是文字。", cure="请刷新页面后再试。")
    if _UNSAYABLE.search(value):
        raise CallError(f"「{shown(value)}」里有不能用的字符。", cure="请重新输入。")
    return value
