"""``zpb learn``: a filled form becomes a layout."""

from __future__ import annotations

from argparse import Namespace

from zipingbiao.cli.outcome import DONE


def learn(arguments: Namespace) -> int:
    """Learn the layout of a form; say what was understood and what is asked."""
    from zipingbiao.learn.learning import learn as learn_layout
    from zipingbiao.learn.learning import report

    learned = learn_layout(arguments.file, arguments.output, arguments.like)
    print(f"学好了，版式写在 {learned.folder}")
    print(report(learned), end="")
    return DONE
