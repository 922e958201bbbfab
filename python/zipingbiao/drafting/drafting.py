"""A report is drafted: its outline filled with what the forms say."""

from __future__ import annotations

from typing import NamedTuple

from zipingbiao.drafting.facts import Gathered, facts_of
from zipingbiao.drafting.filling import Outline
from zipingbiao.drafting.finishing import ASKED
from zipingbiao.drafting.outlines import DEPARTMENT, OutlineSettings
from zipingbiao.errors import CallError, Place, TemplateError, UnreadableFile
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.documents.word import read_docx
from zipingbiao.ooxml.editor.stamp import stamp_draft
from zipingbiao.ooxml.origin import Origin, input_digest
from zipingbiao.ooxml.package import Package


class Draft(NamedTuple):
    """The bytes of a report, and how many places of it a person must write."""

    data: bytes
    asked: int


def draft(gathered: Gathered, settings: OutlineSettings) -> Draft:
    """The draft of a report. Equal forms and outlines give equal bytes.

    Raises CallError where the outline is about projects and there is none, TemplateError where the
    outline is broken.
    """
    if settings.about != DEPARTMENT and not gathered.projects:
        reason = f"提纲 {settings.id}（{settings.title}）写的是项目，给出的文件里没有项目的自评表。"
        raise CallError(reason, cure="请给出项目的自评表，或用 --outline 换一份部门整体的提纲。")
    data, place = settings.read(), Place(str(settings.path))
    try:
        outline = Outline(data, settings.path)
        outline.fill(facts_of(gathered))
        read = read_docx(Package.open(outline.save()))
    except UnreadableFile as error:
        reason = f"提纲不是完好的 Word 文件（{error.reason.rstrip('。')}）。"
        raise TemplateError(reason, place, "请用 Word 或 WPS 打开后另存为 .docx。") from None
    asked = len(ASKED.findall(xmltext.text_of(outline.tokens(outline.main))))
    # What it was made of is many files, and no copy of any: only its own digest is told.
    stamp_draft(outline, Origin.of_hash("", input_digest(read)))
    return Draft(outline.save(), asked)
