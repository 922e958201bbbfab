"""变异测试：把程序改坏一处，看测试抓不抓得住。

``python tools/mutants.py [房间…]``，房间与抽样的大小见 ``tests/mutants.toml``。每个房间在
``build/mutants/`` 里有一份副本（mutmut 要求源码放在 ``src/``），按固定的种子抽样；设了 ``ALL=1``
就不抽样，可以分几次跑完，已有结果的不再跑。抓不住的逐个列出改动；在 ``tests/mutants.toml``
里写明理由的不算。抓不住的超过限度时退出码为 1。

mutmut 不改带装饰器的函数：规则的主函数（``@rule``）、``@lru_cache`` 与 ``@cached_property`` 的都
不在抽样之内，它们只由平常的测试守着。
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "tests" / "mutants.toml"
WORK = ROOT / "build" / "mutants"
#: A mutant that no test reaches survives as surely as one that all tests pass.
ALIVE = ("survived", "no tests", "suspicious")
_RESULT = re.compile(r"\s+(\S+__mutmut_\d+): (.+)")
_SEED = 20201129
#: Random tests, those that need a program of their own and those that count calls are left out.
_TESTS = "not benchmark and not pictures and not office and not hypothesis and not calls"
#: mutmut asks for tests by name; pytest finds 中文 in a name only where it is left as it is.
_NAMES_AS_THEY_ARE = "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"

#: All runs are children of one process: what functions keep would be that of the right program.
_PLUGIN = "fresh_caches"
#: mutmut collects twice in one process: names of tests in Chinese would be escaped twice.
_PLAIN_IDS = "disable_test_id_escaping_and_forfeit_all_rights_to_community_support"


class Survivor(NamedTuple):
    """A change that no test noticed: where, and the line that it made."""

    mutant: str
    function: str
    becomes: str


def main(names: list[str]) -> int:
    """Each room in turn; 1 if too many survive in one of them."""
    config = tomllib.loads(CONFIG.read_text("utf-8"))
    rooms = names or list(config["rooms"])
    unknown = [name for name in rooms if name not in config["rooms"]]
    if unknown:
        print(f"没有房间 {'、'.join(unknown)}，可选：{'、'.join(config['rooms'])}", file=sys.stderr)
        return 2
    return max([_room(name, config) for name in rooms], default=0)


def _room(name: str, config: dict[str, Any]) -> int:
    folder = WORK / name
    _copy(folder, config["rooms"][name])
    # Only `run` makes the mutants, and it wants to run some: it is asked for one that isn't there.
    _mutmut(folder, "run", "none", minutes=config["minutes"], quiet=True)
    every = _results(folder)
    if not every:
        print(f"{name}：没有生成任何改动，请看 {folder}", file=sys.stderr)
        return 2
    chosen = sorted(every)
    if not os.environ.get("ALL"):
        chosen = sorted(random.Random(_SEED).sample(chosen, min(config["sample"], len(chosen))))
    _mutmut(folder, "run", *([] if os.environ.get("ALL") else chosen), minutes=config["minutes"])
    found = _results(folder)
    tried = [mutant for mutant in chosen if found[mutant] != "not checked"]
    survivors = [_survivor(folder, one) for one in tried if found[one] in ALIVE]
    return _told(name, len(chosen), len(tried), survivors, config)


def _told(
    name: str, chosen: int, tried: int, survivors: list[Survivor], config: dict[str, Any]
) -> int:
    """What a room came to, printed; its exit status."""
    if not tried:
        print(f"{name}：时间到了，一处也没有跑完，看不出结果；请等机器空闲再试", file=sys.stderr)
        return 2
    reasons = config.get("survivors", ())
    unexplained = [one for one in survivors if not any(_explains(why, one) for why in reasons)]
    for one in unexplained:
        print(f"  {one.mutant}\n    {one.function}：{one.becomes}")
    share = len(unexplained) / tried
    print(
        f"{name}：抽出 {chosen} 处改动，跑完 {tried} 处，没抓住 {len(survivors)} 处，"
        f"其中 {len(survivors) - len(unexplained)} 处有理由；无理由的占 {share:.1%}"
    )
    return int(share > config["survive"])


def _explains(reason: dict[str, str], one: Survivor) -> bool:
    """Whether a reason is that of a survivor: of its very line, or of its kind anywhere."""
    if kind := reason.get("kind"):
        return re.search(kind, one.becomes) is not None
    return (reason["function"], reason["becomes"]) == one[1:]


def _copy(folder: Path, room: dict[str, list[str]]) -> None:
    """The project as mutmut wants it; what did not change keeps its time, and so its results."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        source = ROOT / name
        target = folder / re.sub("^python/", "src/", name)
        if not source.is_file() or _same(source, target):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    (folder / "setup.cfg").write_text(_settings(room), "utf-8")
    _drop_unfinished(folder)
    shared = WORK / "shared"
    if not shared.exists() and (ROOT.parent / "shared").is_dir():
        shared.symlink_to(ROOT.parent / "shared")


