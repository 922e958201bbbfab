"""The command line ``zpb``: arguments in, exit status out; the work is done elsewhere.

Results go to standard output, progress and warnings to standard error. Whatever goes wrong is
told in one Chinese sentence, never as a traceback.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

from zipingbiao.cli.arguments import build_parser
from zipingbiao.errors import ZpbError

__all__ = ["build_parser", "main"]

#: Exit status, CONTRACT §1.
DONE, WRONG_CALL, BROKEN = 0, 2, 10
#: What shells expect of a program that was interrupted.
CANCELLED = 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one command. ``words`` are those after ``zpb``; None takes the process's own."""
    _speak_utf8()
    arguments = build_parser().parse_args(words)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except ZpbError as error:
        _tell(f"zpb：{error}")
        return WRONG_CALL
    except KeyboardInterrupt:
        _tell("\n已取消。")
        return CANCELLED
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:
        _tell(f"zpb：程序出错了，输出可能不完整。详情已写入 {_write_log()}，请把它发给我们。")
        return BROKEN
    return status


def _speak_utf8() -> None:
    """UTF-8 on any console; file names that are no text must not stop us."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _write_log() -> str:
    with tempfile.NamedTemporaryFile(
        "w", prefix="zpb-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as log:
        log.write(f"zpb {' '.join(sys.argv[1:])}\n{sys.version}\n\n{traceback.format_exc()}")
    return log.name
