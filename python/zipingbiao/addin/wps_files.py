"""WPS's add-in: its ribbon, manifest and what its script must know, from the declared commands.

The generated texts stand in ``addin/wps`` too, held fresh by a test, beside the scripts that are
written by hand. WPS reads the older vocabulary of ribbons, namespace 2006/01, and of it tabs,
groups, buttons and menus: a gallery becomes a menu.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from xml.etree import ElementTree

from zipingbiao import __version__
from zipingbiao.addin.ribbon import ITEM, TAB_ID, LayoutName, shipped_layouts
from zipingbiao.excel.declaration import COMMANDS, GROUPS, TAB, TAB_KEY, Command
from zipingbiao.ooxml.ownlist import OWN_LIST
from zipingbiao.places import part_bytes, resource_folder

NAME = "zipingbiao"
#: The folder inside WPS's own; `publish.xml` names it.
FOLDER = f"{NAME}_{__version__}"
RIBBON, MANIFEST, DECLARED, CONFIG = "ribbon.xml", "manifest.xml", "declared.js", "config.js"
#: What is written by hand, in addin/wps.
SCRIPTS = ("index.html", "proof.js", "service.js", "facts.js", "host.js", "main.js")
_NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
_HEAD = "// 由程序生成（make addin），不要手改。\n"
_TYPED = (
    "/** @type {{title: string, ownList: string, item: string, "
    "pictures: Record<string, string>}} */\n"
)
#: WPS alone has a pane: the page, with the open book on it.
PANE = Command(
    id="pane",
    group="check",
    label="问题窗格",
    picture="check",
    key="V",
    screentip="在旁边的窗格里看检查结果",
    supertip="画出本工作簿的自评表，标出有问题的格，点得分看它怎样算出来。本工作簿不变。",
    function="",
)


def generated_files() -> dict[str, str]:
    """The generated files of addin/wps: name → text."""
    return {
        RIBBON: ribbon_xml(shipped_layouts()),
        MANIFEST: _manifest(),
        DECLARED: _declared(),
    }


def ribbon_xml(layouts: Iterable[LayoutName]) -> str:
    """The text of ``ribbon.xml``; the menu 新建 offers the layouts."""
    names = tuple(layouts)
    root = ElementTree.Element("customUI", {"xmlns": _NAMESPACE, "onLoad": "OnAddinLoad"})
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", {"id": TAB_ID, "label": TAB, "keytip": TAB_KEY})
    for group in GROUPS:
        box = ElementTree.SubElement(tab, "group", {"id": f"zpb.{group.id}", "label": group.label})
        box.extend(_control(one, names) for one in _commands() if one.group == group.id)
    return _xml(root)


def _commands() -> Iterable[Command]:
    return (*COMMANDS, PANE)


def _control(command: Command, layouts: Iterable[LayoutName]) -> ElementTree.Element:
    """A button, or a menu of the layouts."""
    shown = {
        "id": command.control,
        "label": command.label,
        "size": "large" if command.large else "normal",
        "getImage": "GetImage",
        "keytip": command.key,
        "screentip": command.screentip,
        "supertip": command.supertip,
    }
    if not command.layouts:
        return ElementTree.Element("button", {**shown, "onAction": "OnAction"})
    menu = ElementTree.Element("menu", shown)
    for layout, title, region in layouts:
        item = {"id": f"{ITEM}{layout}", "label": f"{region}：{title}", "onAction": "OnAction"}
        ElementTree.SubElement(menu, "button", item)
    return menu


def _manifest() -> str:
    root = ElementTree.Element("JsPlugin")
    for name, text in {"ApiVersion": "1.0.0", "Name": NAME, "Description": "绩效自评表"}.items():
        ElementTree.SubElement(root, name).text = text
    return _xml(root)


def _xml(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _declared() -> str:
    known = {
        "title": TAB,
        "ownList": OWN_LIST,
        "item": ITEM,
        "pictures": {one.id: one.picture for one in _commands()},
    }
    text = json.dumps(known, ensure_ascii=False, indent=2)
    return f"{_HEAD}{_TYPED}const ZPB_DECLARED = {text};\n"


def config_text(port: int, secret: str) -> str:
    """The text of ``config.js``: how the script finds the service, and knows it."""
    return f"var ZPB_CONFIG = {json.dumps({'port': port, 'secret': secret})};\n"


def addin_files(port: int, secret: str) -> dict[str, bytes]:
    """All files of the add-in by their paths. Raises OutputError where one is missing."""
    folder = resource_folder("addin")
    pictures = {one.picture for one in _commands()}
    found = {f"icons/{name}.png": part_bytes(folder / "icons" / f"{name}.png") for name in pictures}
    found |= {name: part_bytes(folder / "wps" / name) for name in SCRIPTS}
    found |= {name: text.encode() for name, text in generated_files().items()}
    return {**found, CONFIG: config_text(port, secret).encode()}
