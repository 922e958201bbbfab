"""The outlines: drawn fresh, found, chosen; each can be filled with each form there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tagged_words import docx, lines_of, paragraph
from tooling import TOOLS, tool
from zipingbiao.drafting.drafting import Draft, draft
from zipingbiao.drafting.facts import gather_forms
from zipingbiao.drafting.outlines import DEPARTMENT, find_outlines, get_outline, usual_outline
from zipingbiao.errors import CallError, TemplateError, ZpbError
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.origin import is_draft
from zipingbiao.ooxml.package import Package

ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted((TOOLS / "drawing" / "outlines").glob("*.txt"))
LETTERS = sorted((TOOLS / "drawing" / "notices").glob("*.txt"))
SAMPLES = {
    path.parent.name: path
    for path in sorted((ROOT / "templates").glob("*/sample.json"))
    if find_layouts()[path.parent.name].kind == "self-evaluation"
}


def sample(layout: str) -> list[SelfEvaluation]:
    """The forms that a layout is shown with."""
    return list(forms_in(json.loads(SAMPLES[layout].read_text("utf-8"))))


def drafted(outline: str, forms: list[SelfEvaluation]) -> Draft | None:
    """The draft; None where the outline is not about such forms."""
    gathered, settings = gather_forms(forms), find_outlines()[outline]
    if gathered is None or (settings.about != DEPARTMENT and not gathered.projects):
        return None
    return draft(gathered, settings)


@pytest.mark.parametrize("text", [*TEXTS, *LETTERS], ids=lambda path: path.stem)
def test_each_is_as_it_is_drawn_from_its_text(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TOOLS))
    tools = tool("draw_outlines")
    there = tools.target_of(text)
    drawn = Package.open(tools.outline_of(text))
    kept = Package.open(there.read_bytes())
    assert kept.names == drawn.names
    changed = [name for name in drawn.names if kept.read(name) != drawn.read(name)]
    assert not changed, "请运行 make templates"


def test_each_has_a_text_and_says_where_it_comes_from() -> None:
    known = find_outlines()
    assert sorted(known) == [text.stem for text in TEXTS]
    assert all(one.basis for one in known.values())
    layouts = {name for one in known.values() for name in one.layouts}
    assert layouts <= set(find_layouts())


@pytest.mark.parametrize("layout", SAMPLES)
def test_each_can_be_filled_with_each_form(layout: str) -> None:
    forms = sample(layout)
    for outline in find_outlines():
        made = drafted(outline, forms)
        if made is None:
            continue
        said = "\n".join(lines_of(made.data))
        assert not re.search(r"\{\{|\{%|%\}|\}\}|None|Missing|nan|[\ue000-\ue0ff]", said)
        assert made.asked == said.count("【请填写：") > 0
        assert "。。" not in said
        assert is_draft(made.data)


def test_the_same_forms_give_the_same_bytes() -> None:
    assert drafted("project", sample("national-project")) == drafted(
        "project", sample("national-project")
    )


@pytest.mark.parametrize(
    ("layout", "outline"),
    [
        ("national-project", "project"),
        ("liaoning-department", "department"),
        ("sichuan-project", "sichuan-project"),
        ("sichuan-department", "sichuan-department"),
        ("hunan-department", "hunan-department"),
        ("yunnan-project", "honghe-project"),
        ("transfer-region", "transfer"),
        ("transfer-project", "transfer"),
        ("hebei-project", "project"),
    ],
)
def test_the_outline_follows_from_region_and_kind(layout: str, outline: str) -> None:
    assert usual_outline(sample(layout)[0]).id == outline


def test_a_form_of_no_known_layout_has_the_general_one() -> None:
    assert usual_outline(SelfEvaluation("other")).id == "department"


def test_the_title_of_an_unknown_form_says_what_a_report_of_it_is_about() -> None:
    form = SelfEvaluation("other", title="2021年中央对地方专项转移支付区域绩效目标自评表")
    assert usual_outline(form).id == "transfer"
    gathered = gather_forms([form])
    assert gathered is not None
    assert draft(gathered, get_outline("transfer")).asked


def test_an_unknown_name_is_refused_with_the_list() -> None:
    with pytest.raises(CallError) as found:
        get_outline("projekt")
    assert all(name in str(found.value) for name in find_outlines())
    assert "您是否想用 project？" in str(found.value)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an outline of the user's own."""
    monkeypatch.setenv("ZPB_HOME", str(tmp_path))
    folder = tmp_path / "templates" / "outlines" / "own"
    folder.mkdir(parents=True)
    settings = (
        'title = "报告"\nregion = "某市"\nfor = "project"\ndirection = "fill"\nbasis = "甲"\n'
    )
    (folder / "outline.toml").write_text(settings, "utf-8")
    return folder


def test_an_outline_of_ones_own_is_found_and_filled(own: Path) -> None:
    body = paragraph("{% for one in projects %}") + paragraph("{{ one.project }}")
    (own / "outline.docx").write_bytes(docx(body + paragraph("{% endfor %}")))
    forms = sample("national-project")
    made = drafted("own", forms)
    assert made is not None
    assert lines_of(made.data) == [form.header.project for form in forms]
    assert b"{{ nothing }}" in Package.open(made.data).read("word/other.xml")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no word", "不是完好的 Word 文件"), (None, "Word 文件打不开")],
)
def test_a_broken_word_file_is_told(own: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (own / "outline.docx").write_bytes(content)
    with pytest.raises(ZpbError) as found:
        drafted("own", sample("national-project"))
    assert said in str(found.value)
    assert content is None or isinstance(found.value, TemplateError)


def test_a_broken_setting_is_told_with_its_line(own: Path) -> None:
    (own / "outline.toml").write_text('title = "甲"\nfor = "town"\n', "utf-8")
    with pytest.raises(ZpbError) as found:
        find_outlines()
    assert "第 2 行" in str(found.value)
    assert "缺少 region、basis、direction" in str(found.value)
