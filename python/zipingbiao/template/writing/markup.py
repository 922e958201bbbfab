"""What a cell holds, as XML: everything behind ``<c r= s=``."""

from __future__ import annotations

import re

from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.xmltext import escaped_as_excel
from zipingbiao.template.writing.contents import Live
from zipingbiao.values.numbers import write_number

#: Excel's own limit for the text of one cell.
LONGEST_TEXT = 32_767
_CUT = "……（原文过长，此处截断）"
_LITERAL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NEEDS_PRESERVE = re.compile(r"^\s|\s$|\n|\t|  ")


class Bodies(dict[Scalar, str]):
    """The XML of the contents seen so far: most texts of a form come again in the next."""

    #: So many are remembered before the memory begins anew.
    most = 50_000

    def __missing__(self, content: Scalar) -> str:
        if len(self) >= self.most:
            self.clear()
        body = self[content] = self.written(content)
        return body

    def written(self, content: Scalar) -> str:
        """The XML of a content that was not seen yet."""
        return content_body(content)


def content_body(content: Scalar | Live) -> str:
    """The XML of a content. Text is always text: what begins with ``=`` is no formula.

    A text longer than a cell can hold is cut, and says so; whoever writes forms refuses it.
    """
    if content is None or content == "":
        return "/>"
    if isinstance(content, Live):
        return formula_body(f"<f>{escape_text(content.formula)}</f>", content.value)
    if not isinstance(content, str):
        return f"><v>{write_number(content)}</v></c>"
    if len(content) > LONGEST_TEXT:
        content = content[: LONGEST_TEXT - len(_CUT)] + _CUT
    preserve = ' xml:space="preserve"' if _needs_preserve(content) else ""
    return f' t="inlineStr"><is><t{preserve}>{escape_text(content)}</t></is></c>'


def _needs_preserve(text: str) -> bool:
    """Whether a reader might else drop some of its white space."""
    if text.isprintable():
        return text[0] == " " or text[-1] == " " or "  " in text
    return _NEEDS_PRESERVE.search(text) is not None


def formula_body(formula: str, value: Scalar) -> str:
    """The XML of a formula (its ``<f>``) with its true value."""
    if isinstance(value, bool):
        return f' t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, CellError):
        return f' t="e">{formula}<v>{value}</v></c>'
    if isinstance(value, str):
        return f' t="str">{formula}<v>{escape_text(value)}</v></c>'
    return f">{formula}<v>{write_number(value or 0)}</v></c>"


def escape_text(text: str) -> str:
    """A text as XML: what XML can't hold as Excel's escapes, and what would be one escaped."""
    if "_x" in text:
        text = _LITERAL_ESCAPE.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if text.isprintable():
        return text
    return escaped_as_excel(text).replace("\r", "_x000D_")


def height_text(points: float) -> str:
    """The attributes of a row's height, nothing where it has none of its own."""
    return f' ht="{points:g}" customHeight="1"' if points else ""
