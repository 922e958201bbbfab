"""The texts of an ``.xlsx``: shared strings, rich text, entities, Excel's escapes."""

from __future__ import annotations

import re

from zipingbiao.ooxml.events import local, parse

SharedStrings = list[str]

_ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|amp|lt|gt|quot|apos);")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: The end of a part is looked for in so many letters.
_TAIL = 64
_OPEN, _CLOSE = "<si><t>", "</t></si>"
_ITEM = re.compile(r"<si>(.*?)</si>|<si/>", re.DOTALL)
_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>|<t(?: [^>]*)?/>")
_PHONETIC = re.compile(r"<rPh .*?</rPh>", re.DOTALL)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#x"):
        return chr(int(name[2:], 16))
    return chr(int(name[1:])) if name.startswith("#") else _NAMED[name]


def unescape(text: str) -> str:
    """XML text and Excel's ``_x000D_`` escapes → the text that is meant."""
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def is_rich_text(markup: str) -> bool:
    """Whether `rich_text` takes all texts of a string item: none is cut short or misspelt."""
    if not markup or _is_one_text(markup):
        return True
    count = markup.count("<t>") + markup.count("<t ") + markup.count("<t/")
    return count == len(_TEXT.findall(markup))


def _is_one_text(markup: str) -> bool:
    """Whether a string item is plain text in one piece, as nearly all are."""
    return (
        markup.startswith("<t>")
        and markup.endswith("</t>")
        and markup.find("<", 3) == len(markup) - 4
    )


def rich_text(markup: str) -> str:
    """The text of a string item: its runs joined, phonetic hints left out."""
    if _is_one_text(markup):
        return unescape(markup[3:-4])
    if "<rPh" in markup:
        markup = _PHONETIC.sub("", markup)
    return unescape("".join(_TEXT.findall(markup)))


def shared_items(data: bytes) -> SharedStrings:
    """The shared strings of a part, in order."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _slow_strings(data)
    whole = "</sst>" in text[-_TAIL:]
    if not whole or "\0" in text or ("!" in text and "<!" in text):
        return _slow_strings(data)
    items = _plain_items(text)
    if items is not None:
        return list(map(unescape, items)) if "&" in text or "_x" in text else items
    items = _ITEM.findall(text)
    count = text.count("<si>") + text.count("<si/>")
    sound = len(items) == count and all(map(is_rich_text, items))
    if not sound or (not count and ":si" in text):
        return _slow_strings(data)
    return list(map(rich_text, items))


def _plain_items(text: str) -> list[str] | None:
    """The texts of a part in which each item is one text, as most programs write it."""
    text = text.replace(' xml:space="preserve"', "")
    first, last = text.find(_OPEN), text.rfind(_CLOSE)
    if first < 0 or last < first:
        return None
    items = text[first + len(_OPEN) : last].split(_CLOSE + _OPEN)
    outside = text[:first] + text[last + len(_CLOSE) :]
    return None if "<" in "".join(items) or "<si" in outside else items


def _slow_strings(data: bytes) -> SharedStrings:
    items: list[list[str]] = []
    state = {"into": False, "phonetic": False}

    def start(name: str, _: dict[str, str]) -> None:
        kind = local(name)
        if kind == "si":
            items.append([])
        elif kind == "rPh":
            state["phonetic"] = True
        elif kind == "t":
            state["into"] = not state["phonetic"]

    def end(name: str) -> None:
        kind = local(name)
        if kind == "t":
            state["into"] = False
        elif kind == "rPh":
            state["phonetic"] = False

    def text(characters: str) -> None:
        if state["into"]:
            items[-1].append(characters)

    parse(data, start, end, text)
    return [_ESCAPED.sub(lambda m: chr(int(m[1], 16)), "".join(item)) for item in items]