def _drop_unfinished(folder: Path) -> None:
    """What mutmut was writing when it was stopped: it would take an empty file for done."""
    for made in (folder / "mutants" / "src").rglob("*.py"):
        source = folder / made.relative_to(folder / "mutants")
        if not made.stat().st_size and source.is_file() and source.stat().st_size:
            made.unlink()
            made.with_name(f"{made.name}.meta").unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.stat()[6:9:2] == other.stat()[6:9:2]


def _settings(room: dict[str, list[str]]) -> str:
    """The project's own setup.cfg with mutmut's section; random tests are left out."""
    text = (ROOT / "setup.cfg").read_text("utf-8")
    text = text.replace("pythonpath = python", f"{_PLAIN_IDS} = true\npythonpath = src")
    parts = sorted(
        path.name for path in ROOT.iterdir() if path.name not in {"python", "build", "setup.cfg"}
        and not path.name.startswith(".")
    )  # fmt: skip
    lines = {
        "source_paths": ["src"],
        "only_mutate": room["files"],
        "do_not_mutate": room.get("without", []),
        "also_copy": parts,
        "pytest_add_cli_args": ["-m", _TESTS, "-o", _NAMES_AS_THEY_ARE, "-p", _PLUGIN],
        "pytest_add_cli_args_test_selection": room["tests"],
    }  # fmt: skip
    section = "".join(
        f"{key} =\n" + "".join(f"    {v}\n" for v in values) for key, values in lines.items()
    )
    return f"{text}\n[mutmut]\n{section}"


def _mutmut(folder: Path, *arguments: str, minutes: float, quiet: bool = False) -> str:
    """Runs mutmut in a room's copy; what it had found when the time was over stays."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    paths = [str(folder / "mutants" / "src"), str(ROOT / "tools")]
    try:
        done = subprocess.run(
            command, cwd=folder, timeout=minutes * 60, text=True, capture_output=quiet,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        print(f"{folder.name}：{minutes} 分钟到了，先看已有的结果", file=sys.stderr)
        return ""
    return done.stdout or ""


def _results(folder: Path) -> dict[str, str]:
    """What became of each mutant."""
    text = _mutmut(folder, "results", "--all", "true", minutes=5, quiet=True)
    return {match[1]: match[2] for match in map(_RESULT.match, text.splitlines()) if match}


def _survivor(folder: Path, mutant: str) -> Survivor:
    lines = _mutmut(folder, "show", mutant, minutes=5, quiet=True).splitlines()
    added = [line[1:].strip() for line in lines if line.startswith("+") and line[:3] != "+++"]
    function = re.sub(r"__mutmut_\d+$", "", mutant).removeprefix("src.")
    return Survivor(mutant, function, added[0] if added else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
