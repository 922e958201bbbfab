"""A Word document with tags is filled: the text, headers and footers; all other parts stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from traceback import walk_tb
from typing import NoReturn

from jinja2 import Template, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.exceptions import SecurityError

from zipingbiao.drafting.finishing import finished
from zipingbiao.drafting.missing import Missing
from zipingbiao.drafting.tagged import (
    BLOCK,
    COMMENT,
    END,
    LINE,
    VALUE,
    HalfTag,
    Source,
    Spot,
    has_tags,
    template_of,
    told,
)
from zipingbiao.errors import Place, TemplateError, UnreadableFile, ZpbError, shown
from zipingbiao.limits import time_limit
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.documents.tree import tree_of
from zipingbiao.ooxml.editor.parts import EditedPackage
from zipingbiao.sandbox import Sandbox, TooMuch, render_limited
from zipingbiao.values.numbers import write_number

#: Characters of a part that is filled. The report of a department with a hundred projects has ten.
MOST = 50_000_000
#: Seconds for filling one outline.
_SECONDS = 20.0
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml", re.IGNORECASE)
_WORD_IN = re.compile(r"'([^']+)'")
_OWN_SIGNS = re.compile("[\ue000-\ue0ff]")
_LINES = re.compile(r"\r\n|\r|\n|\v|\f|\u2028|\u2029")
_BLOCKS = ("for", "if", "else", "elif", "endfor", "endif", "set")


class Outline(EditedPackage):
    """An opened outline. Raises UnreadableFile where it is no Word document."""

    def __init__(self, data: bytes, path: Path) -> None:
        super().__init__(data)
        self._path = path

    def fill(self, values: Mapping[str, object]) -> None:
        """Put values in the place of the tags. Raises TemplateError naming the paragraph."""
        for part in (self.main, *filter(_RUNNING.fullmatch, list(self.parts))):
            xml = self.text(part)
            if has_tags(xml):
                self.put(part, self._filled(part, values))

    def _filled(self, part: str, values: Mapping[str, object]) -> str:
        try:
            source = template_of(self.tokens(part))
        except HalfTag as half:
            reason = "标签没有写完，或少了开头的括号"
            self._refuse(half.spot, reason, "请写成 {{ … }} 或 {% … %}。")
        template = self._compiled(source)
        try:
            with time_limit(_SECONDS):
                made = render_limited(template, values, MOST)
        except TooMuch:
            self._refuse(None, "填出的内容太多", "请检查 {% for %} 是否套错了。")
        except ZpbError:
            raise
        except Exception as error:
            self._tell(error, source.spot(_line_in(error)), values)
        whole = finished(made)
        try:
            tree_of(xmltext.encode(whole))
        except UnreadableFile:
            reason = "有的标签开头和结尾不在同一层（如一个在表格里，一个在表格外）"
            self._refuse(
                None, reason, "请让每个 {% for %}、{% if %} 与它的结尾各占一段或各占一行。"
            )
        return whole

    def _compiled(self, source: Source) -> Template:
        environment = Sandbox(
            block_start_string=BLOCK[0],
            block_end_string=BLOCK[1],
            variable_start_string=VALUE[0],
            variable_end_string=VALUE[1],
            comment_start_string=COMMENT[0],
            comment_end_string=COMMENT[1],
            keep_trailing_newline=True,
            finalize=written,
        )
        environment.filters = {name: environment.filters[name] for name in _FILTERS}
        try:
            return environment.from_string(source.text)
        except TemplateSyntaxError as error:
            self._refuse(source.spot(error.lineno), _syntax(error), "请改正，写法见《自评报告》。")

    def _tell(self, error: Exception, spot: Spot | None, values: Mapping[str, object]) -> NoReturn:
        if isinstance(error, UndefinedError):
            found = _WORD_IN.findall(str(error))
            name = found[-1] if found else ""
            near = get_close_matches(name, _names(values), n=1)
            cure = f"您是否想用 {near[0]}？" if near else "有哪些名称，见《自评报告》。"
            self._refuse(spot, f"没有「{shown(name)}」这一项", cure)
        if isinstance(error, SecurityError):
            self._refuse(spot, "标签里用了不许用的写法", "请只取数据、比较大小、做加减乘除。")
        if isinstance(error, NotText):
            self._refuse(spot, str(error), "请写明取其中的哪一项。")
        self._refuse(spot, "标签算不出来", "请检查其中的名称和运算。")

    def _refuse(self, spot: Spot | None, reason: str, cure: str) -> NoReturn:
        place = Place(str(self._path), spot=told(spot) or None)
        raise TemplateError(f"{reason}。", place, cure) from None


#: What a tag may do with a value, behind ``|``.
_FILTERS = (
    *("length", "count", "join", "first", "last", "default", "d", "sum", "round", "abs"),
    *(
        "selectattr",
        "rejectattr",
        "map",
        "list",
        "sort",
        "unique",
        "replace",
        "trim",
        "float",
        "int",
    ),
)


class NotText(TypeError):
    """A value that nobody can print: a list, a row, nothing."""


def written(value: object) -> object:
    """A value as it is put into the text, its lines told apart. Raises NotText."""
    if isinstance(value, Undefined):
        return value
    if isinstance(value, Missing):
        return str(value)
    if isinstance(value, bool) or value is None or not isinstance(value, str | int | float):
        raise NotText("这里取到的不是文字，也不是数")
    text = value if isinstance(value, str) else write_number(value)
    return _LINES.sub(LINE, xmltext.legible(_OWN_SIGNS.sub("\ufffd", text))) + END


def _syntax(error: TemplateSyntaxError) -> str:
    message = error.message or ""
    if "Unexpected end of template" in message:
        return "有 {% for %} 或 {% if %} 没有结尾（{% endfor %}、{% endif %}）"
    if "unknown tag" in message or "Encountered" in message:
        return f"标签认不得，或少了与它成对的一个；可用的有 {'、'.join(_BLOCKS)}"
    if "No filter named" in message:
        return "「|」后面的写法认不得"
    return "标签写得不对"


def _line_in(error: Exception) -> int | None:
    """The line of the template where an error arose."""
    lines = [
        line for frame, line in walk_tb(error.__traceback__)
        if frame.f_code.co_filename in ("<template>", "<unknown>")
    ]  # fmt: skip
    return lines[-1] if lines else None


def _names(value: object) -> Iterator[str]:
    """All names that values have, those of their rows too."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _names(inner)
    elif isinstance(value, list | tuple) and value:
        yield from _names(value[0])
