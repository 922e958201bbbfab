"""Which texts of a filled form belong to the form: labels, notes, lines to be signed.

What somebody wrote goes, and so does what can't be told from it: better a label too few, which
is asked for, than a name too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_label, is_note
from zipingbiao.values.text import fold

_TICKED = re.compile("[☑√✓✔■▇☒]")
_BRACKETED_TICK = re.compile(r"[（(]\s*[√✓✔]?\s*[）)]")
_BOXES = re.compile("[□☐]")
#: A label with its colon, and what was written behind it up to the next one.
_SIGNED = re.compile(
    r"(?P<label>[一-鿿]{2,8}(?:[（(][一-鿿]{1,8}[）)])?\s*[:：])(?P<own>[^:：]*?)"
    r"(?=\s*[一-鿿]{2,8}(?:[（(][一-鿿]{1,8}[）)])?\s*[:：]|$)",
    re.DOTALL,
)
#: What follows a signature's label and is printed: （盖章）, 年 月 日.
_PRINTED = re.compile(r"[\s_＿　]*(?:[（(](?:签字|签章|盖章|公章)[）)]|年?\s*月?\s*日?)?[\s_＿　]*")
_ROOM = "　　　　"
#: A note that tells how to fill in a form says such things, and gives no account.
_INSTRUCTS = re.compile(
    "请|填写|填报|填列|是指|指的是|包括|不得|按照|应当|权重|分值|得分=|得分＝|公式|计算"
)
_NUMBERED = re.compile(r"(?:注|备注|说明|填[表报]说明|附注)[:：]?|\d{1,2}[.．、]")
#: Amounts, dates and telephone numbers are of somebody; numbers of points and per cents are not.
_OWN_FIGURE = re.compile(r"\d[\d,.]*\s*[万亿]?元|\d{4}年|\d{5,}")


def is_instruction(text: str) -> bool:
    """Whether a note below a form tells how it is filled in."""
    if not (is_note(fold(text)) or _NUMBERED.match(text.strip())):
        return False
    return bool(_INSTRUCTS.search(text)) and not _OWN_FIGURE.search(text)


def unticked(text: str) -> str | None:
    """Boxes to be ticked, none of them ticked; None where a text has no boxes."""
    if not _BOXES.search(text) and len(_TICKED.findall(text)) < 2:
        return "（　）".join(_BRACKETED_TICK.split(text)) if _has_brackets(text) else None
    return _TICKED.sub("□", text)


def _has_brackets(text: str) -> bool:
    return len(_BRACKETED_TICK.findall(text)) > 1


def unsigned(text: str, knows: Callable[[str], bool]) -> str | None:
    """A line of labels with their colons, room behind each; None where a text is none."""
    found = list(_SIGNED.finditer(text))
    if not found or text[: found[0].start()].strip():
        return None
    if not any(_is_known(match["label"], knows) for match in found):
        return None
    kept = (
        match["label"].strip() + (match["own"] if _PRINTED.fullmatch(match["own"]) else _ROOM)
        for match in found
        if _is_known(match["label"], knows)
    )
    return "".join(kept).rstrip(" ")


def label_only(text: str, words: Words) -> str:
    """A label without what was written in its cell behind it."""
    folded = fold(text)
    if words.knows(folded) or is_label(folded.rstrip(":")) or is_instruction(text):
        return text
    lead = words.leads.match(folded)
    if lead is not None and lead.end < len(folded):
        return unsigned(text, words.knows) or f"{folded[: lead.end].rstrip(':')}："
    parts = text.split()
    for count in range(1, len(parts)):
        if words.label(fold("".join(parts[:count]))) is not None:
            return "".join(parts[:count])
    return text


def _is_known(label: str, knows: Callable[[str], bool]) -> bool:
    text = fold(label).rstrip(":")
    return knows(text) or is_note(f"{text}:") or is_label(text)
