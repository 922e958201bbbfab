"""``zpb serve``: the page in the browser."""

from __future__ import annotations

from argparse import Namespace

from zipingbiao.cli.outcome import DONE


def serve(arguments: Namespace) -> int:
    """Run the service until it is ended."""
    from zipingbiao.serving.running import serve as run

    run(arguments.port, _say, open_browser=arguments.open, stay=arguments.stay)
    return DONE


def _say(sentence: str) -> None:
    print(sentence, flush=True)
