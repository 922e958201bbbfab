"""argparse in Chinese: help, usage and errors, with a near word where one was mistyped."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NoReturn

from zipingbiao.errors import suggest
from zipingbiao.values.serial import typed_day

#: What argparse says, and how it is said here.
_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.S), sentence)
    for pattern, sentence in (
        (
            r"the following arguments are required: (.+)",
            lambda m: f"缺少参数：{m[1].replace(', ', '、')}。",
        ),
        (r"argument (.+?): expected one argument", lambda m: f"{m[1]} 后面要写一个值。"),
        (r"argument (.+?): expected at least one argument", lambda m: f"{m[1]} 至少要写一个。"),
        (
            r"argument (.+?): not allowed with argument (.+)",
            lambda m: f"{m[1]} 和 {m[2]} 不能同用。",
        ),
        (r"argument (.+?): ignored explicit argument .+", lambda m: f"{m[1]} 后面不能写值。"),
        (r"argument (.+?): ([^a-z].*)", lambda m: f"{m[1]}：{m[2]}"),
        (r"(.+)", lambda m: f"命令写得不对（{m[1]}）。"),
    )
)
_CHOICE = re.compile(r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", re.S)
_UNKNOWN = re.compile(r"unrecognized arguments: (.+)", re.S)


class ChineseFormatter(argparse.RawDescriptionHelpFormatter):
    """Help with a Chinese 用法 line; texts are printed as they are written."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Put 用法 before the usage."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def add_argument(self, action: argparse.Action) -> None:
        """As argparse does, which forgets how far the names of commands are indented."""
        super().add_argument(action)
        for command in self._iter_indented_subactions(action):
            length = len(self._format_action_invocation(command)) + self._current_indent
            self._action_max_length = max(self._action_max_length, length)

    def _format_action(self, action: argparse.Action) -> str:
        """The list of commands needs no line of its own above it."""
        text = super()._format_action(action)
        return text.partition("\n")[2] if action.nargs == argparse.PARSER else text


class _Once(argparse.Action):
    """Keeps the value of an option, once."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        if isinstance(parser, ChineseParser):
            parser.take(self, option_string)
        setattr(namespace, self.dest, values)


class ChineseParser(argparse.ArgumentParser):
    """A parser that speaks Chinese; options are written out in full.

    ``near`` are the parsers of the commands, whose options are offered for a mistyped one.
    """

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=ChineseFormatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.near: Sequence[argparse.ArgumentParser] = ()
        self._given: Sequence[str] = ()
        self._written: set[argparse.Action] = set()
        for action in (None, "store"):
            self.register("action", action, _Once)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def parse_known_args(  # type: ignore[override]  # one signature instead of its overloads
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """As argparse does; the words are kept for the error message."""
        self._given = sys.argv[1:] if args is None else list(args)
        self._written.clear()
        return super().parse_known_args(args, namespace)

    def take(self, option: argparse.Action, word: str | None) -> None:
        """Refuse an option that stands there twice: the first value would be lost unsaid."""
        if word is not None and option in self._written:
            self.error(f"argument {word}: 写了两次，只能写一次。请去掉一个。")
        self._written.add(option)

    def format_help(self) -> str:
        """The help, its headings with a full-width colon."""
        return re.sub(r"^(\S+):$", r"\1：", super().format_help(), flags=re.M)

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong and how to go on; exit status 2."""
        print(f"{self.prog}：{self._sentence(message)}{self._example(message)}", file=sys.stderr)
        print(f"详见：{self._at_hand()} --help", file=sys.stderr)
        raise SystemExit(2)

    def _example(self, message: str) -> str:
        """What a whole call looks like, where a part of this one is missing."""
        lines = (self.epilog or "").splitlines()
        return f"例如：{lines[1].strip()}" if "required" in message and len(lines) > 1 else ""

    def _at_hand(self) -> str:
        """The command that was being written."""
        written = [self.prog]
        for word in self._given:
            if any(one.prog == " ".join((*written, word)) for one in self.near):
                written.append(word)
        return " ".join(written)

    def _sentence(self, message: str) -> str:
        if found := _CHOICE.fullmatch(message):
            known = [word.strip("' ") for word in found[3].split(",")]
            return f"{_spaced(found[1])}不能是「{found[2]}」。{suggest(found[2], known)}"
        found = _UNKNOWN.fullmatch(message)
        # argparse tells of what is missing before it tells of what was mistyped.
        if word := found[1].split()[0] if found else self._mistyped():
            if not word.startswith("-"):
                return f"多了「{word}」。请去掉它；中间有空格的名称要加引号。"
            return f"不认识「{word}」。{suggest(word.split('=')[0], self._options())}"
        return next(
            say(match) for pattern, say in _SENTENCES if (match := pattern.fullmatch(message))
        )

    def _mistyped(self) -> str | None:
        known = self._options()
        words = (word for word in self._given if word.startswith("--") and len(word) > 2)
        return next((word for word in words if word.split("=")[0] not in known), None)

    def _options(self) -> list[str]:
        at_hand = self._at_hand()
        parsers = [one for one in self.near if one.prog == at_hand] or (self, *self.near)
        words = (word for one in parsers for word in one._option_string_actions)
        return list(dict.fromkeys(word for word in words if word.startswith("--")))


def _spaced(name: str) -> str:
    """A space between Latin and Chinese."""
    return f"{name} " if name[-1:].isascii() else name


def positive(text: str) -> int:
    """A whole number from 1 on, as an option's value."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"「{text}」应是大于 0 的整数。")
    return number


def port(text: str) -> int:
    """The number of a port, as an option's value."""
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    if not _FIRST_PORT <= number <= _LAST_PORT:
        raise argparse.ArgumentTypeError(
            f"「{text}」应是 {_FIRST_PORT} 到 {_LAST_PORT} 之间的整数。"
        )
    return number


#: Ports below belong to the system.
_FIRST_PORT, _LAST_PORT = 1024, 65535


_CLOCK = re.compile(r"\d+[:：][\d:：]*")


def day(text: str) -> date:
    """A day as an option's value: YYYY-MM-DD, or as people type it, 2026年3月31日."""
    found = typed_day(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"「{text}」应是 2026-03-31 这样的日期。")
    if (clock := _CLOCK.search(text)) and clock[0].strip("0:："):
        raise argparse.ArgumentTypeError(f"「{text}」应只写日期，不写钟点。")
    return found
