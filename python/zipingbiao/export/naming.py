"""What the files are called: unit and project, distinct, such that Windows takes them too.

Source of what Windows refuses: Microsoft, «Naming Files, Paths, and Namespaces».
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.sheetnames import distinct, utf16_cut, utf16_length

#: Letters of a name without its ending: paths on Windows are no longer than 260 altogether.
LONGEST = 80
#: Bytes of a name in UTF-8, its number and ending left aside: 255 is what Linux takes.
_MOST_BYTES = 230
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_AT_NO_END = " .\u3000"
_JOINT = "_"


def titles_of(forms: Sequence[SelfEvaluation]) -> list[str]:
    """What each form is called: its unit and its project; its own title where that says more."""
    named = [_parts(form) for form in forms]
    seen = Counter(named)
    return [
        "　".join(filter(None, (*parts, form.title if seen[parts] > 1 else None)))
        for parts, form in zip(named, forms, strict=True)
    ]


def _parts(form: SelfEvaluation) -> tuple[str, ...]:
    head = form.header
    found = [_line(text) for text in (head.unit or head.department, head.project) if text]
    return tuple(found) or (_line(form.title or "") or PurePosixPath(form.source.path).stem,)


def _line(text: str) -> str:
    return " ".join(text.split())


def stems_for(titles: Iterable[str]) -> list[str]:
    """A file's name without its ending for each title, no two alike in any case or width."""
    return distinct(map(_clean, titles), _cut, set())


def _clean(title: str) -> str:
    name = "".join(map(_allowed, title)).replace("　", _JOINT).strip(_AT_NO_END)
    return f"{_JOINT}{name}" if _RESERVED.fullmatch(name) else name


def _allowed(sign: str) -> str:
    """A sign as a name may hold it; what means something to a system becomes a blank."""
    bad = _FORBIDDEN.search(sign) or unicodedata.category(sign) in _UNSEEN
    return " " if bad else sign


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


def _cut(name: str, ending: str) -> str:
    """The name with an ending, no longer than names of files may be."""
    name = utf16_cut(name, LONGEST - utf16_length(ending))
    name = name.encode()[:_MOST_BYTES].decode(errors="ignore")
    return name.rstrip(_AT_NO_END) + ending
