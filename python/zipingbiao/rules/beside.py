"""The forms that a text speaks of: by the project that it names, else the only one beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zipingbiao.domain.wording import project_core
from zipingbiao.rules.corpus import project_of
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

#: A project's name of fewer signs may be a common word.
_SHORTEST = 3
_YEARS = re.compile(r"(?:19|20)\d\d年?度?")
_NUMBERS = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]+)[.,:)]+")


def in_this_file(view: ProseView) -> list[FormView]:
    """The forms in the same file as a text."""
    path = view.prose.source.path
    return [form for form in view.forms if form.brief.source.path == path]


def of_project(view: ProseView, words: str) -> Sequence[FormView]:
    """The forms of the project that some words name; those of the longest name, in one file first.

    Empty where they name none that a form is of.
    """
    named = fold(words)
    found: dict[str, list[FormView]] = {}
    for form in view.forms:
        core = _core(project_of(form))
        if len(core) >= _SHORTEST and core in named:
            found.setdefault(core, []).append(form)
    if not found:
        return []
    forms = found[max(found, key=len)]
    own = [form for form in forms if form.brief.source.path == view.prose.source.path]
    return own or forms


def names_project(words: str, form: FormView) -> bool:
    """Whether some words are a form's project and nothing else, but for years and 经费, 项目."""
    bare = _NUMBERS.sub("", _YEARS.sub("", fold(words)))
    core = _core(project_of(form))
    return len(core) >= _SHORTEST and project_core(bare) == core


def _core(project: str) -> str:
    return project_core(_YEARS.sub("", project))
