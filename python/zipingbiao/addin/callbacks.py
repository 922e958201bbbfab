"""The VBA behind the ribbon: macros/ZpbRibbon.bas from the declared commands.

Each callback is one line that hands the command's id to the bridge.
"""

from __future__ import annotations

from zipingbiao.addin.ribbon import ITEM
from zipingbiao.excel.declaration import COMMANDS, Command

_HEAD = f"""\
Attribute VB_Name = "ZpbRibbon"
'@Folder("Zpb.Ribbon")
'@ModuleDescription("What the buttons of the ribbon call: each hands its command to the bridge.")
'
' Generated from zipingbiao.excel.declaration by zipingbiao.addin.callbacks: change it there.
' An item of a gallery is called "{ITEM}" and the id of a layout, which becomes the argument.
Option Explicit

Private Const ITEM_HEAD As String = "{ITEM}"
"""


def ribbon_module() -> str:
    """The text of macros/ZpbRibbon.bas, its lines ending with a line feed."""
    return "\n".join([_HEAD, *(_callback(command) for command in COMMANDS)])


def _callback(command: Command) -> str:
    parameters, argument = "control As IRibbonControl", '""'
    if command.layouts:
        parameters += ", id As String, index As Integer"
        argument = "Mid$(id, Len(ITEM_HEAD) + 1)"
    call = f'ZpbRun "{command.id}", {argument}'
    return f"Public Sub {command.callback}({parameters})\n    {call}\nEnd Sub\n"
