"""Published forms of many places, and forms invented in their manner, are read rightly and wholly.

None of them was known when the reader was made; what it got wrong was mended by its kind.
"""

from __future__ import annotations

import pytest

from template.transcribed import Transcribed, transcribed, wrong
from zipingbiao.layouts import form_reader

READER = form_reader()
FORMS = [*transcribed("published.toml"), *transcribed("invented.toml"), *transcribed("unseen.toml")]


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.name)
def test_a_form_is_read_as_it_was_written_down(form: Transcribed) -> None:
    (read,) = READER.read(form.draft.sheet, "表.xlsx")
    assert read.layout in form.reads
    assert read.kind == form.kind
    assert wrong(form.truth, read) == {}


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.name)
def test_no_number_of_a_form_is_left_out_without_a_word(form: Transcribed) -> None:
    (read,) = READER.read(form.draft.sheet, "表.xlsx")
    told = [fault.reason for fault in read.faults if fault.code == "ZPB931"]
    assert len(told) == form.strays, told
