"""Text as people type it: trimmed, compared, measured."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

#: White space and characters without width that str.strip does not know.
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff"
_UNSEEN = dict.fromkeys(map(ord, _INVISIBLE))
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + _INVISIBLE

#: Signs that look alike after NFKC and are typed for each other.
_LOOK_ALIKES = {
    "-": "‐‑‒–—―−─━",
    ":": "∶ː꞉",
    "/": "⁄∕╱",
    "·": "•・‧∙⋅",
    "~": "〜∼～",
    '"': "“”„‟〝〞",
    "'": "‘’‚‛`´",
    "(": "〔【[「『〖",
    ")": "〕】]」』〗",
    ",": "、",
    ".": "。",
}
_FOLDING = {
    **{like: sign for sign, likes in _LOOK_ALIKES.items() for like in likes},
    **dict.fromkeys(_SPACES, ""),
}
_TO_FOLD = re.compile(f"[{re.escape(''.join(_FOLDING))}]")
#: The full-width forms of ASCII, which most texts have for their punctuation: 0xFEE0 above it.
_WIDE = re.compile("[\uff01-\uff5e]")
_BLANK_MARK = re.compile(r"(?:[-‐‑‒–—―−─━－﹣]{1,4}|[/／]{1,2}|…{1,4}|\.{3,6}|无)?")
#: Ambiguous signs (—, ≥, “) are as wide as a Chinese character in Chinese fonts.
_UNITS = {"W": 2, "F": 2, "A": 2}


@lru_cache(maxsize=16384)
def fold(text: str | None) -> str:
    """The form in which labels are compared; "" of none.

    NFKC, no white space at all, look-alike punctuation made one, no colon at the end:
    ``项目 名称：`` and ``项目名称`` are the same label.
    """
    folded = _normal(text or "")
    if _TO_FOLD.search(folded):
        folded = _signs_folded(folded)
        # What stood apart may now join, as a letter and its accent.
        if not unicodedata.is_normalized("NFKC", folded):
            folded = _signs_folded(_normal(folded))
    return folded.rstrip(":")


def _normal(text: str) -> str:
    """NFKC, quick for texts that are so, or would be but for wide punctuation."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    return unicodedata.normalize("NFKC", _WIDE.sub(lambda m: chr(ord(m[0]) - 0xFEE0), text))


def _signs_folded(text: str) -> str:
    return _TO_FOLD.sub(lambda match: _FOLDING[match[0]], text)


def plain(text: str) -> str:
    """The text without blanks around it; line breaks inside stay, all as line feeds.

    Trims every Unicode white space, the full-width one and those without width included.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip(_SPACES)


def seen(text: str) -> str:
    """A text without the signs that have no width: what was pasted from a page has some."""
    return text if text.isprintable() else text.translate(_UNSEEN)


def width(text: str) -> int:
    """How wide the longest line is, in half-width units: a Chinese character is 2."""
    return max(map(_line_width, text.split("\n")))


def _line_width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(map(_character_width, line))


@lru_cache(maxsize=4096)
def _character_width(character: str) -> int:
    if character in _INVISIBLE or unicodedata.combining(character):
        return 0
    return _UNITS.get(unicodedata.east_asian_width(character), 1)


def is_blank_mark(text: str) -> bool:
    """Whether a number's cell holds a placeholder and so nothing: blank, —, ——, -, /, ……, 无."""
    return _BLANK_MARK.fullmatch(plain(text)) is not None


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns of equal width; a Chinese character takes two places."""
    widths = [max(map(_places, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (n - _places(cell)) for cell, n in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
