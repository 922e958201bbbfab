"""Excel's ribbon: customUI14.xml from the declared commands.

The vocabulary is [MS-CUSTOMUI2], namespace 2009/07. Labels and tips are Chinese and stand only
here and in the declarations; the callbacks are those of `zipingbiao.addin.callbacks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from zipingbiao.excel.declaration import COMMANDS, GROUPS, OWN, OWN_NAME, TAB, TAB_KEY, Command
from zipingbiao.layouts import find_layouts, offered
from zipingbiao.places import resource_folder

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
TAB_ID = "zpb.tab"
#: Before a layout's id in the id of its gallery item, as ids must not collide.
ITEM = "layout."

#: A layout as the gallery shows it: id, title, region.
LayoutName = tuple[str, str, str]


def ribbon_xml(layouts: Iterable[LayoutName]) -> str:
    """The text of ``customUI/customUI14.xml``; the galleries offer the layouts."""
    names = tuple(layouts)
    root = ElementTree.Element("customUI", {"xmlns": NAMESPACE})
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", {"id": TAB_ID, "label": TAB, "keytip": TAB_KEY})
    for group in GROUPS:
        box = ElementTree.SubElement(tab, "group", {"id": f"zpb.{group.id}", "label": group.label})
        box.extend(_control(one, names) for one in COMMANDS if one.group == group.id)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{body}\n'


def shipped_layouts() -> tuple[LayoutName, ...]:
    """The layouts that the gallery offers: those of the program, the user's own."""
    layouts = offered(find_layouts([resource_folder("templates")]).values())
    region, title = OWN_NAME
    return (*((one.id, one.title, one.region) for one in layouts), (OWN, title, region))


def _control(command: Command, layouts: Iterable[LayoutName]) -> ElementTree.Element:
    """A button, or a gallery of the layouts."""
    control = ElementTree.Element("gallery" if command.layouts else "button", _shown(command))
    if command.layouts:
        control.attrib |= {"columns": "1", "showItemImage": "false"}
        for layout, title, region in layouts:
            shown = {"id": f"{ITEM}{layout}", "label": f"{region}：{title}", "screentip": title}
            ElementTree.SubElement(control, "item", shown)
    return control


def _shown(command: Command) -> dict[str, str]:
    return {
        "id": command.control,
        "label": command.label,
        "size": "large" if command.large else "normal",
        "image": command.picture,
        "keytip": command.key,
        "screentip": command.screentip,
        "supertip": command.supertip,
        "onAction": command.callback,
    }
