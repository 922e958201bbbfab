"""The text of a web page. Its bytes tell the encoding: what pages say of it is often wrong."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Where a page says its encoding, in its first bytes.
_SAID = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD = 4096
#: GB 18030 holds all of GBK and GB 2312.
CHINESE = "gb18030"
_CHINESE_NAMES = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "chinese", "gb18030"})


def text_of(data: bytes, said: str | None = None) -> str:
    """The text of a page. ``said`` is the encoding that came with it from outside.

    A mark at the start decides; text that is UTF-8 is that, whatever it says; else what the page
    says holds, else it is GB 18030. What can't be decoded shows as a box.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    match = _SAID.search(data[:_HEAD])
    named = match[1].decode("ascii") if match else ""
    for name in filter(None, (said, named, CHINESE)):
        try:
            return data.decode(CHINESE if name.lower() in _CHINESE_NAMES else name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8" if named.lower().startswith("utf") else CHINESE, "replace")
