"""``zpb completion``: scripts that complete commands, options and names, for three shells.

Each holds the same table, read off the parser, and a few lines that look words up in it: pressing
Tab starts no program.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files

from zipingbiao.cli.outcome import DONE

#: The name that a user types → the script.
SHELLS = {"bash": "bash.sh", "zsh": "zsh.sh", "powershell": "powershell.ps1"}

#: After which words, which word, and what it means.
Row = tuple[str, str, str]


def completion(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Print the script of a shell."""
    print(script(parser, arguments.shell), end="")
    return DONE


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script of a shell, for the commands of a parser."""
    text = (files("zipingbiao.cli") / "shells" / SHELLS[shell]).read_text("utf-8")
    return text.replace("@TABLE@", "\n".join("|".join(_plain(row)) for row in rows(parser)))


def _plain(row: Row) -> Iterator[str]:
    """Words that no shell takes for anything else."""
    return (part.replace("|", "／").replace("'", "’").replace(":", "：") for part in row)


def rows(parser: argparse.ArgumentParser, at: str = "") -> Iterator[Row]:
    """All that can be typed after ``at``, and after that."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {one.dest: one.help or "" for one in action._choices_actions}
            for name, command in action.choices.items():
                yield at, name, told[name]
                if "help" in action.choices:  # it takes the names of its neighbours
                    yield "help", name, told[name]
                yield from rows(command, f"{at} {name}".strip())
            continue
        names = [name for name in action.option_strings if name.startswith("--")]
        for name in names:
            yield at, name, action.help or ""
        for name in action.option_strings or ("",):
            yield from ((f"{at} {name}".strip(), *one) for one in _values(action))


def _values(action: argparse.Action) -> Iterable[tuple[str, str]]:
    """What an argument may be, as far as that can be listed."""
    if action.choices is not None:
        return [(str(one), "") for one in action.choices]
    known = _NAMES.get(action.dest)
    return known() if known else ()


def _layouts() -> Iterable[tuple[str, str]]:
    from zipingbiao.layouts import find_layouts

    return [(one.id, f"{one.title}（{one.region}）") for one in find_layouts().values()]


def _profiles() -> Iterable[tuple[str, str]]:
    from zipingbiao.scoring.profile import profile_names

    return [(name, "") for name in profile_names()]


def _outlines() -> Iterable[tuple[str, str]]:
    from zipingbiao.drafting.outlines import find_outlines

    return [(one.id, one.title) for one in find_outlines().values()]


def _rules() -> Iterable[tuple[str, str]]:
    from zipingbiao.rules.rulebook import RULES

    return [(code, rule.name) for code, rule in RULES.items()]


#: By the name under which a command keeps an argument.
_NAMES: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
    "layout": _layouts,
    "like": _layouts,
    "profile": _profiles,
    "outline": _outlines,
    "code": _rules,
}
