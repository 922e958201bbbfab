"""What tells LibreOffice of the extension: types, configuration, manifest.

All of it follows from the declared commands and worksheet functions. The texts stand in
``addin/office`` too, held fresh by a test; ``types.rdb`` there is compiled from the IDL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from xml.etree import ElementTree

from zipingbiao import __version__
from zipingbiao.addin.ribbon import LayoutName, shipped_layouts
from zipingbiao.excel.declaration import COMMANDS, TAB, Command
from zipingbiao.scoring.functions import FUNCTIONS, WorksheetFunction

IDENTIFIER = "zipingbiao.office"
#: The services of the components; the same names stand in addin/office/*.py.
FUNCTIONS_SERVICE = "zipingbiao.Functions"
OPENING_SERVICE = "zipingbiao.Opening"
COMMANDS_SERVICE = "zipingbiao.Commands"
#: The addresses of the commands: ``zipingbiao:check``, ``zipingbiao:new?national-project``.
PROTOCOL = "zipingbiao"
TOOLBAR = "private:resource/toolbar/addon_zipingbiao.toolbar"

#: The compiled IDL, and the components; each a file of addin/office.
TYPES = "types.rdb"
COMPONENTS = ("functions.py", "opening.py", "commands.py")

_SHEETS = "com.sun.star.sheet.SpreadsheetDocument"
#: When the component looks at the formulas of a document.
_EVENTS = ("OnLoad", "OnSaveDone", "OnSaveAsDone")
_SEPARATOR = "private:separator"
_OOR = "http://openoffice.org/2001/registry"
_XS = "http://www.w3.org/2001/XMLSchema"
_MANIFEST = "http://openoffice.org/2001/manifest"
_DESCRIPTION = "http://openoffice.org/extensions/description/2006"
_MEDIA = "application/vnd.sun.star."
#: What a text is declared in; LibreOffice shows it in every language that has no text of its own.
_EVERY_LANGUAGE = "en-US"
_PREFIXES = {_OOR: "oor", _MANIFEST: "manifest", "http://www.w3.org/1999/xlink": "xlink"}
for _address, _prefix in _PREFIXES.items():
    ElementTree.register_namespace(_prefix, _address)

Node = ElementTree.Element


def generated_files() -> dict[str, str]:
    """The generated files of addin/office: name → text."""
    return {
        "XFunctions.idl": idl(),
        "CalcAddIns.xcu": _registry("CalcAddIns", _functions),
        "Addons.xcu": _registry("Addons", _menu_and_toolbar),
        "CalcWindowState.xcu": _registry("CalcWindowState", _window, "org.openoffice.Office.UI"),
        "ProtocolHandler.xcu": _registry("ProtocolHandler", _protocol),
        "Jobs.xcu": _registry("Jobs", _job),
        "manifest.xml": _manifest(),
        "description.xml": _description(),
    }


def idl() -> str:
    """The interface of the worksheet functions.

    Calc fills in the first argument, the document, by itself; it is how a function learns of
    the cells that it is given. An argument left out arrives as void.
    """
    methods = "".join(
        f"    any {function.name}({', '.join(_idl_parameters(function))});\n"
        for function in FUNCTIONS.values()
    )
    return f"module zpb {{\n  interface XFunctions {{\n{methods}  }};\n}};\n"


def _idl_parameters(function: WorksheetFunction) -> Iterator[str]:
    yield "[in] com::sun::star::beans::XPropertySet document"
    for parameter in function.listed:
        kind = "sequence< any >" if parameter.repeats else "any"
        yield f"[in] {kind} {parameter.name}"


def _functions(root: Node) -> None:
    service = _node(_node(root, "AddInInfo"), FUNCTIONS_SERVICE, new=True)
    functions = _node(service, "AddInFunctions")
    for function in FUNCTIONS.values():
        node = _node(functions, function.name, new=True)
        _say(node, "DisplayName", function.name)
        _say(node, "Description", function.listed_help)
        _put(node, "Category", "Add-In")
        _say(node, "CompatibilityName", function.name)
        parameters = _node(node, "Parameters")
        for parameter in function.listed:
            shown = _node(parameters, parameter.name, new=True)
            _say(shown, "DisplayName", parameter.chinese)
            _say(shown, "Description", parameter.help)


def _menu_and_toolbar(root: Node) -> None:
    face = _node(root, "AddonUI")
    menu = _node(_node(face, "OfficeMenuBar"), "zipingbiao.menu", new=True)
    _say(menu, "Title", TAB)
    _put(menu, "Context", _SHEETS)
    _entries(_node(menu, "Submenu"), shipped_layouts(), _menu_entry)
    toolbar = _node(_node(face, "OfficeToolBar"), "zipingbiao.toolbar", new=True)
    _say(toolbar, "Title", TAB)
    _entries(toolbar, (), _toolbar_entry)
    images = _node(face, "Images")
    for command in COMMANDS:
        image = _node(images, f"zipingbiao.{command.id}", new=True)
        _put(image, "URL", address(command))
        pictures = _node(image, "UserDefinedImages")
        for size, pixels in (("Small", 16), ("Big", 26)):
            _put(pictures, f"Image{size}URL", f"%origin%/{icon(command, pixels)}")


def address(command: Command, argument: str = "") -> str:
    """The address that runs a command: ``zipingbiao:new?national-project``."""
    return f"{PROTOCOL}:{command.id}{f'?{argument}' if argument else ''}"


def icon(command: Command, pixels: int) -> str:
    """The path of a command's picture, in addin and in the extension."""
    return f"icons/{command.picture}_{pixels}.png"


