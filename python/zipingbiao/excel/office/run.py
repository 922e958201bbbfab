"""Runs one command for LibreOffice's menu: ``python -m zipingbiao.excel.office.run``.

The extension starts it and says on standard input what to run and where to connect. Whatever
goes wrong once LibreOffice is reached is told there; before, it is one sentence on standard
error and the exit code `UNTOLD`.
"""

from __future__ import annotations

import json
import sys

from zipingbiao.errors import CallError, ZpbError

#: The sentence on standard error is still to be told to the user.
UNTOLD = 2


def main() -> int:
    """Run the command that standard input names."""
    request = json.load(sys.stdin)
    try:
        run(request["command"], request["argument"], request["port"], request["secret"])
    except ZpbError as error:
        print(error, file=sys.stderr)
        return UNTOLD
    except ModuleNotFoundError as error:
        print(
            f"运行按钮的 Python 缺少「{error.name}」。请用它运行 pip install 'zipingbiao[excel]'。",
            file=sys.stderr,
        )
        return UNTOLD
    return 0


def run(command: str, argument: str, port: int, secret: str) -> None:
    """Run a command with the book in front.

    Raises CallError where LibreOffice does not answer, ModuleNotFoundError where this Python
    lacks a package.
    """
    from zipingbiao.excel.declaration import BY_ID
    from zipingbiao.excel.office.connection import attach
    from zipingbiao.excel.session import perform

    if command not in BY_ID:
        raise CallError(f"没有名为「{command}」的按钮。", cure="请重新安装自评表的扩展。")
    app = attach(f"socket,host=127.0.0.1,port={port}", secret)
    perform(BY_ID[command], app, app.books.active if len(app.books) else None, argument)


if __name__ == "__main__":
    sys.exit(main())
