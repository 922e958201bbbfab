"""The ribbon and the VBA behind it come from the declared commands and agree with each other."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from vba_source import Procedure, read_source
from zipingbiao.addin.callbacks import ribbon_module
from zipingbiao.addin.ribbon import ITEM, NAMESPACE, TAB_ID, ribbon_xml, shipped_layouts
from zipingbiao.excel.declaration import COMMANDS, GROUPS, OWN, TAB, Command
from zipingbiao.layouts import find_layouts, offered

ROOT = Path(__file__).resolve().parents[2]
RIBBON = ROOT / "addin" / "customUI14.xml"
MODULE = ROOT / "macros" / "ZpbRibbon.bas"

TREE = ElementTree.fromstring(RIBBON.read_text("utf-8").encode())
CONTROLS = [one for one in TREE.iter() if one.get("onAction")]
CALLBACKS = {one.name: one for one in read_source(MODULE).procedures}
#: What the schema knows of each element, as far as we use it.
_BUTTON = {"id", "label", "size", "image", "keytip", "screentip", "supertip", "onAction"}
KNOWN: dict[str, set[str]] = {
    "customUI": set(),
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label", "keytip"},
    "group": {"id", "label"},
    "button": _BUTTON,
    "gallery": {*_BUTTON, "columns", "showItemImage"},
    "item": {"id", "label", "screentip"},
}
#: What Excel takes at most.
LONGEST = {"id": 1024, "label": 1024, "screentip": 1024, "supertip": 1024, "keytip": 3}


def test_the_file_is_what_the_declarations_say() -> None:
    assert RIBBON.read_text("utf-8") == ribbon_xml(shipped_layouts()), "make addin"


def test_the_callbacks_are_what_the_declarations_say() -> None:
    assert MODULE.read_text("ascii") == ribbon_module(), "make addin"


def test_there_is_one_tab_with_every_group_and_every_command() -> None:
    tab = TREE.find(f".//{{{NAMESPACE}}}tab")
    assert tab is not None
    assert (tab.get("id"), tab.get("label")) == (TAB_ID, TAB)
    assert [group.get("label") for group in tab] == [group.label for group in GROUPS]
    shown = [control.get("id") for group in tab for control in group]
    assert Counter(shown) == Counter(command.control for command in COMMANDS)


def test_it_says_only_what_the_schema_knows() -> None:
    for one in TREE.iter():
        assert set(one.keys()) <= KNOWN[one.tag.removeprefix(f"{{{NAMESPACE}}}")]
        assert re.fullmatch(r"[A-Za-z_][\w.-]*", one.get("id", "none"), re.ASCII)
        assert one.get("size") in {None, "normal", "large"}


def test_no_id_appears_twice() -> None:
    counted = Counter(one.get("id") for one in TREE.iter() if one.get("id"))
    assert [id_ for id_, count in counted.items() if count > 1] == []


def test_key_tips_differ_and_none_hides_another() -> None:
    keys = [control.attrib["keytip"] for control in CONTROLS]
    assert len(set(keys)) == len(keys)
    assert [(one, two) for one in keys for two in keys if one != two and two.startswith(one)] == []


@pytest.mark.parametrize("control", CONTROLS, ids=lambda one: str(one.get("id")))
def test_each_control_calls_a_procedure_that_takes_what_excel_gives(
    control: ElementTree.Element,
) -> None:
    callback = CALLBACKS[control.attrib["onAction"]]
    gallery = control.tag == f"{{{NAMESPACE}}}gallery"
    assert callback.types == ("IRibbonControl", *(("String", "Integer") if gallery else ()))
    assert (callback.kind, callback.scope) == ("Sub", "Public")


def test_every_procedure_is_the_callback_of_one_control() -> None:
    assert Counter(one.get("onAction") for one in CONTROLS) == Counter(CALLBACKS.keys())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_each_callback_runs_its_own_command(command: Command) -> None:
    callback: Procedure = CALLBACKS[command.callback]
    assert callback.lines[1].startswith(f'    ZpbRun "{command.id}", ')
    assert len(callback.lines) <= 5


def test_the_gallery_offers_every_layout_by_its_id() -> None:
    items = [item.attrib["id"] for item in TREE.iter(f"{{{NAMESPACE}}}item")]
    known = offered(find_layouts([ROOT / "templates"]).values())
    assert items == [f"{ITEM}{layout}" for layout in (*(one.id for one in known), OWN)]
    assert f'"{ITEM}"' in MODULE.read_text("ascii")


def test_a_layout_of_any_name_makes_sound_xml() -> None:
    xml = ribbon_xml([("a-1", "「甲」<&\"'表", "全国")])
    [item] = ElementTree.fromstring(xml.encode()).iter(f"{{{NAMESPACE}}}item")
    assert item.get("label") == "全国：「甲」<&\"'表"


def test_every_text_fits_into_what_excel_takes() -> None:
    long = [
        (one.get("id"), name)
        for one in TREE.iter()
        for name, most in LONGEST.items()
        if len(one.get(name, "")) > most
    ]
    assert long == []


def test_every_control_has_a_picture_and_help() -> None:
    for control in CONTROLS:
        assert (ROOT / "addin" / "icons" / f"{control.get('image')}.png").is_file()
        assert control.get("screentip")
        assert control.get("supertip")
