"""``make fuzz``: spoilt files for a time, in all processors; what fails is kept and told.

usage: run.py [MINUTES] [FIRST]

``FIRST`` is the number of the first file (else it follows from the clock). What fails is kept in
``build/fuzz``: put right, it becomes a case in ``tests/fuzz/cases``.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
import traceback
from collections.abc import Iterator
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.seeds import ROOT
from fuzz.trial import complaint, made

KEPT = ROOT / "build" / "fuzz"
#: Bytes that a process may come to hold, whatever it is given; a merge of two forms takes a third.
MEMORY = 1_000_000_000


def judged(number: int) -> tuple[int, str | None]:
    """The number, and what is wrong with how its file was met."""
    try:
        told = complaint(made(number))
    except Exception:
        told = traceback.format_exc()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return number, told or (f"held {held / 1e6:.0f} MB" if held > MEMORY else None)


def numbers(first: int, seconds: float) -> Iterator[int]:
    """From the first one on until the time is over."""
    end = time.monotonic() + seconds
    for number in count(first):
        if time.monotonic() > end:
            return
        yield number


def main(minutes: str = "60", first: str = "") -> int:
    """Try until the time is over; 1 where anything failed."""
    start = int(first) if first else int(time.time()) * 1000
    tried = failed = 0
    with multiprocessing.Pool(maxtasksperchild=200) as pool:
        for number, told in pool.imap_unordered(judged, numbers(start, float(minutes) * 60)):
            tried += 1
            if told is None:
                continue
            failed += 1
            one = made(number)
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{number}-{one.seed.name}").write_bytes(one.data)
            print(f"{number} {one.seed.role} {one.seed.name} {' '.join(one.words)}\n{told}\n")
    print(f"试了 {tried} 份损坏的文件（从 {start} 起），{failed} 份没有处理好。")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
