"""Pages for a browser or a printer: jinja2 templates, and the pages of rules for them."""

from __future__ import annotations

from typing import NamedTuple

from jinja2 import FileSystemLoader, TemplateNotFound

from zipingbiao.errors import Place, TemplateError
from zipingbiao.places import REINSTALL, template_folders
from zipingbiao.report.codes import Entry, entry_of
from zipingbiao.report.explaining import flowing, page_sections
from zipingbiao.rules.page import EXAMPLES, SEVERITY_NAMES
from zipingbiao.sandbox import Sandbox

#: What a part says that has nothing to say.
_NOTHING = "无。"


class Section(NamedTuple):
    """A part of a rule's page."""

    head: str
    body: str


class RulePage(NamedTuple):
    """What is told of a code; ``examples`` are fragments of data, wrong and right."""

    entry: Entry
    severity: str
    sections: list[Section]
    examples: list[Section]


def rule_page(code: str) -> RulePage:
    """The page of a code, ready to be shown; parts that say 无 are left out."""
    entry, parts = entry_of(code), page_sections(code).items()
    told = [
        Section(head, flowing(head, body))
        for head, body in parts
        if head not in EXAMPLES and body != _NOTHING
    ]
    examples = [Section(head, body) for head, body in parts if head in EXAMPLES]
    return RulePage(entry, SEVERITY_NAMES[entry.severity], told, examples)


def render_page(name: str, **values: object) -> str:
    """A page from its template, ``report/report.html`` in the folders of templates.

    Raises TemplateError where the template, or one that it includes, is missing.
    """
    environment = Sandbox(
        loader=FileSystemLoader(template_folders()), trim_blocks=True, lstrip_blocks=True
    )
    try:
        return environment.get_template(name).render(values)
    except TemplateNotFound as error:
        place = Place(path=f"templates/{error.name}")
        raise TemplateError("安装不完整，缺少网页的模板。", place, REINSTALL) from error