def _entries(
    parent: Node,
    layouts: Iterable[LayoutName],
    entry: Callable[[Node, Command, Iterable[LayoutName]], None],
) -> None:
    """One entry a command, with a line between two groups."""
    number = 0
    for _, commands in groupby(COMMANDS, key=lambda command: command.group):
        if number:
            _put(_node(parent, f"e{number:02}", new=True), "URL", _SEPARATOR)
            number += 1
        for command in commands:
            entry(_node(parent, f"e{number:02}", new=True), command, layouts)
            number += 1


def _menu_entry(node: Node, command: Command, layouts: Iterable[LayoutName]) -> None:
    _call(node, command.label, address(command))
    if command.layouts:
        submenu = _node(node, "Submenu")
        for layout, title, region in layouts:
            _call(_node(submenu, layout, new=True), f"{region}：{title}", address(command, layout))


def _toolbar_entry(node: Node, command: Command, layouts: Iterable[LayoutName]) -> None:
    del layouts  # the button asks the component for them
    _call(node, command.label, address(command))
    _put(node, "Context", _SHEETS)
    if command.layouts:
        _put(node, "ControlType", "DropdownButton")


def _call(node: Node, label: str, url: str) -> None:
    _say(node, "Title", label)
    _put(node, "URL", url)
    _put(node, "Target", "_self")


def _window(root: Node) -> None:
    """The toolbar's name, words beside its pictures, docked at the top below the others."""
    toolbar = _node(_node(_node(root, "UIElements"), "States"), TOOLBAR, new=True)
    _say(toolbar, "UIName", TAB)
    for name, value in (("Visible", "true"), ("Docked", "true"), ("ContextSensitive", "false")):
        _put(toolbar, name, value, "boolean")
    for name, number in (("DockingArea", "0"), ("Style", "2")):
        _put(toolbar, name, number, "int")
    _put(toolbar, "DockPos", "0,3")


def _protocol(root: Node) -> None:
    handler = _node(_node(root, "HandlerSet"), COMMANDS_SERVICE, new=True)
    _put(handler, "Protocols", f"{PROTOCOL}:*", "string-list", "oor:")


def _job(root: Node) -> None:
    job = _node(_node(root, "Jobs"), OPENING_SERVICE, new=True)
    _put(job, "Service", OPENING_SERVICE)
    events = _node(root, "Events")
    for event in _EVENTS:
        # Other extensions listen to the same events: what they have there stays.
        shared = _node(events, event)
        shared.set(f"{{{_OOR}}}op", "fuse")
        _node(_node(shared, "JobList"), OPENING_SERVICE, new=True)


def _registry(
    name: str, build: Callable[[Node], None], package: str = "org.openoffice.Office"
) -> str:
    """One configuration file; ``build`` puts its nodes in."""
    root = ElementTree.Element(
        f"{{{_OOR}}}component-data",
        {f"{{{_OOR}}}name": name, f"{{{_OOR}}}package": package, "xmlns:xs": _XS},
    )
    build(root)
    return _document(root)


def _node(parent: Node, name: str, new: bool = False) -> Node:
    """A node of the configuration; ``new`` where it is ours and not one that is always there."""
    node = ElementTree.SubElement(parent, "node", {f"{{{_OOR}}}name": name})
    if new:
        node.set(f"{{{_OOR}}}op", "replace")
    return node


def _put(node: Node, name: str, value: str, kind: str = "string", space: str = "xs:") -> None:
    """A property that is the same in every language."""
    prop = ElementTree.SubElement(node, "prop", {f"{{{_OOR}}}name": name})
    prop.set(f"{{{_OOR}}}type", f"{space}{kind}")
    ElementTree.SubElement(prop, "value").text = value


def _say(node: Node, name: str, text: str) -> None:
    """A property with a text that a user reads."""
    prop = ElementTree.SubElement(node, "prop", {f"{{{_OOR}}}name": name})
    value = ElementTree.SubElement(prop, "value")
    value.set("{http://www.w3.org/XML/1998/namespace}lang", _EVERY_LANGUAGE)
    value.text = text


def _manifest() -> str:
    """What each file of the extension is; the types come before what uses them."""
    kinds: Mapping[str, str] = {
        TYPES: f"{_MEDIA}uno-typelibrary;type=RDB",
        **{name: f"{_MEDIA}uno-component;type=Python" for name in COMPONENTS},
        **{
            f"{name}.xcu": f"{_MEDIA}configuration-data"
            for name in ("CalcAddIns", "ProtocolHandler", "Jobs", "Addons", "CalcWindowState")
        },
    }
    root = ElementTree.Element(f"{{{_MANIFEST}}}manifest")
    for name, kind in kinds.items():
        entry = ElementTree.SubElement(root, f"{{{_MANIFEST}}}file-entry")
        entry.set(f"{{{_MANIFEST}}}full-path", name)
        entry.set(f"{{{_MANIFEST}}}media-type", kind)
    return _document(root)


def _description() -> str:
    root = ElementTree.Element("description", {"xmlns": _DESCRIPTION})
    ElementTree.SubElement(root, "identifier", {"value": IDENTIFIER})
    ElementTree.SubElement(root, "version", {"value": __version__})
    names = ElementTree.SubElement(root, "display-name")
    ElementTree.SubElement(names, "name", {"lang": _EVERY_LANGUAGE}).text = "自评表"
    return _document(root)


def _document(root: Node) -> str:
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- 由程序生成，请勿手改 -->\n{body}\n'
