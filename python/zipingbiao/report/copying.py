"""The marked copies of files that were checked: workbooks, or Word documents.

What goes wrong with one file concerns no other: it is put among the ``troubles``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from zipingbiao.errors import OutputError, Place, Trouble, mishap, named_files
from zipingbiao.limits import time_limit
from zipingbiao.ooxml.opening import book_of_document, read_file
from zipingbiao.report import marking
from zipingbiao.report.checking import Checked
from zipingbiao.report.context import Places
from zipingbiao.report.examining import READ
from zipingbiao.report.outputs import is_editable, is_signed, is_word, write_copy
from zipingbiao.report.text import left_out
from zipingbiao.report.word_marking import marked_document
from zipingbiao.rules.finding import Finding


def tell_of_signature(name: str, data: bytes, tell: Callable[[str], None]) -> None:
    """Say that a copy of a signed file has no signature."""
    if is_signed(data):
        tell(f"{name}：原件带有数字签名；副本的内容有改动，签名不再有效，已从副本中去掉。")


@dataclass(frozen=True)
class Copier:
    """Makes the marked copies of what was checked, Word documents where ``in_word``; what is none
    is left out then, or with ``others`` a workbook.

    ``tell`` hears a sentence on each copy that is not as one would expect; what could not be made
    is among the ``troubles``.
    """

    checked: Checked
    tell: Callable[[str], None]
    troubles: list[Trouble] = field(default_factory=list)
    in_word: bool = False
    others: bool = False

    @cached_property
    def _places(self) -> Places:
        return Places(self.checked.forms)

    def contents(self) -> dict[str, bytes]:
        """The bytes of each file that a copy is made of: it has forms or findings.

        One that went away meanwhile is a trouble; one that is no Word document is told.
        """
        data = dict(self._contents())
        if not self.in_word:
            return data
        others = [name for name, content in data.items() if not is_word(content)]
        if self.others:
            if told := [name for name in others if not is_editable(data[name])]:
                self.tell(f"{named_files(told)}：不是 .docx，副本是工作簿。")
            return data
        if others:
            self.tell(
                f"{named_files(others)}：不是 .docx，没有写出标注的副本；请用 --format xlsx。"
            )
        return {name: content for name, content in data.items() if name not in others}

    def _contents(self) -> Iterator[tuple[str, bytes]]:
        checked = self.checked
        found = {one.path for one in checked.findings}
        counting = [one for one in checked.readings if one.record.status in READ]
        wanted = {one.record.path for one in counting if one.forms or one.record.path in found}
        twins = checked.twins
        for name in (one.record.path for one in checked.readings):
            if twins.get(name, name) not in wanted:
                continue
            try:
                yield name, read_file(checked.found[name].path, name)
            except Exception as error:
                self.troubles.append(mishap(error, "标注", Place(name), "没有写出副本。"))

    def copy_of(self, name: str, data: bytes) -> bytes | None:
        """The marked copy of a file; None where none can be made, which is told."""
        if self.in_word and (is_word(data) or not self.others):
            return self._document(name, data)
        return self._book(name, data)

    def write(self, target: Path, data: bytes) -> bool:
        """Write a file; whether that could be done. Why not is put among the troubles."""
        try:
            write_copy(target, data)
        except OutputError as error:
            self.troubles.append(error)
            return False
        return True

    def _book(self, name: str, data: bytes) -> bytes:
        """The marked copy of a file; only the list where its cells can't be marked."""
        findings, untold = self._findings(name), self._left_out(name)
        if any(one.spot for one in findings) and (book := book_of_document(data, name, texts=True)):
            cure = "要标注在 Word 里请用 --format docx。" if is_word(data) else ""
            self.tell(f"{name}：不能在文档原件上标注；副本是照它做成的 .xlsx。{cure}")
            return marking.marked(book, findings, self._places, data, untold)
        if not is_editable(data):
            self.tell(f"{name}：不是 .xlsx，不能在原表上标注，只写出问题清单。")
            return marking.listed(findings, self._places, untold)
        try:
            tell_of_signature(name, data, self.tell)
            with time_limit():
                return marking.marked(data, findings, self._places, left_out=untold)
        except Exception as error:
            then = "不能在原表上标注，只写出问题清单。"
            self.troubles.append(mishap(error, "标注", Place(name), then))
            return marking.listed(findings, self._places, untold)

    def _document(self, name: str, data: bytes) -> bytes | None:
        """The marked copy of a Word document; None where its text can't be marked."""
        try:
            tell_of_signature(name, data, self.tell)
            with time_limit():
                findings, untold = self._findings(name), self._left_out(name)
                return marked_document(data, findings, self._places, untold)
        except Exception as error:
            then = "不能在 Word 里标注，没有写出副本；请用 --format xlsx。"
            self.troubles.append(mishap(error, "标注", Place(name), then))
            return None

    def _findings(self, name: str) -> list[Finding]:
        source = self.checked.twins.get(name, name)
        return [one for one in self.checked.findings if one.path == source]

    def _left_out(self, name: str) -> str:
        return left_out(self.checked, self.checked.twins.get(name, name))
